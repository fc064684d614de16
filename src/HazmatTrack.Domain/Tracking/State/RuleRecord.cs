namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// What a state records of one rule that does not run on it: not yet, because the state was just read; or not any more, because this program does not have
/// the rule, cannot read what a newer one wrote of it, or saw it fail.
/// </summary>
/// <param name="StateVersion">The version of its episodes.</param>
/// <param name="AsOf">The time up to which the rule has evaluated, included; null for the time of the state.</param>
/// <param name="Episodes">Its open episodes then, as bytes; empty for none.</param>
/// <param name="FailedVersion">The version of the rule that failed after <paramref name="AsOf"/>; null for one that did not.</param>
/// <param name="Reason">Why it failed, as long as the state is in memory.</param>
internal sealed record RuleRecord(
    string Id, byte StateVersion, Instant? AsOf, ReadOnlyMemory<byte> Episodes, int? FailedVersion = null, string? Reason = null);
