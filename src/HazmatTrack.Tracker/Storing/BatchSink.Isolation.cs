using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Storing;

/// <content>
/// Handles a batch that a store refuses permanently: each vehicle is stored by itself, and the one that it is refused for is quarantined. Where none can be
/// stored, the fault is the store's, and the run ends.
/// </content>
internal sealed partial class BatchSink
{
    private static bool IsOfSomeVehicle(Exception e) =>
        e is not FencedException && !TransientErrors.Include(e) && !TransientErrors.AreOfTheStore(e);

    /// <summary>Records for the next owner which vehicles are in quarantine, before their reports are in history.</summary>
    private async Task QuarantinesAsync(PositionBatch batch, CancellationToken cancellation)
    {
        foreach (var work in Live(batch))
        {
            if (work.Session.SetAsideCount == 0)
            {
                continue;
            }

            foreach (var mark in work.Session.SetAsides.Where(m => !m.IsStored).ToList())
            {
                work.Session.Notes.Remove(mark.Quarantine.Vehicle);
                try
                {
                    await retry.RunAsync("Storing quarantines", c => work.Session.History.QuarantineAsync(mark.Quarantine, c), cancellation);
                    mark.IsStored = true;
                }
                catch (FencedException)
                {
                    work.Session.Fence();
                    break;
                }
            }
        }
    }

    /// <summary>
    /// Reports that are not evaluated: the vehicle is in quarantine, or was when the batch was evaluated. They are new to the vehicle's state in any case,
    /// and so are evaluated from history once the vehicle is released.
    /// </summary>
    private static TrackAppend Unjudged(PartitionWork work, in VehicleWork vehicle)
    {
        if (vehicle.Slot.Quarantine is not { } mark)
        {
            throw new TrackingFault($"{vehicle.Slot.Vehicle} was not judged, and partition {work.Session.Partition} is still ours.");
        }

        var reports = work.ReportsOf(vehicle);
        Instant? first = null;
        foreach (ref readonly var report in reports.Span)
        {
            first = Instant.Earlier(report.Time, first ?? report.Time);
        }

        return new(vehicle.Slot.Vehicle, reports, null, default, mark.IsOver && first is { } from ? new JudgeAgain(from, ChangeCause.Correction) : null);
    }

    private async Task AlertsOneByOneAsync(PositionBatch batch, Instant now, Exception refused, CancellationToken cancellation)
    {
        var failed = new List<(PartitionWork Work, int Vehicle, Exception Cause)>();
        var stored = 0;
        foreach (var work in Live(batch))
        {
            for (var i = 0; i < work.VehicleCount && work.Session.IsOpen; i++)
            {
                var changes = new List<AlertChange>();
                ChangesOf(work, work.Vehicles[i], now, changes);
                if (changes.Count == 0)
                {
                    continue;
                }

                try
                {
                    await retry.RunAsync("Storing alerts", c => alerts.ApplyAsync(changes, [work.Session.AlertOwner], c), cancellation);
                    Count(changes);
                    stored++;
                }
                catch (FencedException)
                {
                    work.Session.Fence();
                }
                catch (Exception e) when (IsOfSomeVehicle(e))
                {
                    failed.Add((work, i, e));
                }
            }
        }

        if (stored == 0 && failed.Count > 1)
        {
            throw new TrackingFault($"No alert can be stored: {refused.Message}", refused);
        }

        foreach (var (work, i, cause) in failed)
        {
            // Its findings are found again when the vehicle is evaluated again.
            isolation.SetAside(work.Session, work.Vehicles[i].Slot, "Its alerts cannot be stored", cause);
            work.Vehicles[i].Judgement = default;
        }
    }

    /// <summary>Appends vehicle after vehicle; the offset moves with the last, so that reports not stored are read again.</summary>
    private async Task<IReadOnlyList<AppendResult>> AppendOneByOneAsync(
        PositionBatch batch, List<PartitionWork> works, Exception refused, CancellationToken cancellation)
    {
        var results = new List<AppendResult>();
        var failed = new List<(PartitionWork Work, VehicleId Vehicle, Exception Cause)>();
        var stored = 0;
        foreach (var work in works)
        {
            var whole = HistoryOf(work, batch.Buffers);
            var sum = new AppendResult(0, 0, []);
            try
            {
                foreach (var track in whole.Tracks)
                {
                    try
                    {
                        sum = Sum(sum, await AppendAsync(work, whole with { LastOffset = whole.FirstOffset - 1, Tracks = [track] }, cancellation));
                        stored++;
                    }
                    catch (Exception e) when (IsOfSomeVehicle(e))
                    {
                        failed.Add((work, track.Vehicle, e));
                    }
                }

                if (stored == 0 && failed.Count > 1)
                {
                    throw new TrackingFault($"Nothing can be taken into history: {refused.Message}", refused);
                }

                failed.ForEach(f => SetAside(batch, f.Work.Session.Partition, f.Vehicle, f.Cause));
                failed.Clear();
                results.Add(Sum(sum, await AppendAsync(work, whole with { Tracks = [] }, cancellation)));
            }
            catch (FencedException)
            {
                work.Session.Fence();
            }
        }

        return results;
    }

    private Task<AppendResult> AppendAsync(PartitionWork work, HistoryBatch one, CancellationToken cancellation) =>
        retry.RunAsync("Storing history", c => work.Session.History.AppendAsync(one, c), cancellation);

    private static AppendResult Sum(AppendResult a, AppendResult b) => new(a.New + b.New, a.Duplicates + b.Duplicates, [.. a.Rejudge, .. b.Rejudge]);

    /// <summary>Sends reports that history cannot store to the dead letters, and quarantines the vehicle.</summary>
    private void SetAside(PositionBatch batch, int partition, VehicleId id, Exception cause)
    {
        var work = batch.Partitions.Find(w => w.Session.Partition == partition)!;
        foreach (ref var vehicle in work.Vehicles)
        {
            if (vehicle.Slot.Vehicle == id)
            {
                isolation.SetAside(work.Session, vehicle.Slot, "History cannot take its reports", cause);
                var reports = work.ReportsOf(vehicle);
                var offsets = work.OffsetsOf(vehicle);
                var letters = new List<Task>(reports.Length) { batch.DeadLetters };
                for (var i = 0; i < reports.Length; i++)
                {
                    var isReRead = offsets[i] <= work.Session.OpenedAt;
                    letters.Add(deadLetter(id, reports.Span[i], partition, offsets[i], cause.Message, isCounted: !isReRead));
                    work.ReReadReports -= isReRead ? 1 : 0;
                }

                batch.DeadLetters = Task.WhenAll(letters);
                vehicle.Reports = 0;
                vehicle.Judgement = default;
            }
        }
    }

    /// <summary>Writes hot state, which is a cache: an entry that cannot be written for one vehicle is logged, and rebuilt from history.</summary>
    private async Task WriteHotAsync(ArraySegment<HotStateEntry> vehicles, CancellationToken cancellation)
    {
        try
        {
            await retry.RunAsync("Storing hot state", c => hot.WriteAsync(vehicles, c), cancellation);
        }
        catch (Exception e) when (IsOfSomeVehicle(e) && vehicles.Count > 1)
        {
            var failed = new List<(VehicleId Vehicle, Exception Cause)>();
            foreach (var vehicle in vehicles)
            {
                try
                {
                    await retry.RunAsync("Storing hot state", c => hot.WriteAsync([vehicle], c), cancellation);
                }
                catch (Exception cause) when (IsOfSomeVehicle(cause))
                {
                    failed.Add((vehicle.Vehicle, cause));
                }
            }

            if (failed.Count == vehicles.Count)
            {
                throw;
            }

            failed.ForEach(f => damage.Found(new(
                "hot-state", "Redis", $"the keys of {f.Vehicle}", f.Vehicle, null, f.Cause.Message,
                "Where it was last seen is not written; delete the keys.")));
        }
    }
}
