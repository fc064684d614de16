namespace HazmatTrack.Domain.Rules;

/// <summary>A rule that threw for a vehicle, and is not asked about it any more.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Version">Its version then: another version is asked again.</param>
/// <param name="At">Up to when in event time it had judged.</param>
/// <param name="Reason">Why; empty where it threw before the state was last read.</param>
public readonly record struct RuleFault(string Rule, int Version, Instant At, string Reason);
