using System.Collections.Concurrent;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.Scope;

namespace HazmatTrack.Subscriptions.Sending;

/// <summary>
/// Which events a subscription is told: by the same decisions, on the same events, as the stream tells a person of its role, organisation and provinces.
/// </summary>
internal sealed class ToldEvents(AlertStore alerts, AlertTail tail, AlertSights sights, AccessDirectory directory, RuleCatalog rules)
{
    private const int PageLength = 500;
    private const int MostHeld = 2000;

    /// <summary>What an amendment has changed, by its number: found once for all subscriptions.</summary>
    private readonly ConcurrentDictionary<long, Task<AlertFrame?>> _before = [];

    /// <summary>Whether it may be told of anything now: people of an operator that is suspended, or is not registered, are not let in.</summary>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async ValueTask<bool> IsLetInAsync(Subscription terms, CancellationToken cancellation) =>
        terms.Operator is not { } code || await directory.OperatorAsync(code, cancellation) is { Operator.IsSuspended: false };

    /// <summary>A task that completes when there are events after a number; where these are no longer held, when the next one comes.</summary>
    public Task NewsAfter(long sequence)
    {
        var (frames, news) = tail.After(sequence);
        return frames is { Count: > 0 } ? Task.CompletedTask : news;
    }

    /// <summary>The events after a number, in order, up to some hundreds.</summary>
    public async Task<IReadOnlyList<AlertFrame>> AfterAsync(long sequence, CancellationToken cancellation)
    {
        var frames = tail.After(sequence).Frames
            ?? [.. (await alerts.EventsAfterAsync(sequence, PageLength, cancellation)).Select(e => AlertFrame.FromEvent(e, rules))];
        return frames.Count > PageLength ? [.. frames.Take(PageLength)] : frames;
    }

    /// <summary>Of some events those that are sent.</summary>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async Task<IReadOnlyList<NewDelivery>> SelectAsync(StoredSubscription subscription, IReadOnlyList<AlertFrame> frames, CancellationToken cancellation)
    {
        var seen = (await WithinAsync(subscription.Terms, frames, cancellation)).ToHashSet();
        var told = new List<NewDelivery>();
        foreach (var frame in frames)
        {
            if (seen.Contains(frame) ? Accepts(subscription.Terms, frame) : await HasLeftAsync(subscription, frame, cancellation))
            {
                told.Add(new(frame.Sequence, frame.EventId, frame.Vehicle, !seen.Contains(frame)));
            }
        }

        return told;
    }

    /// <summary>The event of a delivery; null where it is no longer stored.</summary>
    public async Task<AlertEvent?> FindAsync(StoredDelivery delivery, CancellationToken cancellation) =>
        await alerts.EventsAfterAsync(delivery.Sequence - 1, 1, cancellation) is [var found] && found.Sequence == delivery.Sequence ? found : null;

    /// <summary>
    /// Whether an event may still be sent: since it was taken in, its vehicle may have gone to another operator, and the subscription may have other terms.
    /// That an alert is gone is told to those who would be told the event before.
    /// </summary>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async Task<bool> MayTellAsync(Subscription terms, StoredDelivery delivery, AlertEvent found, CancellationToken cancellation)
    {
        var frame = AlertFrame.FromEvent(found, rules);
        var shown = delivery.IsGone ? await BeforeAsync(frame) : frame;
        return shown is not null && Accepts(terms, shown) && (await WithinAsync(terms, [shown], cancellation)).Count > 0;
    }

    private ValueTask<IReadOnlyList<AlertFrame>> WithinAsync(Subscription terms, IReadOnlyList<AlertFrame> frames, CancellationToken cancellation) =>
        sights.WithinAsync(terms.Scope, frames, frame => (frame.Vehicle, frame.Provinces, frame.Onset), cancellation);

    private static bool Accepts(Subscription terms, AlertFrame frame) => terms.Rules.Count == 0
        ? new StreamFilter(null, null, terms.Severities, []).Accepts(frame)
        : terms.Rules.Any(rule => new StreamFilter(null, rule, terms.Severities, []).Accepts(frame));

    /// <summary>
    /// Whether an event that is out of sight has taken its alert out of sight, of which the subscription was told: then it is told that it is gone, as the
    /// stream says it. Only an amendment changes what an alert concerns.
    /// </summary>
    private async Task<bool> HasLeftAsync(StoredSubscription subscription, AlertFrame frame, CancellationToken cancellation)
    {
        if (frame.Kind != AlertEventKind.Amended || frame.IsFirst)
        {
            return false;
        }

        return await BeforeAsync(frame) is { } before && before.Sequence > subscription.Since && Accepts(subscription.Terms, before)
            && (await WithinAsync(subscription.Terms, [before], cancellation)).Count > 0;
    }

    /// <summary>The event before of the same alert; null where it is not stored.</summary>
    private async Task<AlertFrame?> BeforeAsync(AlertFrame frame)
    {
        if (_before.Count > MostHeld)
        {
            _before.Clear();
        }

        var finding = _before.GetOrAdd(frame.Sequence, async _ =>
            (await alerts.EventsOfAsync(frame.Alert, CancellationToken.None)).FirstOrDefault(e => e.Alert.Revision == frame.Revision - 1) is { } found
                ? AlertFrame.FromEvent(found, rules) : null);
        try
        {
            return await finding;
        }
        catch
        {
            _before.TryRemove(frame.Sequence, out _);
            throw;
        }
    }
}
