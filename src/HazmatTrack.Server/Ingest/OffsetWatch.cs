namespace HazmatTrack.Server.Ingest;

/// <summary>
/// Notices offsets that were never delivered. On the embedded broker a hole means records dropped unread; on Kafka it may also be a
/// transaction's marker or a compacted record.
/// </summary>
internal sealed class OffsetWatch
{
    private long[] _next = [];

    /// <summary>Offsets skipped since the last <see cref="Take"/>.</summary>
    private long _skipped;
    private int _partition = -1;

    public void Read(int partition, long offset)
    {
        if (partition >= _next.Length)
        {
            var known = _next.Length;
            Array.Resize(ref _next, Math.Max(partition + 1, 16));
            Array.Fill(_next, -1, known, _next.Length - known);
        }

        if (_next[partition] >= 0 && offset > _next[partition])
        {
            _skipped += offset - _next[partition];
            _partition = partition;
        }

        _next[partition] = offset + 1;
    }

    /// <summary>Starts anew for partitions that were assigned or taken away.</summary>
    public void Forget(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
        {
            if (partition < _next.Length)
            {
                _next[partition] = -1;
            }
        }
    }

    /// <summary>What was skipped since the last call, and the partition it happened in last.</summary>
    public (long Skipped, int Partition) Take()
    {
        var result = (_skipped, _partition);
        _skipped = 0;
        return result;
    }
}
