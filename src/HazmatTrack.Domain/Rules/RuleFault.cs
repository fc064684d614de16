namespace HazmatTrack.Domain.Rules;

/// <summary>A rule that threw for a vehicle, and is no longer called for it.</summary>
/// <param name="Version">Its version then: another version is called again.</param>
/// <param name="At">The event time up to which it had evaluated.</param>
/// <param name="Reason">The error; empty where it threw before the state was last read.</param>
public readonly record struct RuleFault(string Rule, int Version, Instant At, string Reason);
