using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Web.Views;

/// <summary>A vehicle's track.</summary>
/// <remarks>It is streamed: <c>TrackFormat</c> writes the bytes.</remarks>
/// <param name="Vehicle">Plate and colour code.</param>
/// <param name="From">The first instant that was asked for.</param>
/// <param name="To">The end, excluded.</param>
/// <param name="Items">The reports, by event time.</param>
/// <param name="NextCursor">Always null: a track is one page.</param>
/// <param name="UnavailableFrom">
/// Positions from then on are missing, and earlier ones that came late, since the silo that has them does not answer: ask again later. Absent where nothing
/// is missing.
/// </param>
internal sealed record TrackView(
    string Vehicle, Instant From, Instant To, IReadOnlyList<TrackPointView> Items, string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Instant? UnavailableFrom = null);

/// <summary>A report; values that the terminal did not send are absent.</summary>
/// <param name="Time">Event time.</param>
/// <param name="Lat">WGS-84 degrees; null without a position.</param>
/// <param name="Lon">WGS-84 degrees; null without a position.</param>
/// <param name="SpeedKmh">The speed that the terminal sent.</param>
/// <param name="Heading">The course, degrees from north, clockwise.</param>
/// <param name="AltitudeM">The height above the sea, metres.</param>
/// <param name="MileageKm">The odometer, kilometres.</param>
/// <param name="Fixed">Whether the receiver had a fix.</param>
/// <param name="AlarmBits">The alarm word of JT/T 808.</param>
/// <param name="StatusBits">The status word of JT/T 808.</param>
/// <param name="Alarms">The names of those bits of <c>alarmBits</c> that have one (JT/T 808-2019 table 24); absent where none is set.</param>
/// <param name="HoursBehind">By how many whole hours the time was behind receipt, which makes it doubtful; absent where it was not.</param>
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
