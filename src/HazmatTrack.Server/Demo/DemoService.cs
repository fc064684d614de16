using HazmatTrack.Access.Demo;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Kafka;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Tracker.Documents;

namespace HazmatTrack.Server.Demo;

/// <summary>Files the demo's documents and drives its trucks, through the same topic as all others.</summary>
internal sealed partial class DemoService(
    DemoOptions options, KafkaOptions kafka, PositionTopicsOptions topics, IRegistryStore registry, RegistryFeed feed, IAccessStore access, IHotState hot,
    TimeProvider time, ILogger<DemoService> log) : BackgroundService
{
    /// <summary>The back-fill that the terminals had kept before the start: with it the first crossings are detected at once.</summary>
    private static readonly TimeSpan s_backlog = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private const string Filer = "demo";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        DemoTruck[] trucks = [.. Enumerable.Range(0, options.Vehicles).Select(i => new DemoTruck(i, options.Vehicles))];
        await AgainAsync(
            async cancellation =>
            {
                await FileAsync(trucks, cancellation);
                await RegisterAsync(trucks, cancellation);
                await DriveAsync(trucks, cancellation);
            },
            stoppingToken);
    }

    /// <summary>
    /// Runs until the process ends, after a fault again: every step can be repeated, and the trucks go on from where they were last seen. So a store that does
    /// not answer for a while, as on a busy machine, does not end the demo.
    /// </summary>
    internal async Task AgainAsync(Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await run(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // The process ends.
            }
            catch (Exception e)
            {
                LogHalted(e, s_pause.TotalSeconds);
                await Task.Delay(s_pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Files documents that are missing, and waits until they are in use: the fleet's first report must find its permit.</summary>
    private async Task FileAsync(DemoTruck[] trucks, CancellationToken cancellation)
    {
        var start = StartOf(time.GetUtcNow());
        foreach (var truck in trucks)
        {
            if (truck.PermitAt(start) is { } permit)
            {
                await registry.FileAsync(DocumentKinds.Permit, permit, Filer, cancellation);
            }

            await registry.FileAsync(DocumentKinds.Route, truck.Route, Filer, cancellation);
        }

        var revision = await registry.RevisionAsync(cancellation);
        while (feed.Status.Revision < revision)
        {
            feed.Nudge();
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation);
        }
    }

    /// <summary>Gives the trucks to the operators of the demo's people, by turns; nothing where there are no such people.</summary>
    private async Task RegisterAsync(DemoTruck[] trucks, CancellationToken cancellation)
    {
        foreach (var (code, rest) in ((string, int)[])[(DemoPeople.OperatorA, 0), (DemoPeople.OperatorB, 1)])
        {
            await access.RegisterVehiclesAsync(code, [.. trucks.Where((_, i) => i % 2 == rest).Select(t => t.Vehicle)], Filer, cancellation);
        }
    }

    private async Task DriveAsync(DemoTruck[] trucks, CancellationToken cancellation)
    {
        var began = time.GetUtcNow();
        var start = StartOf(began);
        var known = await hot.LastSeenAsync([.. trucks.Select(t => t.Vehicle)], cancellation);
        var last = trucks.Zip(known).ToDictionary(p => p.First.Vehicle, p => p.Second is { } sight ? Instant.Later(sight.Time, start) : start);
        var fleet = new DemoFleet(trucks, t => last[t.Vehicle], began.Millisecond);
        LogDriving(trucks.Length, options.Speed);

        using var sender = new PositionSender(kafka, topics.Topic, s_patience, log);
        while (true)
        {
            var present = time.GetUtcNow();
            var now = start + ((present - began) * options.Speed);
            now = options.Speed > 1 ? Instant.Earlier(now, Instant.From(present)) : Instant.From(present);
            var reports = fleet.Until(now).Select(r => (r.Truck.Vehicle, r.Report)).ToList();
            if ((await sender.SendAsync(reports, s_patience)).Count is > 0 and var failed)
            {
                LogNotSent(failed);
            }

            await Task.Delay(s_tick, time, cancellation);
        }
    }

    private Instant StartOf(DateTimeOffset began) => Instant.From(began - (options.Speed > 1 ? options.Since : s_backlog));

    [LoggerMessage(LogLevel.Information, "The demo's {Trucks} trucks drive, at {Speed} times the speed of time. None of them exists: their plates are those with a D before four digits or more.")]
    private partial void LogDriving(int trucks, double speed);

    [LoggerMessage(LogLevel.Warning, "{Failed} reports of the demo were not accepted by the broker.")]
    private partial void LogNotSent(int failed);

    [LoggerMessage(LogLevel.Error, "The demo's trucks have halted; they go on in {Seconds} s.")]
    private partial void LogHalted(Exception e, double seconds);
}
