namespace HazmatTrack.Tracker.Sessions;

/// <summary>By which number of partitions the records of one partition belong to it.</summary>
/// <param name="Before">Before the cut.</param>
/// <param name="Now">From the cut on.</param>
/// <param name="Cut">The first offset that the newest number counts for.</param>
internal sealed record Placed(int Before, int Now, long Cut)
{
    /// <summary>Whether vehicles are yet to move: nothing is read from the cut on.</summary>
    public bool IsMoving => Before != Now;

    /// <summary>The number by which a vehicle belongs here whose record is at an offset.</summary>
    public int At(long offset) => offset < Cut ? Before : Now;
}

/// <summary>What is done with a record, by its key and its place.</summary>
internal enum RecordPlace
{
    /// <summary>It is judged here.</summary>
    Here,

    /// <summary>It is sent on to the partition of its key.</summary>
    Elsewhere,

    /// <summary>It was judged here before its vehicle moved, and is read again after a crash.</summary>
    Moved,
}
