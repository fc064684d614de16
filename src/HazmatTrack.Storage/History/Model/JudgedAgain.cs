namespace HazmatTrack.Storage.History.Model;

/// <summary>The result of judging a vehicle again, for history.</summary>
/// <param name="Note">
/// The note that is completed, as <see cref="IHistoryPartition.AppendAsync"/> or <see cref="IHistoryPartition.PendingRejudgesAsync"/> returned it.
/// </param>
/// <param name="JudgedOffset">
/// The last log offset passed to the vehicle's tracker before it was judged again. Batches that begin at or before it were judged from the older state:
/// the checkpoints that they still bring are not kept.
/// </param>
/// <param name="Checkpoints">New core states, in order of time.</param>
public sealed record JudgedAgain(PendingRejudge Note, long JudgedOffset, IReadOnlyList<Checkpoint> Checkpoints);
