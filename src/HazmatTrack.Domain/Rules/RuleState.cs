using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// What one rule remembers of one vehicle from report to report; the default value is a fresh start. The same few words for
/// every rule, so that a vehicle's state stays one small blob; each rule says in its own docstring what they mean to it.
/// </summary>
/// <param name="Phase">Where the rule stands; 0 is idle.</param>
/// <param name="Since">When the phase began.</param>
/// <param name="Place">Where it began.</param>
/// <param name="Count">How many reports have borne it out.</param>
/// <param name="Mark">A number of the rule's own, such as the greatest distance so far in metres.</param>
/// <param name="Subject">What it is about, such as a route's number; null when there is none.</param>
/// <param name="Until">When it seems to have ended, while that is not yet certain; the default when it has not.</param>
/// <param name="Province">The province it began in: an end must repeat what the beginning said.</param>
public readonly record struct RuleState(
    byte Phase,
    Instant Since,
    GeoPoint Place,
    int Count,
    long Mark,
    string? Subject,
    Instant Until = default,
    ProvinceCode Province = default)
{
    private const byte FaultedPhase = byte.MaxValue;
    private const int LongestReason = 500;

    /// <summary>Whether the rule threw for this vehicle: it is not asked any more, and answers for nothing.</summary>
    public bool IsFaulted => Phase == FaultedPhase;

    /// <summary>The state of a rule that threw: <see cref="Since"/> when, <see cref="Count"/> in which version, <see cref="Subject"/> why.</summary>
    public static RuleState Faulted(Instant at, int version, Exception cause)
    {
        var reason = $"{cause.GetType().Name}: {cause.Message}";
        return new(FaultedPhase, at, default, version, 0, reason[..Math.Min(reason.Length, LongestReason)]);
    }
}
