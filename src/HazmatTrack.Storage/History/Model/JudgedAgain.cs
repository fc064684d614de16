namespace HazmatTrack.Storage.History.Model;

/// <summary>A vehicle that was judged again, as history needs to know it.</summary>
/// <param name="Note">What is worked off, as <see cref="IHistoryPartition.AppendAsync"/> or <see cref="IHistoryPartition.PendingRejudgesAsync"/> gave it.</param>
/// <param name="JudgedOffset">
/// The last log offset handed to the vehicle's tracker before it was judged again. Batches that begin at or before it were judged from the older state:
/// the checkpoints they still bring are not kept.
/// </param>
/// <param name="Checkpoints">New core states, in order of time.</param>
public sealed record JudgedAgain(PendingRejudge Note, long JudgedOffset, IReadOnlyList<Checkpoint> Checkpoints);
