namespace HazmatTrack.Storage.History.Model;

/// <summary>
/// By which number of partitions of the topic the vehicles of one partition are placed. When the number changes, a partition is first read up to a cut
/// by the number before; then its vehicles move to the partitions that the new number gives them, in one transaction.
/// </summary>
/// <param name="Partitions">The number by which the vehicles are placed that history has here; 0 where it was never recorded.</param>
/// <param name="GrowsTo">The number that this changes to; 0 while it does not.</param>
/// <param name="Cut">The first offset that is judged by the newest number.</param>
public readonly record struct Placement(int Partitions, int GrowsTo = 0, long Cut = 0)
{
    /// <summary>Whether vehicles are still placed by the number before.</summary>
    public bool IsMoving => GrowsTo != 0;

    /// <summary>The placement once the vehicles have moved.</summary>
    /// <param name="cut">The first offset that was not read before.</param>
    public Placement Moved(long cut) => new(GrowsTo, 0, cut);
}

/// <summary>A partition as history has it.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Incarnation">The log that was read last; 0 for none.</param>
/// <param name="LastOffset">How far that log is in history; -1 for nothing.</param>
/// <param name="Placement">By which number of partitions its vehicles are placed.</param>
public readonly record struct PartitionRecord(int Partition, long Incarnation, long LastOffset, Placement Placement)
{
    /// <summary>Whether anything was ever read from it.</summary>
    public bool WasRead => Incarnation != 0;

    /// <summary>Whether it may still have vehicles for another partition by a number of partitions.</summary>
    /// <param name="to">The other.</param>
    /// <param name="partitions">The number.</param>
    public bool MayGiveTo(int to, int partitions)
    {
        if (!WasRead || Partition == to || Placement.Partitions == partitions)
        {
            return false;
        }

        var before = Placement.Partitions;
        return before == 0 || partitions % before != 0 || to % before == Partition;
    }
}
