namespace HazmatTrack.Tracker.Sessions;

/// <summary>The numbers of partitions by which the records of one partition belong to it.</summary>
/// <param name="Before">The number before the cut.</param>
/// <param name="Now">The number from the cut on.</param>
/// <param name="Cut">The first offset that the newest number applies to.</param>
internal sealed record Placed(int Before, int Now, long Cut)
{
    /// <summary>Whether vehicles are still to move: nothing is read from the cut on.</summary>
    public bool IsMoving => Before != Now;

    /// <summary>The number of partitions by which the vehicle of a record at this offset belongs here.</summary>
    public int At(long offset) => offset < Cut ? Before : Now;
}

/// <summary>Where a record is evaluated, by its key and its offset.</summary>
internal enum RecordPlace
{
    /// <summary>The record is evaluated here.</summary>
    Here,

    /// <summary>The record is forwarded to the partition of its key.</summary>
    Elsewhere,

    /// <summary>The record was evaluated here before its vehicle moved, and is read again after a crash.</summary>
    Moved,
}
