using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// One step along a vehicle's accepted track: fixes only, in event time, each once, without drift. The input of a rule that evaluates fixes.
/// </summary>
public readonly ref struct RuleStep
{
    /// <summary>The accepted fix before this one; null at the start of the track.</summary>
    public required TrackPoint? Previous { get; init; }

    public required TrackPoint Current { get; init; }

    /// <summary>The confirmed province after this step.</summary>
    public required ProvinceCode Province { get; init; }

    /// <summary>The crossings that became certain with this step, in order of time on the border; mostly none.</summary>
    public required ReadOnlySpan<Crossing> Crossings { get; init; }

    /// <summary>The documents of the vehicle, of all times; a rule asks for a kind, and for those in force at an instant.</summary>
    public required VehicleDocuments Documents { get; init; }
}
