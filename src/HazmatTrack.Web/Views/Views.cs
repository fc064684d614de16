using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Web.Quality;

namespace HazmatTrack.Web.Views;

/// <summary>Where a point lies. Codes are null outside all known provinces.</summary>
internal sealed record LocateView(string? ProvinceCode, string? ProvinceName, double DistanceToBorderM, string? NeighbourCode);

/// <summary>A vehicle in a list: where it was last seen, and its gravest open violation, absent where there is none.</summary>
internal sealed record VehicleSightView(
    string Id, string Plate, int PlateColor, DateTimeOffset Time, PlaceView? Position, string? Province,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GravestOpenView? GravestOpen);

/// <param name="Severity"><c>yellow</c>, <c>orange</c> or <c>red</c>.</param>
/// <param name="Rule">The rule that found it.</param>
/// <param name="AlertId">Of equally grave ones that with the newest onset.</param>
/// <param name="Count">How many open violations the vehicle has.</param>
internal sealed record GravestOpenView(string Severity, string Rule, string AlertId, int Count);

/// <param name="Items">The vehicles.</param>
/// <param name="NextCursor">Where the next page begins; null after the last.</param>
/// <param name="AlertsStaleSince">As of when the open violations are told, where the store of alerts does not answer; absent while they are those of now.</param>
internal sealed record VehicleListView(
    IReadOnlyList<VehicleSightView> Items, string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? AlertsStaleSince);

/// <summary>A vehicle as it stands.</summary>
/// <param name="Id">Plate and colour code.</param>
/// <param name="Plate">车牌号.</param>
/// <param name="PlateColor">By JT/T 697.7.</param>
/// <param name="Time">Event time of its newest report; null where all that came were refused.</param>
/// <param name="LastFix">The last position that is believed, as new as the list has it; null before the first.</param>
/// <param name="Province">The confirmed province; null in none.</param>
/// <param name="ProvinceName">Its name.</param>
/// <param name="ProvinceSince">Since when it is there; null in none, and where it is not known.</param>
/// <param name="Permits">Every permit filed for it.</param>
/// <param name="Routes">Every route filed for it.</param>
/// <param name="Documents">Every document, of any kind, that it is judged by where and when it is: its own, those of whom they name, of the areas it is in, and what applies to all.</param>
/// <param name="GravestOpen">Its gravest open violation; absent where there is none.</param>
/// <param name="OpenAlerts">Its alerts that are neither closed nor retracted: violations, then notices, each newest first; at most 100.</param>
/// <param name="Quality">How far its reports are to be trusted.</param>
/// <param name="Judging">Whether it is judged.</param>
internal sealed record VehicleView(
    string Id, string Plate, int PlateColor, DateTimeOffset? Time, FixView? LastFix, string? Province, string? ProvinceName, DateTimeOffset? ProvinceSince,
    IReadOnlyList<PermitStandingView> Permits, IReadOnlyList<RouteStandingView> Routes, IReadOnlyList<DocumentStandingView> Documents,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GravestOpenView? GravestOpen, IReadOnlyList<AlertView> OpenAlerts,
    QualityView Quality, JudgingView Judging);

/// <summary>Whether a vehicle is judged.</summary>
/// <param name="State">
/// <c>judged</c>; <c>faulted</c>: some rules are not asked about it, since they failed; <c>quarantined</c>: it is not judged at all, and its alerts are as
/// they were.
/// </param>
/// <param name="Since">Since when it is quarantined; absent where it is not.</param>
/// <param name="Reason">Why, for an operator; absent where it is not quarantined.</param>
/// <param name="FaultedRules">The rules that failed; absent where none did.</param>
internal sealed record JudgingView(
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RuleFaultView>? FaultedRules = null);

/// <summary>That a vehicle is judged again; how that ends, <c>judging</c> of the vehicle says.</summary>
/// <param name="Vehicle">Plate and colour code.</param>
/// <param name="AcceptsLoss">Whether what cannot be read of its history was given up.</param>
internal sealed record JudgeAgainView(string Vehicle, bool AcceptsLoss);

/// <summary>A rule that failed for a vehicle.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Version">Its version then.</param>
/// <param name="Since">Event time of the fix it failed at.</param>
/// <param name="Reason">Why, for an operator; empty where the log alone says so.</param>
internal sealed record RuleFaultView(string Rule, int Version, DateTimeOffset Since, string Reason);

/// <summary>
/// A fix; what the terminal did not send is absent. <c>alarms</c> are the names of those of <c>alarmBits</c> that have one (JT/T 808-2019 table 24),
/// absent where none is set.
/// </summary>
internal sealed record FixView(
    DateTimeOffset Time,
    PlaceView Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SpeedKmh,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Heading,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AltitudeM,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? MileageKm,
    uint AlarmBits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Alarms);

/// <param name="Number">On the document.</param>
/// <param name="Status"><c>valid</c>, <c>notYetValid</c>, <c>expired</c> or <c>withdrawn</c>, now.</param>
/// <param name="Provinces">Where it is valid.</param>
/// <param name="ValidFrom">Included.</param>
/// <param name="ValidTo">Excluded.</param>
internal sealed record PermitStandingView(string Number, string Status, IReadOnlyList<string> Provinces, DateTimeOffset ValidFrom, DateTimeOffset ValidTo);

/// <inheritdoc cref="PermitStandingView"/>
internal sealed record RouteStandingView(string Number, string Status, double CorridorM, DateTimeOffset ValidFrom, DateTimeOffset ValidTo);

/// <inheritdoc cref="PermitStandingView"/>
/// <param name="Kind">The id of its kind, as in the list of kinds.</param>
internal sealed record DocumentStandingView(string Kind, string Number, string Status, DateTimeOffset ValidFrom, DateTimeOffset ValidTo);

/// <param name="Partition">Its number.</param>
/// <param name="State"><c>settled</c>, <c>draining</c>, <c>waiting</c> or <c>orphaned</c>.</param>
/// <param name="Log">The log that was read last: grows when the topic is created again; 0 for none.</param>
/// <param name="StoredTo">The last offset of it that is stored; null for none.</param>
/// <param name="PlacedBy">The number of partitions by which its vehicles are placed; null where it was not opened yet.</param>
/// <param name="Cut">The offset up to which it is read by that number; null where it does not change.</param>
/// <param name="WaitsFor">The partitions whose vehicles are yet to come to it.</param>
internal sealed record PartitionView(int Partition, string State, long Log, long? StoredTo, int? PlacedBy, long? Cut, IReadOnlyList<int> WaitsFor);

/// <param name="TopicPartitions">How many partitions the topic has.</param>
/// <param name="Log">Which log of that name it is.</param>
/// <param name="Settled">Whether every vehicle is judged in the partition of its key.</param>
/// <param name="Partitions">Each of them, and those the topic has no more as long as vehicles are in them.</param>
internal sealed record PartitionListView(int TopicPartitions, long Log, bool Settled, IReadOnlyList<PartitionView> Partitions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
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
    /// <summary>Chinese stays legible; what could end an HTML text is escaped.</summary>
    public static ViewJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    });
}
