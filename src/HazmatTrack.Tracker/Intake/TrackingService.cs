using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Intake;

/// <summary>Runs the intake, and runs it again after a fault.</summary>
internal sealed partial class TrackingService(TrackingParts parts, IServiceProvider services, ILogger<TrackingService> log) : BackgroundService
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the end waits for what is in flight: stored, committed, and the group left. What takes longer is read again by the next owner.
    /// </summary>
    public static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(45);

    private volatile PositionIntake? _intake;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestEnd, parts.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await base.StopAsync(deadline.Token);
    }

    /// <inheritdoc cref="PositionIntake.RefreshAsync"/>
    public Task RefreshAsync(PartitionSession session, IReadOnlyList<VehicleId> vehicles) =>
        _intake?.RefreshAsync(session, vehicles) ?? Task.FromCanceled(new CancellationToken(true));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            // "No permit" must not mean "not read yet".
            await parts.Documents.Loaded.WaitAsync(stoppingToken);
            var local = services.GetRequiredService<LocalVehicles>();
            parts.Documents.IsAwake = vehicle => local.Find(vehicle) is not null;
            var pause = s_shortest;
            while (!stoppingToken.IsCancellationRequested)
            {
                var started = parts.Time.GetTimestamp();
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    parts.Metrics.Restarted();
                    parts.Health.DoesNotRead($"Reading of positions restarts after a fault: {e.Message}");
                    pause = parts.Time.GetElapsedTime(started) > s_longest ? s_shortest : pause * 2 < s_longest ? pause * 2 : s_longest;
                    LogFault(e, pause);
                    await Task.Delay(pause, parts.Time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    /// <summary>One run, on a thread of its own: it blocks in the Kafka client.</summary>
    private async Task RunAsync(CancellationToken stop)
    {
        await using var intake = new PositionIntake(parts, stop);
        _intake = intake;
        try
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var thread = new Thread(() =>
            {
                try
                {
                    intake.Run();
                    ended.SetResult();
                }
                catch (Exception e)
                {
                    ended.SetException(e);
                }
            })
            {
                Name = "positions",
                IsBackground = true,
            };
            thread.Start();
            await ended.Task;
        }
        finally
        {
            _intake = null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Reading of positions failed; it restarts in {Pause} from the committed offsets. Nothing is lost.")]
    private partial void LogFault(Exception e, TimeSpan pause);
}
