namespace HazmatTrack.Contracts.Tracking;

/// <summary>One silo's ownership of a partition of topic <c>positions</c>.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Epoch">Grows with every take-over of that partition: the fence of its history.</param>
[GenerateSerializer, Immutable, Alias("ownership")]
public readonly record struct Ownership([property: Id(0)] int Partition, [property: Id(1)] long Epoch)
{
    /// <summary>Whether this ownership ended because <paramref name="other"/> began.</summary>
    public bool IsBefore(Ownership other) => Partition == other.Partition && Epoch < other.Epoch;
}
