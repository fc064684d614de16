using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>One silo's ownership of a partition of topic <c>positions</c>.</summary>
/// <param name="Epoch">Increases with every take-over of that partition: the fencing token of its history.</param>
/// <param name="Incarnation">The incarnation of the topic's log.</param>
/// <param name="Partitions">How many partitions the topic has for this owner: when the count changes, vehicles change partitions.</param>
[GenerateSerializer, Immutable, Alias("ownership")]
public readonly record struct Ownership(
    [property: Id(0)] int Partition, [property: Id(1)] long Epoch, [property: Id(2)] long Incarnation, [property: Id(3)] int Partitions)
{
    /// <summary>The log that the owner reads.</summary>
    public LogId Log => new(Incarnation, Partition);

    /// <summary>
    /// Whether this ownership of a vehicle ended because <paramref name="other"/> began: the same partition was taken over, or the vehicle has moved to
    /// another with a newer log or a greater number of partitions.
    /// </summary>
    public bool IsBefore(Ownership other) => Partition == other.Partition
        ? Epoch < other.Epoch
        : (Incarnation, Partitions).CompareTo((other.Incarnation, other.Partitions)) < 0;
}
