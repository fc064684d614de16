using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking.Partitions;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.HotState;

namespace HazmatTrack.Server.Tracking;

/// <summary>Takes a partition over, its history and its alerts, and finds out what its owner before has left: how far it came, what is to be judged again.</summary>
/// <param name="history">The history to take over.</param>
/// <param name="alerts">The alerts, which may be ahead of it.</param>
/// <param name="hot">Hot state, which may not be there.</param>
/// <param name="retry">Tries stores until they answer.</param>
/// <param name="topic">The log that is read.</param>
/// <param name="placing">Which vehicles are in the partition.</param>
/// <param name="time">The clock.</param>
/// <param name="lost">Told of records that are gone.</param>
/// <param name="refresh">Asks for vehicles in a batch of their own.</param>
/// <param name="log">Where it is told that hot state is not there.</param>
internal sealed partial class PartitionOpening(
    IHistoryStore history, IAlertStore alerts, IHotState hot, Retry retry, TopicWatch topic, PartitionPlacing placing, LostRecords lost, TimeProvider time,
    Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh, ILogger<PartitionOpening> log)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    public async Task<IHistoryPartition> RunAsync(PartitionSession session, CancellationToken cancellation)
    {
        var state = await retry.RunAsync("Looking at topic positions", topic.LookAsync, cancellation);
        while (session.Partition >= state.Partitions)
        {
            // The broker that answered has not heard of it yet.
            await Task.Delay(s_pause, time, cancellation);
            state = await retry.RunAsync("Looking at topic positions", topic.LookAsync, cancellation);
        }

        var taken = await retry.RunAsync("Taking over history", c => history.OpenAsync(session.Partition, c), cancellation);
        var (incarnation, last) = taken.Recorded;
        var isNewLog = incarnation != state.Incarnation;
        session.OpenAt(isNewLog ? -1 : last, isNewLog);
        var before = taken.Placement is { Partitions: > 0 } recorded ? recorded.Partitions : state.Partitions;
        session.Reads(state, before);
        session.TookAlertsOver(await retry.RunAsync(
            "Taking over alerts", c => alerts.TakeOverAsync(session.Log.Incarnation, session.Partition, session.FlushedOffset, c), cancellation));
        await lost.LookAsync(session, cancellation);
        session.PlaceBy(await placing.OpenAsync(session, taken, state, cancellation));
        session.TrustedParts = await TrustedPartsAsync(session.Partition, cancellation);
        foreach (var note in await retry.RunAsync("Reading notes", taken.PendingRejudgesAsync, cancellation))
        {
            if (session.Owns(note.Vehicle))
            {
                session.Notes[note.Vehicle] = note;
            }
        }

        if (session.Notes.Count > 0)
        {
            _ = refresh(session, [.. session.Notes.Keys]);
        }

        return taken;
    }

    private async Task<PartSet> TrustedPartsAsync(int partition, CancellationToken cancellation)
    {
        try
        {
            var seen = await hot.LookAsync(PartSet.All, cancellation);
            if (seen.Fault is { } fault)
            {
                LogNoHotState(fault, partition);
            }

            return seen.WholeFor(partition);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNoHotState(e.Message, partition);
            return PartSet.None;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Hot state cannot be asked ({Why}); the vehicles of partition {Partition} that it concerns are built again from history.")]
    private partial void LogNoHotState(string why, int partition);
}
