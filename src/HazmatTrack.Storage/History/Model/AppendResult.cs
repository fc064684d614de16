namespace HazmatTrack.Storage.History.Model;

/// <summary>What an append found.</summary>
/// <param name="New">How many points were not there before.</param>
/// <param name="Duplicates">How many were there already, equal or prevailing.</param>
/// <param name="Rejudge">
/// The vehicles with points at or before their tail base that were new or replaced another of the same time, and those that the batch says must be.
/// </param>
public sealed record AppendResult(int New, int Duplicates, IReadOnlyList<PendingRejudge> Rejudge);
