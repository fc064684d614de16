using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Partitions;

/// <summary>
/// Moves vehicles when the number of partitions has changed. A partition is read by the old number up to the offset that it had at the change; then its open
/// points are sealed and its vehicles are handed to their new partitions, in one transaction. A partition is read by the new number only when every partition
/// that may have vehicles for it has handed them over. So each vehicle always has one owner, whose state includes all its reports.
/// </summary>
internal sealed partial class PartitionPlacing(
    IHistoryStore history, IAlertStore alerts, IHotState hot, ITopicLookup lookup, Retry retry, TimeProvider time, ILogger<PartitionPlacing> log)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longWait = TimeSpan.FromSeconds(30);

    /// <summary>Determines the number by which a partition that was taken over is to be read. Waits where vehicles are still to arrive.</summary>
    public async Task<Placed> OpenAsync(PartitionSession session, IHistoryPartition taken, TopicState topic, CancellationToken cancellation)
    {
        var placement = taken.Placement;
        if (placement.Partitions == 0)
        {
            placement = await AdoptAsync(taken, topic, cancellation);
        }

        if (placement.Partitions != topic.Partitions && !placement.IsMoving)
        {
            // Nothing of another log was read by the number before.
            var sameLog = taken.Recorded.Incarnation == topic.Incarnation;
            var cut = sameLog ? Math.Max(taken.Recorded.LastOffset + 1, await EndAsync(session.Partition, cancellation)) : 0;
            placement = placement with { GrowsTo = topic.Partitions, Cut = cut };
            await StoreAsync(taken, placement, cancellation);
        }
        else if (placement is not { IsMoving: false, Cut: 0 } && taken.Recorded.Incarnation != topic.Incarnation)
        {
            // The cut belongs to another log, so no record of this log is before it.
            placement = placement with { GrowsTo = placement.IsMoving ? topic.Partitions : 0, Cut = 0 };
            await StoreAsync(taken, placement, cancellation);
        }
        else if (placement.IsMoving && placement.GrowsTo != topic.Partitions)
        {
            // The topic has grown again; nothing was read from the cut on.
            placement = placement with { GrowsTo = topic.Partitions };
            await StoreAsync(taken, placement, cancellation);
        }

        if (placement.IsMoving && session.FlushedOffset + 1 < placement.Cut)
        {
            LogDrains(session.Partition, placement.Cut, placement.Partitions, placement.GrowsTo);
            return new(placement.Partitions, placement.GrowsTo, placement.Cut);
        }

        var hasNews = placement.IsMoving || taken.Recorded.Incarnation == 0;
        if (placement.IsMoving)
        {
            await ForgetWholeAsync(session, topic.Partitions, cancellation);
            placement = await MoveAsync(taken, placement.Moved(session.FlushedOffset + 1), cancellation);
        }

        await TakeOrphansAsync(session.Partition, topic.Partitions, cancellation);
        await ComeAsync(session, taken, topic.Partitions, hasNews, cancellation);
        return new(topic.Partitions, topic.Partitions, placement.Cut);
    }

    /// <summary>Hands over the vehicles of a partition that is stored up to its cut, and waits for those that arrive.</summary>
    public async Task<Placed> FinishAsync(PartitionSession session, Placed placed, CancellationToken cancellation)
    {
        var taken = session.History;
        await ForgetWholeAsync(session, placed.Now, cancellation);
        var placement = await MoveAsync(taken, new(placed.Now, 0, session.FlushedOffset + 1), cancellation);
        await TakeOrphansAsync(session.Partition, placed.Now, cancellation);
        await ComeAsync(session, taken, placed.Now, hasNews: true, cancellation);
        return new(placed.Now, placed.Now, placement.Cut);
    }

    /// <summary>
    /// The placement of a partition that an earlier version wrote without recording it. Either all vehicles are where the present number places them, or the
    /// number was another one, by which all of them belong here. The records of other partitions do not count: they may have moved their vehicles already.
    /// </summary>
    private async Task<Placement> AdoptAsync(IHistoryPartition taken, TopicState topic, CancellationToken cancellation)
    {
        var vehicles = new List<VehicleId>();
        await foreach (var vehicle in taken.VehiclesAsync(cancellation))
        {
            vehicles.Add(vehicle);
        }

        var before = topic.Partitions;
        while (before > 0 && vehicles.Exists(v => TopicState.HomeOf(v, before) != taken.Partition))
        {
            before--;
        }

        // No single number fits where several have followed each other: vehicles that belong elsewhere are then sent there and moved.
        var placement = new Placement(before > 0 ? before : Math.Max(1, topic.Partitions - 1));
        await StoreAsync(taken, placement, cancellation);
        return placement;
    }

    private async Task<long> EndAsync(int partition, CancellationToken cancellation) =>
        (await retry.RunAsync("Asking for the end of a partition", c => lookup.MarksAsync(partition, c), cancellation)).High;

    private Task StoreAsync(IHistoryPartition taken, Placement placement, CancellationToken cancellation) =>
        retry.RunAsync("Storing the placement of a partition", c => taken.PlaceAsync(placement, c), cancellation);

    /// <summary>
    /// Where vehicles are to arrive, hot state is marked incomplete for the partition until they are written, and lists are not answered: they may have been
    /// lost in the partition where they were. The mark is set before the placement is recorded, so that it is set again after a crash; and the rebuilder
    /// leaves the partition alone until the vehicles have arrived.
    /// </summary>
    private async Task ForgetWholeAsync(PartitionSession session, int partitions, CancellationToken cancellation)
    {
        var rows = await retry.RunAsync("Reading the partitions", history.PartitionsAsync, cancellation);
        if (rows.Any(r => r.MayGiveTo(session.Partition, partitions)))
        {
            session.TrustedParts = PartSet.None;
            await retry.RunAsync("Noting that hot state is not whole", c => hot.ForgetCompleteAsync(session.Partition, c), cancellation);
        }
    }

    private async Task<Placement> MoveAsync(IHistoryPartition taken, Placement placement, CancellationToken cancellation)
    {
        var gone = await retry.RunAsync(
            "Moving vehicles to their partitions", c => taken.MoveAsync(placement, v => TopicState.HomeOf(v, placement.Partitions), c), cancellation);
        LogMoved(gone, taken.Partition, placement.Partitions);
        return placement;
    }

    /// <summary>Takes over partitions that the topic no longer has, as after it was created again with fewer: no other silo opens them.</summary>
    private async Task TakeOrphansAsync(int partition, int partitions, CancellationToken cancellation)
    {
        var rows = await retry.RunAsync("Reading the partitions", history.PartitionsAsync, cancellation);
        foreach (var orphan in rows.Where(r => r.Partition >= partitions
            && r.Partition % partitions == partition && r.WasRead && r.Placement.Partitions != partitions))
        {
            await using var taken = await retry.RunAsync("Taking over history", c => history.OpenAsync(orphan.Partition, c), cancellation);
            await retry.RunAsync("Taking over alerts", c => EndLogAsync(taken, c), cancellation);
            await MoveAsync(taken, new(partitions), cancellation);
        }
    }

    private async Task EndLogAsync(IHistoryPartition taken, CancellationToken cancellation)
    {
        var (incarnation, last) = taken.Recorded;
        await alerts.TakeOverAsync(incarnation, taken.Partition, last, cancellation);
        await alerts.EndLogAsync(incarnation, taken.Partition, last, cancellation);
    }

    /// <summary>Waits for the vehicles that come from other partitions, and takes them over.</summary>
    /// <param name="partitions">The present number of partitions.</param>
    /// <param name="hasNews">
    /// Whether the number is new to this partition, as far as that is known: it then also waits for partitions whose number an earlier version did not
    /// record.
    /// </param>
    private async Task ComeAsync(PartitionSession session, IHistoryPartition taken, int partitions, bool hasNews, CancellationToken cancellation)
    {
        var (begun, isTold) = (time.GetTimestamp(), false);
        while (true)
        {
            var rows = await retry.RunAsync("Reading the partitions", history.PartitionsAsync, cancellation);
            session.WaitsFor = [.. rows.Where(r => r.MayGiveTo(session.Partition, partitions) && (hasNews || r.Placement.Partitions > 0))
                .Select(r => r.Partition)];
            if (session.WaitsFor.Count == 0)
            {
                break;
            }

            if (!isTold && time.GetElapsedTime(begun) > s_longWait)
            {
                isTold = true;
                LogWaits(session.Partition, string.Join(',', session.WaitsFor));
            }

            await Task.Delay(s_pause, time, cancellation);
        }

        await retry.RunAsync("Taking vehicles in", taken.TakeInAsync, cancellation);
    }

    [LoggerMessage(LogLevel.Information, "Partition {Partition} of positions is read up to offset {Cut} by {Before} partitions; then its vehicles move to those of {Partitions}.")]
    private partial void LogDrains(int partition, long cut, int before, int partitions);

    [LoggerMessage(LogLevel.Information, "{Vehicles} vehicles of partition {Partition} have moved to those of {Partitions} partitions.")]
    private partial void LogMoved(int vehicles, int partition, int partitions);

    [LoggerMessage(LogLevel.Warning, "Partition {Partition} of positions waits for the vehicles of partitions {From}: their readers have not stored all yet, or are silos of an earlier version.")]
    private partial void LogWaits(int partition, string from);
}
