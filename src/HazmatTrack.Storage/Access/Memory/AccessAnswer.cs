using HazmatTrack.Domain.Access;

namespace HazmatTrack.Storage.Access.Memory;

/// <summary>Whether somebody is let in, and as whom.</summary>
/// <param name="Caller">Who calls; null unless it is granted.</param>
/// <param name="Id">The id of the key or the session, for the record; null where there is none, and where the secret is wrong.</param>
public readonly record struct AccessAnswer(AccessOutcome Outcome, Caller? Caller = null, string? Id = null);
