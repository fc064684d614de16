using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Web.Views;

/// <summary>A vehicle's track; streamed, so the bytes are written by <c>TrackFormat</c>.</summary>
internal sealed record TrackView(string Vehicle, Instant From, Instant To, IReadOnlyList<TrackPointView> Items, string? NextCursor);

/// <summary>
/// A report; without a position <c>lat</c> and <c>lon</c> are null. Values that the terminal did not send are absent, and so are <c>alarms</c>, the names of
/// the alarm bits that are set, where there is none. <c>hoursBehind</c> is present only where the time was that many whole hours behind receipt and is
/// therefore doubtful.
/// </summary>
internal sealed record TrackPointView(
    Instant Time,
    decimal? Lat,
    decimal? Lon,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? SpeedKmh,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Heading,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AltitudeM,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? MileageKm,
    bool Fixed,
    uint AlarmBits,
    uint StatusBits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Alarms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? HoursBehind);
