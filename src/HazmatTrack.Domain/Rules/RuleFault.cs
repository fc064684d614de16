namespace HazmatTrack.Domain.Rules;

/// <summary>A rule that threw for a vehicle, and is not asked about it any more.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Version">Its version then: another version is asked again.</param>
/// <param name="At">Event time of the fix it threw at.</param>
/// <param name="Reason">Why.</param>
public readonly record struct RuleFault(string Rule, int Version, Instant At, string Reason);
