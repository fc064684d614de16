using HazmatTrack.Domain;
using HazmatTrack.Storage.Alerts;
using Prometheus;

namespace HazmatTrack.Server.Alerts;

/// <summary>What is counted about alerts: stored by this process, relayed, streamed.</summary>
internal sealed class AlertMetrics
{
    public const string Stream = "stream";
    public const string Topic = "topic";

    private readonly Counter _events;
    private readonly Histogram _sent;
    private readonly Counter _repetitions;
    private readonly Histogram _store;
    private readonly Counter _relayed;
    private readonly Counter _relayFailures;

    public AlertMetrics(IMetricFactory metrics)
    {
        _events = metrics.CreateCounter("hazmattrack_alert_events_total", "Events of alerts stored by this process, by kind and rule.", ["kind", "rule"]);
        _repetitions = metrics.CreateCounter("hazmattrack_alert_repetitions_total", "Changes of findings that had been stored before.");
        _store = metrics.CreateHistogram(
            "hazmattrack_alert_store_seconds", "Time of one transaction in the alert store.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 16) });
        _sent = metrics.CreateHistogram(
            "hazmattrack_alert_stored_to_sent_seconds",
            "From storing an event of an alert until it is sent to a client of the stream, or acknowledged on the topic of alerts.",
            ["to"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.002, 2, 18) });
        _relayed = metrics.CreateCounter("hazmattrack_alert_relayed_total", "Events that Kafka has acknowledged.");
        _relayFailures = metrics.CreateCounter("hazmattrack_alert_relay_failures_total", "Times the relay to Kafka had to start again.");
        Relaying = metrics.CreateGauge("hazmattrack_alert_relaying", "1 while this process is the one that relays.");
        RelayLag = metrics.CreateGauge("hazmattrack_alert_relay_lag", "Events stored and not yet acknowledged by Kafka, as the relaying process sees it.");
        StreamClients = metrics.CreateGauge("hazmattrack_alert_stream_clients", "Clients of the stream of alerts.");
        SlowClients = metrics.CreateCounter("hazmattrack_alert_stream_slow_clients_total", "Clients cut off since they took no bytes.");
        StreamFailures = metrics.CreateCounter("hazmattrack_alert_stream_failures_total", "Times the store could not be asked for new events.");
    }

    public Gauge Relaying { get; }

    public Gauge RelayLag { get; }

    public Gauge StreamClients { get; }

    public Counter SlowClients { get; }

    public Counter StreamFailures { get; }

    public void Stored(CommittedAlerts committed)
    {
        foreach (var told in committed.Events)
        {
            _events.WithLabels(AlertNames.Of(told.Kind), told.Alert.Finding.Rule).Inc();
        }

        _repetitions.Inc(committed.Repetitions);
        _store.Observe(committed.Elapsed.TotalSeconds);
    }

    /// <param name="stored">When the events were stored.</param>
    /// <param name="now">When they are sent.</param>
    /// <param name="to"><see cref="Stream"/> or <see cref="Topic"/>.</param>
    public void Sent(IEnumerable<Instant> stored, Instant now, string to)
    {
        var delays = _sent.WithLabels(to);
        foreach (var at in stored)
        {
            delays.Observe(Math.Max(0, (now - at).TotalSeconds));
        }
    }

    public double RelayFailures => _relayFailures.Value;

    public void Relayed(int count) => _relayed.Inc(count);

    public void RelayFailed() => _relayFailures.Inc();
}
