using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Alerts;
using Prometheus;

namespace HazmatTrack.Tracker.Relay;

/// <summary>Metrics of alerts: those stored by this process, and those relayed.</summary>
internal sealed class AlertMetrics
{
    private readonly Counter _events;
    private readonly Counter _repetitions;
    private readonly Histogram _store;
    private readonly Counter _relayed;
    private readonly Counter _relayFailures;
    private readonly Gauge _oldest;

    public AlertMetrics(IMetricFactory metrics)
    {
        _events = metrics.CreateCounter("hazmattrack_alert_events_total", "Events of alerts stored by this process, by kind and rule.", ["kind", "rule"]);
        _repetitions = metrics.CreateCounter("hazmattrack_alert_repetitions_total", "Changes of findings that had been stored before.");
        _store = metrics.CreateHistogram(
            "hazmattrack_alert_store_seconds", "Time of one transaction in the alert store.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 16) });
        Sent = new(metrics, "topic");
        _relayed = metrics.CreateCounter("hazmattrack_alert_relayed_total", "Events that Kafka has acknowledged.");
        _relayFailures = metrics.CreateCounter("hazmattrack_alert_relay_failures_total", "Times the relay to Kafka had to start again.");
        Relaying = metrics.CreateGauge("hazmattrack_alert_relaying", "1 while this process is the one that relays.");
        _oldest = metrics.CreateGauge(
            "hazmattrack_alert_outbox_oldest_timestamp_seconds",
            "When the oldest event was stored that Kafka has not acknowledged yet, seconds since 1970, as the relaying process sees it; 0 where none waits.");
        RelayLag = metrics.CreateGauge("hazmattrack_alert_relay_lag", "Events stored and not yet acknowledged by Kafka, as the relaying process sees it.");
    }

    /// <summary>The delay until events are acknowledged on the topic.</summary>
    public SentDelays Sent { get; }

    public Gauge Relaying { get; }

    public Gauge RelayLag { get; }

    public void Stored(CommittedAlerts committed)
    {
        foreach (var alertEvent in committed.Events)
        {
            _events.WithLabels(AlertNames.ToName(alertEvent.Kind), alertEvent.Alert.Finding.Rule).Inc();
        }

        _repetitions.Inc(committed.Repetitions);
        _store.Observe(committed.Elapsed.TotalSeconds);
    }

    public double RelayFailures => _relayFailures.Value;

    public void Relayed(int count) => _relayed.Inc(count);

    public void RelayFailed() => _relayFailures.Inc();

    /// <summary>Shows since when events wait for Kafka; null where none does, as far as this process knows.</summary>
    public void WaitsSince(Instant? oldest) => _oldest.Set((oldest?.UnixMilliseconds ?? 0) / 1000.0);
}
