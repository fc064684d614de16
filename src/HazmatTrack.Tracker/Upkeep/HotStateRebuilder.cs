using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Upkeep;

/// <summary>
/// Detects that parts of hot state have lost data (a flush, a restart with an older snapshot, an empty replacement, an eviction) and writes every vehicle of
/// this silo's partitions that belongs to them again. Vehicles that report come back by themselves; this brings back the parked ones.
/// </summary>
internal sealed partial class HotStateRebuilder(
    PartitionSessions sessions, LocalVehicles local, TrackingService tracking, IHotState hot, RuleContexts book, TrackingHealth health,
    TrackingMetrics metrics, TimeProvider time,
    ILogger<HotStateRebuilder> log)
    : BackgroundService
{
    private const string Asking = "Asking hot state";
    private const int AtATime = 1000;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    /// <summary>The interval while this silo has no partition yet: lists are not answered before hot state is known to be complete.</summary>
    private static readonly TimeSpan s_atFirst = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(sessions.Open.Count == 0 ? s_atFirst : s_every, time, stoppingToken);
                metrics.Vehicles(sessions.Open.Sum(s => s.History.VehicleCount), local.Count, local.Faulted, sessions.Open.Sum(s => s.SetAsideCount));
                try
                {
                    if (await LookAsync(stoppingToken) is { } fault)
                    {
                        health.Fails(Asking, fault);
                    }
                    else
                    {
                        health.Works(Asking);
                    }
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    health.Fails(Asking, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    /// <returns>Why part of hot state could not be checked; null where all of it was.</returns>
    private async Task<string?> LookAsync(CancellationToken cancellation)
    {
        var seen = await hot.LookAsync(PartSet.All, cancellation);
        var written = (Vehicles: 0, Partitions: 0);

        // Some vehicles of a partition that is moving will soon belong to other partitions.
        var open = sessions.Open.Where(s => !s.Placed.IsMoving).ToList();

        // All partitions are checked before any is written again, which may take minutes.
        foreach (var session in open)
        {
            session.TrustedParts = seen.CompleteFor(session.Partition);
            await LoadDeadlinesAsync(session, session.TrustedParts, cancellation);
        }

        foreach (var session in open)
        {
            var lost = seen.Known.Except(seen.CompleteFor(session.Partition));
            if (session.Placed.IsMoving || lost.IsEmpty || await WriteAgainAsync(session, lost, cancellation) is not { } vehicles)
            {
                continue;
            }

            await hot.MarkCompleteAsync(session.Partition, lost, seen, cancellation);
            session.TrustedParts = seen.Known;
            written = (written.Vehicles + vehicles, written.Partitions + 1);
        }

        if (written.Vehicles > 0)
        {
            LogWritten(written.Vehicles, written.Partitions);
        }

        return seen.Fault;
    }

    /// <summary>
    /// Reads the deadlines of the vehicles of a partition, and wakes none of them. For parts that have lost data, rewriting the vehicles sets the deadlines.
    /// This is the one place where the deadlines of a previous owner, or of vehicles that moved here from another partition, are taken over.
    /// </summary>
    private async Task LoadDeadlinesAsync(PartitionSession session, PartSet whole, CancellationToken cancellation)
    {
        var missing = whole.Except(session.Deadlines.Loaded);
        if (!book.Rules.OfTime.IsEmpty && !missing.IsEmpty)
        {
            var stored = await hot.DuesAsync(missing, cancellation);
            session.Deadlines.Load(missing, stored.Where(d => session.Owns(d.Vehicle)));
        }
    }

    /// <summary>Writes the vehicles of some parts again; returns how many, or null where the partition moved to another silo, which does the same.</summary>
    private async Task<int?> WriteAgainAsync(PartitionSession session, PartSet parts, CancellationToken cancellation)
    {
        var vehicles = new List<VehicleId>();
        await foreach (var vehicle in session.History.VehiclesAsync(cancellation))
        {
            if (parts.Contains(HotParts.PartOf(vehicle)) && session.Owns(vehicle))
            {
                vehicles.Add(vehicle);
            }
        }

        try
        {
            foreach (var some in vehicles.Chunk(AtATime))
            {
                await tracking.RefreshAsync(session, some).WaitAsync(cancellation);
            }

            return vehicles.Count;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Hot state had lost {Vehicles} vehicles of {Partitions} partitions: they are written again.")]
    private partial void LogWritten(int vehicles, int partitions);
}
