namespace HazmatTrack.Storage.History.Model;

/// <summary>
/// The partition count of the topic by which the vehicles of one partition are placed. When the count changes, a partition is first read up to a cut
/// by the previous count; then its vehicles move to the partitions that the new count assigns, in one transaction.
/// </summary>
/// <param name="Partitions">The count by which the vehicles are placed that history has here; 0 where it was never recorded.</param>
/// <param name="GrowsTo">The new count; 0 while it does not change.</param>
/// <param name="Cut">The first offset that is judged by the newest count.</param>
public readonly record struct Placement(int Partitions, int GrowsTo = 0, long Cut = 0)
{
    /// <summary>Whether vehicles are still placed by the previous count.</summary>
    public bool IsMoving => GrowsTo != 0;

    /// <summary>The placement once the vehicles have moved.</summary>
    /// <param name="cut">The first offset that was not read before.</param>
    public Placement Moved(long cut) => new(GrowsTo, 0, cut);
}

/// <summary>A partition as history records it.</summary>
/// <param name="Incarnation">The incarnation of the log that was read last; 0 for none.</param>
/// <param name="LastOffset">The last offset of that log in history; -1 for none.</param>
/// <param name="Placement">The placement of its vehicles.</param>
/// <param name="Silo">The silo that holds it, as it names itself; null while nobody is known to, as after its owner has died.</param>
public readonly record struct PartitionRecord(int Partition, long Incarnation, long LastOffset, Placement Placement, string? Silo = null)
{
    /// <summary>Whether anything was ever read from it.</summary>
    public bool WasRead => Incarnation != 0;

    /// <summary>Whether it may still hold vehicles that a partition count assigns to another partition.</summary>
    /// <param name="to">The other partition.</param>
    /// <param name="partitions">The partition count.</param>
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
