using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// Something that a rule has seen begin and not yet end: all that it remembers from one report to the next. Several may be open at once, one for each
/// key. Every rule uses the same few fields, so that a vehicle's state stays one small blob; each rule documents their meaning.
/// </summary>
/// <param name="Key">Distinguishes episodes that may be open at once, such as a zone's number; the key of the findings about it.</param>
/// <param name="Since">When it began, in event time. No finding about it has an earlier onset.</param>
/// <param name="Phase">Its stage, in the rule's own numbers.</param>
public readonly record struct Episode(string Key, Instant Since, byte Phase)
{
    /// <summary>Where it began.</summary>
    public GeoPoint Place { get; init; }

    /// <summary>The province it began in: an end must repeat the province of the beginning.</summary>
    public ProvinceCode Province { get; init; }

    /// <summary>How many reports have confirmed it.</summary>
    public int Count { get; init; }

    /// <summary>A number of the rule's own, such as the greatest distance so far in metres.</summary>
    public long Mark { get; init; }

    /// <summary>The subject, such as a route's number; null when there is none.</summary>
    public string? Subject { get; init; }

    /// <summary>When it seems to have ended, while that is not yet certain; the default when it has not.</summary>
    public Instant Until { get; init; }
}
