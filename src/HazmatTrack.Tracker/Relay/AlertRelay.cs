using System.Diagnostics;
using Confluent.Kafka;
using HazmatTrack.Contracts.Tracing;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Tracker.Relay;

/// <summary>
/// Moves events from the store to Kafka, in order, at least once. One silo at a time holds the lease; progress is recorded after the brokers have
/// acknowledged, so a crash in between delivers the same events again, with the same ids.
/// </summary>
internal sealed partial class AlertRelay(
    AlertStore store, ClientConfig kafka, RuleCatalog rules, AlertsOptions options, AlertMetrics metrics, TimeProvider clock, ILogger<AlertRelay> logger)
    : BackgroundService
{
    private const int PageLength = 500;
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    private readonly string _holder = $"{Environment.MachineName}/{Guid.NewGuid():N}";
    private readonly WakeSignal _bell = new();

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Committed(CommittedAlerts committed) => _bell.Ring();

        store.Committed += Committed;
        var pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                try
                {
                    await RelayAsync(() => pause = TimeSpan.Zero, stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    metrics.RelayFailed();
                    pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(250) : pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
                    Failed(logger, e, options.Topic, pause);
                }

                metrics.Relaying.Set(0);
                await Task.Delay(pause > TimeSpan.Zero ? pause : options.RelayLease / 3, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await LeaveAsync();
        }
        finally
        {
            store.Committed -= Committed;
            metrics.Relaying.Set(0);
        }
    }

    /// <summary>Relays for as long as this silo holds the lease; returns at once where another silo holds it.</summary>
    private async Task RelayAsync(Action progressed, CancellationToken cancellation)
    {
        if (await TakeAsync(cancellation) is not { } last)
        {
            metrics.WaitsSince(null);
            return;
        }

        metrics.Relaying.Set(1);
        using var publisher = new AlertPublisher(kafka, options.Topic, rules, options.RelayLease * 0.6);
        var taken = clock.GetTimestamp();
        while (true)
        {
            var events = await store.EventsAfterAsync(last, PageLength, cancellation);
            if (events.Count > 0)
            {
                metrics.WaitsSince(events[0].At);

                // From the first that waits: after a restore there are no events between it and the last that was delivered.
                metrics.RelayLag.Set((await store.EventRangeAsync(cancellation)).Last - events[0].Sequence + 1);
                using (Spans.Start("relay alerts", ActivityKind.Producer)?.SetTag("messaging.batch.message_count", events.Count))
                {
                    await publisher.DeliverAsync(events);
                }

                last = events[^1].Sequence;
                if (!await store.AdvanceRelayAsync(options.Topic, _holder, last, Until(), cancellation))
                {
                    TakenOver(logger, options.Topic);
                    return;
                }

                taken = clock.GetTimestamp();
                metrics.Relayed(events.Count);
                metrics.Sent.Add(events.Select(e => e.At), Instant.From(clock.GetUtcNow()));
                progressed();
                continue;
            }

            metrics.RelayLag.Set(0);
            metrics.WaitsSince(null);
            if (clock.GetElapsedTime(taken) > options.RelayLease / 3)
            {
                if (await TakeAsync(cancellation) is not { } stored || stored != last)
                {
                    TakenOver(logger, options.Topic);
                    return;
                }

                taken = clock.GetTimestamp();
            }

            progressed();
            await _bell.WaitAsync(options.Poll, cancellation);
        }
    }

    private Instant Until() => Instant.From(clock.GetUtcNow() + options.RelayLease);

    private Task<long?> TakeAsync(CancellationToken cancellation) =>
        store.TakeRelayAsync(options.Topic, _holder, Instant.From(clock.GetUtcNow()), Until(), cancellation);

    private async Task LeaveAsync()
    {
        using var atMost = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await store.LeaveRelayAsync(options.Topic, _holder, atMost.Token);
        }
        catch (Exception e)
        {
            NotLeft(logger, e, options.RelayLease);
        }
    }
}
