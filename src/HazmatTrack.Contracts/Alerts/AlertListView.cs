using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>A page of alerts.</summary>
/// <param name="Items">The alerts, in the order that was asked for.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
/// <param name="LastEventId">The stream after this event has everything newer than the page.</param>
public sealed record AlertListView(IReadOnlyList<AlertView> Items, string? NextCursor, string LastEventId);

/// <summary>How many alerts are open: neither closed nor retracted.</summary>
/// <param name="Total">All open alerts.</param>
/// <param name="Violations">Those graver than notices.</param>
/// <param name="Notice">The notices.</param>
/// <param name="Yellow">The yellow ones.</param>
/// <param name="Orange">The orange ones.</param>
/// <param name="Red">The red ones.</param>
/// <param name="LastEventId">The last event that is counted; the stream after it has every change since.</param>
public sealed record OpenCountsView(long Total, long Violations, long Notice, long Yellow, long Orange, long Red, string LastEventId);

/// <summary>Sent on the stream when it cannot continue directly after the event that the client named.</summary>
/// <param name="Requested">The id as the client sent it, at most 100 characters of it.</param>
/// <param name="ContinuesAfter">The event after which the stream continues instead.</param>
/// <param name="Reason">Why it cannot continue where the client asked.</param>
/// <param name="Detail">The reason and what to do, in the language of the request.</param>
public sealed record StreamGapView(string Requested, string ContinuesAfter, string Reason, string Detail);

/// <summary>Sent on the stream when it begins, and when it is up to date again after it was stale.</summary>
/// <param name="LastEventId">The event after which the stream continues.</param>
public sealed record StreamStartView(string LastEventId);

/// <summary>Sent on the stream while the store does not answer.</summary>
/// <param name="Since">The stream is complete up to this instant.</param>
/// <param name="Detail">What that means, in the language of the request.</param>
public sealed record StreamStaleView(Instant Since, string Detail);

/// <summary>What the client may not see any more: it was in events of this stream.</summary>
/// <param name="Vehicle">The vehicle.</param>
/// <param name="AlertId">The alert; null where it is the vehicle itself: its alerts about the client's provinces remain.</param>
public sealed record StreamGoneView(string Vehicle, string? AlertId);

[JsonSerializable(typeof(AlertEventView))]
[JsonSerializable(typeof(AlertView))]
[JsonSerializable(typeof(AlertListView))]
[JsonSerializable(typeof(OpenCountsView))]
[JsonSerializable(typeof(StreamGapView))]
[JsonSerializable(typeof(StreamStartView))]
[JsonSerializable(typeof(StreamStaleView))]
[JsonSerializable(typeof(StreamGoneView))]
internal sealed partial class AlertViewJson : JsonSerializerContext
{
    public static AlertViewJson Wire { get; } = new(WireJson.NewOptions());
}
