using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Storage.Access;

/// <summary>An operator as it is stored.</summary>
/// <param name="Version">1 for the first; each change adds 1.</param>
public sealed record StoredOperator(TransportOperator Operator, int Version, Instant ChangedAt, string ChangedBy);

/// <summary>The outcome of saving an operator, and what is stored now; null where nothing is, or where it cannot be read.</summary>
/// <param name="Outcome">Created, Replaced, Unchanged, or Stale where another version is stored than the condition requires.</param>
public sealed record OperatorSave(SaveOutcome Outcome, StoredOperator? Current)
{
    /// <summary>What was replaced; null where nothing was, or where it could not be read.</summary>
    public StoredOperator? Before { get; init; }
}
