using HazmatTrack.Domain;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Subscriptions;
using Prometheus;

namespace HazmatTrack.Subscriptions.Sending;

/// <summary>Metrics of what is sent to subscriptions.</summary>
internal sealed class SubscriptionMetrics
{
    private static readonly SubscriptionChannel[] s_channels = [SubscriptionChannel.Webhook, SubscriptionChannel.Mail];

    private readonly Counter _deliveries;
    private readonly Histogram _delay;
    private readonly Gauge _waiting;
    private readonly Gauge _dead;
    private readonly Gauge _subscriptions;

    public SubscriptionMetrics(IMetricFactory metrics)
    {
        _deliveries = metrics.CreateCounter(
            "hazmattrack_deliveries_total",
            "What became of events on their way to subscriptions: delivered, failed (an attempt that is repeated), dead (set aside), out-of-sight (not sent, since the "
            + "subscription may no longer be told), lost (no longer stored).",
            ["channel", "outcome"]);
        _delay = metrics.CreateHistogram(
            "hazmattrack_delivery_seconds",
            "From storing an event of an alert until it is delivered to a subscription.",
            ["channel"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.01, 3, 14) });
        _waiting = metrics.CreateGauge("hazmattrack_deliveries_waiting", "Events on their way to subscriptions, of all processes.", ["channel"]);
        _dead = metrics.CreateGauge("hazmattrack_delivery_dead_letters", "Events that were not delivered within their time and wait to be replayed or dropped.", ["channel"]);
        _subscriptions = metrics.CreateGauge("hazmattrack_subscriptions", "Subscriptions, by whether they are enabled.", ["channel", "state"]);
        foreach (var channel in s_channels)
        {
            foreach (var outcome in (string[])["delivered", "failed", "dead", "out-of-sight", "lost"])
            {
                _deliveries.WithLabels(NameOf(channel), outcome);
            }
        }
    }

    public void Delivered(SubscriptionChannel channel, Instant stored, Instant now)
    {
        Count(channel, "delivered");
        _delay.WithLabels(NameOf(channel)).Observe(Math.Max(0, (now - stored).TotalSeconds));
    }

    public void Failed(SubscriptionChannel channel, int events = 1) => Count(channel, "failed", events);

    public void SetAside(SubscriptionChannel channel, int events) => Count(channel, "dead", events);

    public void OutOfSight(SubscriptionChannel channel) => Count(channel, "out-of-sight");

    public void Lost(SubscriptionChannel channel) => Count(channel, "lost");

    public void Show(IReadOnlyList<StoredSubscription> all, IReadOnlyDictionary<string, SubscriptionCounts> counts)
    {
        foreach (var channel in s_channels)
        {
            var (name, own) = (NameOf(channel), all.Where(s => s.Terms.Channel == channel).ToList());
            _waiting.WithLabels(name).Set(own.Sum(s => counts.GetValueOrDefault(s.Id).Waiting));
            _dead.WithLabels(name).Set(own.Sum(s => counts.GetValueOrDefault(s.Id).Dead));
            _subscriptions.WithLabels(name, "enabled").Set(own.Count(s => s.IsEnabled));
            _subscriptions.WithLabels(name, "disabled").Set(own.Count(s => !s.IsEnabled));
        }
    }

    public static string NameOf(SubscriptionChannel channel) => channel == SubscriptionChannel.Webhook ? "webhook" : "mail";

    private void Count(SubscriptionChannel channel, string outcome, int events = 1) => _deliveries.WithLabels(NameOf(channel), outcome).Inc(events);
}
