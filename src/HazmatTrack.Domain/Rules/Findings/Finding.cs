using System.Collections.Immutable;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules.Findings;

/// <summary>
/// The result of a rule on a track: the content of an alert. A pure function of the vehicle's track, its documents and the rule's
/// version, whichever order the reports came in.
/// </summary>
public sealed record Finding
{
    public required string Rule { get; init; }

    public required int RuleVersion { get; init; }

    /// <summary>The version of the rule's parameters; null for a rule without parameters, and for findings of an earlier program.</summary>
    public AppliedParameters? Parameters { get; init; }

    /// <summary>Distinguishes findings of one rule that may be active at once, such as <c>320000&gt;310000</c>. Never empty.</summary>
    public required string Key { get; init; }

    /// <summary>When it began, in event time; of a crossing the time on the border.</summary>
    public required Instant Onset { get; init; }

    /// <summary>When it ended, for a lasting finding that has ended.</summary>
    public Instant? End { get; init; }

    /// <summary>Where it began.</summary>
    public required GeoPoint Position { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>The province that is concerned first: the one entered, or the one the vehicle was in.</summary>
    public ProvinceCode Province { get; init; }

    /// <summary>Of a finding about two vehicles: where the other one was, if not in the same province; null otherwise.</summary>
    public ProvinceCode? OtherProvince { get; init; }

    public Crossing? Crossing { get; init; }

    /// <summary>The measured value with its unit, such as <c>1240 m</c>, and the limit it broke.</summary>
    public string? Measured { get; init; }

    public string? Limit { get; init; }

    /// <summary>Why, as a stable code that the texts in zh-CN and en are keyed by, such as <c>permit-expired</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The documents that were considered: permit and route numbers.</summary>
    public ImmutableArray<string> Documents { get; init; } = [];

    /// <summary>The reports that carry the finding, in event time.</summary>
    public ImmutableArray<TrackPoint> Evidence { get; init; } = [];
}
