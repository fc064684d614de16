using System.Text.Json.Serialization;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Web.Quality;

namespace HazmatTrack.Web.Views;

/// <summary>The province of a point.</summary>
/// <param name="ProvinceCode">Six digits; null outside all known provinces.</param>
/// <param name="ProvinceName">The name of the province in the language of the request; null outside all known provinces.</param>
/// <param name="DistanceToBorderM">Metres to the nearest border.</param>
/// <param name="NeighbourCode">The province on the other side of that border, six digits; null where none is known.</param>
internal sealed record LocateView(string? ProvinceCode, string? ProvinceName, double DistanceToBorderM, string? NeighbourCode);

/// <summary>A vehicle in a list: where it was last seen, and its gravest open violation.</summary>
/// <param name="Id">Plate and colour code.</param>
/// <param name="Plate">The plate (车牌号) without its colour.</param>
/// <param name="PlateColor">The colour code of JT/T 697.7.</param>
/// <param name="Time">Event time of its newest report.</param>
/// <param name="Position">The last accepted position; null before the first.</param>
/// <param name="Province">The confirmed province, six digits; null in none.</param>
/// <param name="GravestOpen">Its gravest open violation; absent where there is none.</param>
/// <param name="Judging">
/// Whether it is judged; absent where every rule judges it. A vehicle that is not judged has no new violations, even if it breaks rules.
/// </param>
internal sealed record VehicleSightView(
    string Id, string Plate, int PlateColor, Instant Time, PlaceView? Position, string? Province,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GravestOpenView? GravestOpen,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JudgingView? Judging);

/// <summary>The gravest open violation of a vehicle.</summary>
/// <param name="Severity"><c>yellow</c>, <c>orange</c> or <c>red</c>.</param>
/// <param name="Rule">The rule that found it.</param>
/// <param name="AlertId">The alert; among equally grave ones, the one with the newest onset.</param>
/// <param name="Count">How many open violations the vehicle has.</param>
internal sealed record GravestOpenView(string Severity, string Rule, string AlertId, int Count);

/// <summary>A page of vehicles.</summary>
/// <param name="Items">The vehicles.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
/// <param name="AlertsStaleSince">The instant of the open violations shown, where the alert store does not answer; absent while they are current.</param>
internal sealed record VehicleListView(
    IReadOnlyList<VehicleSightView> Items, string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Instant? AlertsStaleSince);

/// <summary>The current state of a vehicle.</summary>
/// <param name="Id">Plate and colour code.</param>
/// <param name="Plate">The plate (车牌号) without its colour.</param>
/// <param name="PlateColor">The colour code of JT/T 697.7.</param>
/// <param name="Time">Event time of its newest report; null where all its reports were refused.</param>
/// <param name="LastFix">The last accepted position, as current as the list; null before the first.</param>
/// <param name="Province">The confirmed province; null in none.</param>
/// <param name="ProvinceName">The name of the province.</param>
/// <param name="ProvinceSince">Since when it is in the province; null in none, and where it is not known.</param>
/// <param name="Permits">All permits filed for it.</param>
/// <param name="Routes">All routes filed for it.</param>
/// <param name="Documents">
/// All documents, of any kind, that apply to it now: its own, those of the subjects they name, of the areas it is in, and those for all.
/// </param>
/// <param name="GravestOpen">Its gravest open violation; absent where there is none.</param>
/// <param name="OpenAlerts">Its alerts that are neither closed nor retracted: violations, then notices, each newest first; at most 100.</param>
/// <param name="Quality">How far its reports can be trusted.</param>
/// <param name="Judging">Whether it is judged.</param>
internal sealed record VehicleView(
    string Id, string Plate, int PlateColor, Instant? Time, FixView? LastFix, string? Province, string? ProvinceName, Instant? ProvinceSince,
    IReadOnlyList<PermitStatusView> Permits, IReadOnlyList<RouteStatusView> Routes, IReadOnlyList<DocumentStatusView> Documents,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GravestOpenView? GravestOpen, IReadOnlyList<AlertView> OpenAlerts,
    QualityView Quality, JudgingView Judging);

/// <summary>Whether a vehicle is judged.</summary>
/// <param name="State">
/// <c>judged</c>; <c>faulted</c>: some rules are not evaluated for it, since they failed; <c>quarantined</c>: it is not judged at all, and its alerts are
/// unchanged.
/// </param>
/// <param name="Since">Since when it is quarantined; absent where it is not.</param>
/// <param name="Reason">The reason, for an operator; absent where it is not quarantined.</param>
/// <param name="FaultedRules">The rules that failed; absent where none did.</param>
internal sealed record JudgingView(
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Instant? Since = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RuleFaultView>? FaultedRules = null);

/// <summary>The vehicle will be judged again; <c>judging</c> of the vehicle shows the outcome.</summary>
/// <param name="Vehicle">Plate and colour code.</param>
/// <param name="AcceptsLoss">Whether the unreadable part of its history is given up.</param>
internal sealed record JudgeAgainView(string Vehicle, bool AcceptsLoss);

/// <summary>A rule that failed for a vehicle.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Version">The version of the rule then.</param>
/// <param name="Since">Event time of the fix at which it failed.</param>
/// <param name="Reason">The reason, for an operator; empty where only the log has it.</param>
internal sealed record RuleFaultView(string Rule, int Version, Instant Since, string Reason);

/// <summary>A fix; values that the terminal did not send are absent.</summary>
/// <param name="Time">Event time.</param>
/// <param name="Position">Where the vehicle was.</param>
/// <param name="SpeedKmh">The speed that the terminal sent.</param>
/// <param name="Heading">The course, degrees from north, clockwise.</param>
/// <param name="AltitudeM">The height above the sea, metres.</param>
/// <param name="MileageKm">The odometer, kilometres.</param>
/// <param name="AlarmBits">The alarm word of JT/T 808.</param>
/// <param name="Alarms">The names of those bits of <c>alarmBits</c> that have one (JT/T 808-2019 table 24); absent where none is set.</param>
internal sealed record FixView(
    Instant Time,
    PlaceView Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SpeedKmh,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Heading,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AltitudeM,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? MileageKm,
    uint AlarmBits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Alarms);

/// <summary>A permit of a vehicle, as it is now.</summary>
/// <param name="Number">The number on the document.</param>
/// <param name="Status">The present status: <c>valid</c>, <c>notYetValid</c>, <c>expired</c> or <c>withdrawn</c>.</param>
/// <param name="Provinces">The provinces where it is valid.</param>
/// <param name="ValidFrom">The first instant, included.</param>
/// <param name="ValidTo">The end, excluded.</param>
internal sealed record PermitStatusView(string Number, string Status, IReadOnlyList<string> Provinces, Instant ValidFrom, Instant ValidTo);

/// <summary>A route of a vehicle, as it is now.</summary>
/// <param name="Number">The number on the document.</param>
/// <param name="Status">The present status: <c>valid</c>, <c>notYetValid</c>, <c>expired</c> or <c>withdrawn</c>.</param>
/// <param name="CorridorM">How far from the line the vehicle may be on either side, metres.</param>
/// <param name="ValidFrom">The first instant, included.</param>
/// <param name="ValidTo">The end, excluded.</param>
internal sealed record RouteStatusView(string Number, string Status, double CorridorM, Instant ValidFrom, Instant ValidTo);

/// <summary>A document that applies to a vehicle.</summary>
/// <param name="Kind">The id of its kind, as in the list of kinds.</param>
/// <param name="Number">The number on the document.</param>
/// <param name="Status">The present status: <c>valid</c>, <c>notYetValid</c>, <c>expired</c> or <c>withdrawn</c>.</param>
/// <param name="ValidFrom">The first instant, included.</param>
/// <param name="ValidTo">The end, excluded.</param>
internal sealed record DocumentStatusView(string Kind, string Number, string Status, Instant ValidFrom, Instant ValidTo);

/// <summary>A partition of the topic of positions.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="State"><c>settled</c>, <c>draining</c>, <c>waiting</c> or <c>orphaned</c>.</param>
/// <param name="Log">The log that was read last: increases when the topic is created again; 0 for none.</param>
/// <param name="StoredTo">The last offset of that log that is stored; null for none.</param>
/// <param name="PlacedBy">The partition count by which its vehicles are placed; null where it was not opened yet.</param>
/// <param name="Cut">The offset up to which it is read by that count; null where the count does not change.</param>
/// <param name="WaitsFor">The partitions whose vehicles are still to move to it.</param>
internal sealed record PartitionView(int Partition, string State, long Log, long? StoredTo, int? PlacedBy, long? Cut, IReadOnlyList<int> WaitsFor);

/// <summary>The partitions of the topic of positions.</summary>
/// <param name="TopicPartitions">How many partitions the topic has.</param>
/// <param name="Log">The incarnation of the topic's log.</param>
/// <param name="Settled">Whether every vehicle is judged in the partition of its key.</param>
/// <param name="Partitions">All partitions, including those that the topic no longer has while vehicles are in them.</param>
internal sealed record PartitionListView(int TopicPartitions, long Log, bool Settled, IReadOnlyList<PartitionView> Partitions);

[JsonSerializable(typeof(LocateView))]
[JsonSerializable(typeof(IReadOnlyList<RuleView>))]
[JsonSerializable(typeof(IReadOnlyList<DocumentKindView>))]
[JsonSerializable(typeof(VehicleListView))]
[JsonSerializable(typeof(VehicleView))]
[JsonSerializable(typeof(JudgeAgainView))]
[JsonSerializable(typeof(PresenceListView))]
[JsonSerializable(typeof(PartitionListView))]
internal sealed partial class ViewJson : JsonSerializerContext
{
    public static ViewJson Wire { get; } = new(WireJson.NewOptions());
}
