using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>What a batch did to a vehicle. Only <see cref="Outcome"/> is set unless it is <see cref="Outcome.Done"/>.</summary>
[GenerateSerializer, Immutable, Alias("verdict")]
public sealed record Verdict
{
    public static readonly Verdict NotLoaded = new() { Outcome = Outcome.NotLoaded };
    public static readonly Verdict Fenced = new() { Outcome = Outcome.Fenced };

    [Id(0)]
    public required Outcome Outcome { get; init; }

    /// <summary>Why, where it is <see cref="Outcome.Failed"/>.</summary>
    [Id(7)]
    public string? Failure { get; init; }

    /// <summary>What changed in the vehicle's findings, in order.</summary>
    [Id(1)]
    public IReadOnlyList<FindingChange> Changes { get; init; } = [];

    [Id(2)]
    public VehicleImage Image { get; init; }

    /// <summary>The event time up to which the vehicle had been judged for good before the batch; null for none.</summary>
    [Id(3)]
    public Instant? TailBase { get; init; }

    /// <summary>The state as of <see cref="TailBase"/>, sent now and then; empty otherwise.</summary>
    [Id(4)]
    public ReadOnlyMemory<byte> Checkpoint { get; init; }

    [Id(5)]
    public FateCounts Fates { get; init; }

    /// <summary>From when the vehicle must be judged again whatever history says of its reports; null where that decides.</summary>
    [Id(6)]
    public Instant? JudgeFrom { get; init; }

    /// <summary>Why, where there is a <see cref="JudgeFrom"/>.</summary>
    [Id(8)]
    public ChangeCause JudgeCause { get; init; }

    /// <summary>The next instant, in the vehicle's own time, at which something is to be judged though no report comes; null for never.</summary>
    [Id(9)]
    public Instant? Deadline { get; init; }
}

/// <summary>What hot state keeps of a vehicle.</summary>
/// <param name="Blob">The tracker's packed state; empty where the one stored before still serves, with what history has since.</param>
/// <param name="Time">Event time of the newest report; the epoch's begin for a vehicle that has none.</param>
/// <param name="Fix">The last fix that is believed; null before the first.</param>
/// <param name="Province">The confirmed province.</param>
[GenerateSerializer, Immutable, Alias("vehicle-image")]
public readonly record struct VehicleImage(
    [property: Id(0)] ReadOnlyMemory<byte> Blob,
    [property: Id(1)] Instant Time,
    [property: Id(4)] PositionReport? Fix,
    [property: Id(3)] ProvinceCode Province);

/// <summary>How many reports of a batch met which fate.</summary>
[GenerateSerializer, Immutable, Alias("fate-counts")]
public readonly record struct FateCounts(
    [property: Id(0)] int Applied,
    [property: Id(1)] int AppliedLate,
    [property: Id(2)] int Duplicate,
    [property: Id(3)] int Superseded,
    [property: Id(4)] int DeepLate)
{
    public static FateCounts operator +(FateCounts a, FateCounts b) => new(
        a.Applied + b.Applied, a.AppliedLate + b.AppliedLate, a.Duplicate + b.Duplicate, a.Superseded + b.Superseded, a.DeepLate + b.DeepLate);
}
