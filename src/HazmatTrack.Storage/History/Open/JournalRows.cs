namespace HazmatTrack.Storage.History.Open;

/// <summary>The stored rows of one of a partition's journals, oldest first.</summary>
internal sealed class JournalRows
{
    private readonly Queue<(long Id, long Written)> _rows = [];

    /// <param name="written">Wall clock when it was written, Unix milliseconds.</param>
    public void Add(long id, long written) => _rows.Enqueue((id, written));

    /// <summary>Removes the rows below a number.</summary>
    public void Prune(long below)
    {
        while (_rows.TryPeek(out var oldest) && oldest.Id < below)
        {
            _rows.Dequeue();
        }
    }

    /// <summary>
    /// The newest row that should go, once the oldest has reached an age; null before that. Includes rows that would soon follow, so that few vehicles
    /// are not planned for every time.
    /// </summary>
    public long? OverdueTo(long now, TimeSpan after)
    {
        if (!_rows.TryPeek(out var oldest) || now - oldest.Written < after.TotalMilliseconds)
        {
            return null;
        }

        var cut = oldest.Id;
        foreach (var (id, written) in _rows)
        {
            if (now - written < after.TotalMilliseconds * 3 / 4)
            {
                break;
            }

            cut = id;
        }

        return cut;
    }

    /// <summary>The first row still needed, given the oldest row of each vehicle that has one; null when no row can be deleted.</summary>
    /// <param name="next">The number of the next row.</param>
    /// <param name="oldestRows">0 for a vehicle that needs none.</param>
    public long? NeededFrom(long next, IEnumerable<long> oldestRows)
    {
        if (!_rows.TryPeek(out var oldest))
        {
            return null;
        }

        var needed = next;
        foreach (var row in oldestRows)
        {
            needed = row > 0 && row < needed ? row : needed;
        }

        return needed > oldest.Id ? needed : null;
    }
}
