using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Server.Alerts;

namespace HazmatTrack.Server.Api;

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
/// <param name="Time">Event time of its newest report.</param>
/// <param name="LastFix">The last position that is believed, as new as the list has it; null before the first.</param>
/// <param name="Province">The confirmed province; null in none.</param>
/// <param name="ProvinceName">Its name.</param>
/// <param name="ProvinceSince">Since when it is there; null in none, and where it is not known.</param>
/// <param name="Permits">Every permit filed for it.</param>
/// <param name="Routes">Every route filed for it.</param>
/// <param name="GravestOpen">Its gravest open violation; absent where there is none.</param>
/// <param name="OpenAlerts">Its alerts that are neither closed nor retracted: violations, then notices, each newest first; at most 100.</param>
internal sealed record VehicleView(
    string Id, string Plate, int PlateColor, DateTimeOffset Time, FixView? LastFix, string? Province, string? ProvinceName, DateTimeOffset? ProvinceSince,
    IReadOnlyList<PermitStandingView> Permits, IReadOnlyList<RouteStandingView> Routes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GravestOpenView? GravestOpen, IReadOnlyList<AlertView> OpenAlerts);

/// <summary>A fix; what the terminal did not send is absent.</summary>
internal sealed record FixView(
    DateTimeOffset Time,
    PlaceView Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SpeedKmh,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Heading,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AltitudeM,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? MileageKm);

/// <param name="Number">On the document.</param>
/// <param name="Status"><c>valid</c>, <c>notYetValid</c>, <c>expired</c> or <c>withdrawn</c>, now.</param>
/// <param name="Provinces">Where it is valid.</param>
/// <param name="ValidFrom">Included.</param>
/// <param name="ValidTo">Excluded.</param>
internal sealed record PermitStandingView(string Number, string Status, IReadOnlyList<string> Provinces, DateTimeOffset ValidFrom, DateTimeOffset ValidTo);

/// <inheritdoc cref="PermitStandingView"/>
internal sealed record RouteStandingView(string Number, string Status, double CorridorM, DateTimeOffset ValidFrom, DateTimeOffset ValidTo);

/// <summary>A vehicle's track; streamed, so the bytes are written by <see cref="TrackFormat"/>.</summary>
internal sealed record TrackView(string Vehicle, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<TrackPointView> Items, string? NextCursor);

/// <summary>A report; without a position <c>lat</c> and <c>lon</c> are null. What the terminal did not send is absent.</summary>
internal sealed record TrackPointView(
    DateTimeOffset Time, decimal? Lat, decimal? Lon, decimal? SpeedKmh, int? Heading, int? AltitudeM, decimal? MileageKm, bool Fixed, uint AlarmBits, uint StatusBits);

internal sealed record PresenceView(string Vehicle, string Plate, DateTimeOffset First, DateTimeOffset Last, int Positions);

internal sealed record PresenceListView(IReadOnlyList<PresenceView> Items, string? NextCursor);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocateView))]
[JsonSerializable(typeof(VehicleListView))]
[JsonSerializable(typeof(VehicleView))]
[JsonSerializable(typeof(PresenceListView))]
internal sealed partial class ViewJson : JsonSerializerContext
{
    /// <summary>Chinese stays legible; what could end an HTML text is escaped.</summary>
    public static ViewJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    });
}
