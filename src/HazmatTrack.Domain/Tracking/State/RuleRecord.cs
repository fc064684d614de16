namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// What a state says of one rule that does not run on it: not yet, as the state was just read; not any more, as this program does not have the rule,
/// cannot read what a newer one wrote of it, or saw it fail.
/// </summary>
/// <param name="Id">The rule's id.</param>
/// <param name="StateVersion">Of which version its episodes are.</param>
/// <param name="AsOf">Up to when the rule has judged, included; null for up to the time of the state.</param>
/// <param name="Episodes">Its open episodes then, as bytes; empty for none.</param>
/// <param name="FailedVersion">The version of the rule that failed after <paramref name="AsOf"/>; null for one that did not.</param>
/// <param name="Reason">Why it failed, as long as the state is in memory.</param>
internal sealed record RuleRecord(
    string Id, byte StateVersion, Instant? AsOf, ReadOnlyMemory<byte> Episodes, int? FailedVersion = null, string? Reason = null);
