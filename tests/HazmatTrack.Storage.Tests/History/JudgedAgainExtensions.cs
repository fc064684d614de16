using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.Tests.History;

internal static class JudgedAgainExtensions
{
    /// <summary>One vehicle alone.</summary>
    public static Task RejudgedAsync(
        this IHistoryPartition partition, PendingRejudge note, long judgedOffset, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellation) =>
        partition.RejudgedAsync([new(note, judgedOffset, checkpoints)], cancellation);
}
