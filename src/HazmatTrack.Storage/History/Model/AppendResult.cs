namespace HazmatTrack.Storage.History.Model;

/// <summary>The result of an append.</summary>
/// <param name="New">How many points are new.</param>
/// <param name="Duplicates">How many were stored already, equal or with precedence.</param>
/// <param name="Rejudge">
/// The vehicles with points at or before their tail base that were new or replaced another of the same time, and those that the batch requires.
/// </param>
public sealed record AppendResult(int New, int Duplicates, IReadOnlyList<PendingRejudge> Rejudge);
