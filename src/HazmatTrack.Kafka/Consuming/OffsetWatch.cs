namespace HazmatTrack.Kafka.Consuming;

/// <summary>
/// Detects offsets that were never delivered. On the embedded broker a hole means records dropped unread; on Kafka it may also be a transaction marker or a
/// compacted record.
/// </summary>
internal sealed class OffsetWatch
{
    /// <summary>The most ranges kept between two calls of <see cref="TakeStretches"/>.</summary>
    private const int MostStretches = 1000;

    private readonly List<SkippedOffsets> _stretches = [];
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
            if (_stretches.Count < MostStretches)
            {
                _stretches.Add(new(partition, _next[partition], offset));
            }
        }

        _next[partition] = offset + 1;
    }

    /// <summary>Resets partitions that were assigned or revoked.</summary>
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

    /// <summary>The ranges skipped since the last call.</summary>
    public IReadOnlyList<SkippedOffsets> TakeStretches()
    {
        if (_stretches.Count == 0)
        {
            return [];
        }

        SkippedOffsets[] taken = [.. _stretches];
        _stretches.Clear();
        return taken;
    }

    /// <summary>The number of offsets skipped since the last call, and the partition of the latest.</summary>
    public (long Skipped, int Partition) Take()
    {
        var result = (_skipped, _partition);
        _skipped = 0;
        return result;
    }
}

/// <summary>A range of offsets of a partition that were never delivered.</summary>
/// <param name="From">The first of the offsets.</param>
/// <param name="To">The offset after the last of them.</param>
internal readonly record struct SkippedOffsets(int Partition, long From, long To);
