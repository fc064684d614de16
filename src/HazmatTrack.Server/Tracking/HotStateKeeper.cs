using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// Notices that Redis has lost something (a flush, a restart with an older snapshot, an empty replacement) and writes every vehicle of this
/// silo's partitions again. Vehicles that report come back by themselves; this brings back the parked ones.
/// </summary>
internal sealed partial class HotStateKeeper(
    PartitionSessions sessions, LocalVehicles local, TrackingService tracking, IHotState hot, TrackingHealth health, TrackingMetrics metrics, TimeProvider time,
    ILogger<HotStateKeeper> log)
    : BackgroundService
{
    private const int AtATime = 1000;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    /// <summary>While this silo has no partition yet: lists are not answered before hot state is known to be whole.</summary>
    private static readonly TimeSpan s_atFirst = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(sessions.Open.Count == 0 ? s_atFirst : s_every, time, stoppingToken);
                metrics.Vehicles(local.Count, local.Faulted, sessions.Open.Sum(s => s.SetAsideCount));
                try
                {
                    await LookAsync(stoppingToken);
                    health.Works("Asking hot state");
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    health.Fails("Asking hot state", e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var life = await hot.LifeAsync(cancellation);
        var written = (Vehicles: 0, Partitions: 0);
        foreach (var session in sessions.Open)
        {
            if (await hot.IsWholeAsync(session.Partition, life, cancellation))
            {
                session.TrustsHotState = true;
                continue;
            }

            session.TrustsHotState = false;
            var vehicles = new List<VehicleId>();
            await foreach (var vehicle in session.History.VehiclesAsync(cancellation))
            {
                vehicles.Add(vehicle);
            }

            try
            {
                foreach (var some in vehicles.Chunk(AtATime))
                {
                    await tracking.RefreshAsync(session, some).WaitAsync(cancellation);
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The partition went to another silo, which does the same.
                continue;
            }

            await hot.MarkWholeAsync(session.Partition, life, cancellation);
            session.TrustsHotState = true;
            written = (written.Vehicles + vehicles.Count, written.Partitions + 1);
        }

        if (written.Vehicles > 0)
        {
            LogWritten(written.Vehicles, written.Partitions);
        }
    }

    [LoggerMessage(LogLevel.Information, "Hot state had lost {Vehicles} vehicles of {Partitions} partitions: they are written again.")]
    private partial void LogWritten(int vehicles, int partitions);
}
