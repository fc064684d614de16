using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules;

/// <summary>One report as it was sent, in event time, each once, with what was known before it: the input of a rule that evaluates reports.</summary>
public readonly ref struct Observation
{
    public required TrackPoint Report { get; init; }

    /// <summary>The time of the previous report; null for the first.</summary>
    public required Instant? PreviousTime { get; init; }

    /// <summary>The last believed fix before it; null where there is none yet.</summary>
    public required TrackPoint? LastFix { get; init; }

    /// <summary>The confirmed province before it.</summary>
    public required ProvinceCode Province { get; init; }

    /// <inheritdoc cref="RuleStep.Documents"/>
    public required VehicleDocuments Documents { get; init; }
}
