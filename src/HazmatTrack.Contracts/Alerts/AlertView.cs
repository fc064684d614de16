using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>An alert in the API, the stream and the topic.</summary>
internal sealed record AlertView
{
    public required string Id { get; init; }

    public required string Rule { get; init; }

    public required int RuleVersion { get; init; }

    /// <summary>The parameters of the rule that judged it; null for a rule without parameters, and for findings of an earlier version of the program.</summary>
    public required ParametersView? Parameters { get; init; }

    public required string Severity { get; init; }

    public required string Status { get; init; }

    /// <summary>One line, by language: <c>zh-CN</c> and <c>en</c>.</summary>
    public required IReadOnlyDictionary<string, string> Title { get; init; }

    public required string Vehicle { get; init; }

    public required string Plate { get; init; }

    /// <summary>When it began, in event time; for a crossing the time on the border.</summary>
    public required Instant Onset { get; init; }

    public required Instant? End { get; init; }

    public required Instant DetectedAt { get; init; }

    public required Instant ChangedAt { get; init; }

    public required PlaceView Position { get; init; }

    public required string? Province { get; init; }

    /// <summary>For two vehicles under one plate, where the other was, if not in the same province.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OtherProvince { get; init; }

    public required string? FromProvince { get; init; }

    public required string? ToProvince { get; init; }

    public required string? Reason { get; init; }

    public required string? Measured { get; init; }

    public required string? Limit { get; init; }

    /// <summary>Whether a late or back-filled report raised it.</summary>
    public required bool Late { get; init; }

    /// <summary>Whether a late or back-filled report changed it since; an end, or a greater distance, does not count as a change.</summary>
    public required bool AmendedLate { get; init; }

    public required int Revision { get; init; }

    public required string? Assignee { get; init; }

    public required IReadOnlyList<HandlingView> Handling { get; init; }

    public required IReadOnlyList<string> Documents { get; init; }

    public required CrossingView? Crossing { get; init; }

    public required IReadOnlyList<EvidenceView> Evidence { get; init; }

    /// <summary>The events of the alert; only where one alert was requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AlertHistoryView>? History { get; init; }
}

/// <summary>
/// The parameters of a rule that judged an alert. The version follows from the rule and the values; the list of rules has the same. From is when they came
/// into force in event time, null for always; the province is null for everywhere.
/// </summary>
internal sealed record ParametersView(string Version, Instant? From, string? Province, IReadOnlyDictionary<string, double> Values);

/// <summary>WGS-84, degrees.</summary>
internal sealed record PlaceView(decimal Lat, decimal Lon);

internal sealed record HandlingView(string Action, string By, Instant At, string? Assignee, string? Note);

/// <summary>The border point with its uncertainty and the reports either side of it.</summary>
internal sealed record CrossingView(
    string Kind, bool Dark, Instant Time, double TimeUncertaintyS, PlaceView Place, double PlaceUncertaintyM,
    EvidenceView Before, EvidenceView After, EvidenceView ConfirmedBy, TransitExitView? Exit);

internal sealed record TransitExitView(Instant Time, PlaceView Place, string? IntoProvince);

/// <summary>A report that supports the alert, and its position in the log; the offset is null where it is no longer known.</summary>
internal sealed record EvidenceView(
    Instant Time, PlaceView? Position, double? SpeedKmh, int? Heading, string Topic, long Incarnation, int Partition, long? Offset);

/// <summary>An event of an alert, and the alert from then on; late where the cause was anything but a report in order, which the cause names.</summary>
internal sealed record AlertEventView(
    string EventId, long Sequence, string Type, Instant At, bool Late, string? Cause, string? By, string? Note, AlertView Alert);

/// <summary>One step in the life of an alert.</summary>
internal sealed record AlertHistoryView(
    string EventId, long Sequence, string Type, Instant At, bool Late, string? Cause, string? By, string? Assignee, string? Note, int Revision, string Status,
    string Severity, Instant Onset, IReadOnlyDictionary<string, string> Title);

/// <summary>A page of alerts; the stream after <c>lastEventId</c> has everything newer than it.</summary>
internal sealed record AlertListView(IReadOnlyList<AlertView> Items, string? NextCursor, string LastEventId);

/// <summary>How many alerts are open, neither closed nor retracted, as of an event; violations are those graver than notices.</summary>
internal sealed record OpenCountsView(long Total, long Violations, long Notice, long Yellow, long Orange, long Red, string LastEventId);

/// <summary>Sent on the stream when it cannot continue directly after the event that the client named.</summary>
internal sealed record StreamGapView(string Requested, string ContinuesAfter, string Reason, string Detail);

internal sealed record StreamStartView(string LastEventId);

internal sealed record StreamStaleView(Instant Since, string Detail);

[JsonSerializable(typeof(AlertEventView))]
[JsonSerializable(typeof(AlertView))]
[JsonSerializable(typeof(AlertListView))]
[JsonSerializable(typeof(OpenCountsView))]
[JsonSerializable(typeof(StreamGapView))]
[JsonSerializable(typeof(StreamStartView))]
[JsonSerializable(typeof(StreamStaleView))]
internal sealed partial class AlertViewJson : JsonSerializerContext
{
    public static AlertViewJson Wire { get; } = new(WireJson.NewOptions());
}
