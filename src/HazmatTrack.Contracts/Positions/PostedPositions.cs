using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Positions;

/// <summary>A position as HTTP ingest accepts it; the OpenAPI document shows this type, and HTTP ingest reads the body field by field.</summary>
/// <param name="Plate">The plate (车牌号) without its colour.</param>
/// <param name="PlateColor">The colour code of JT/T 697.7.</param>
/// <param name="Time">Event time, ISO 8601 with offset.</param>
/// <param name="Lat">Degrees; not read where <c>fixed</c> is false.</param>
/// <param name="Lon">Degrees; not read where <c>fixed</c> is false.</param>
/// <param name="SpeedKmh">At the terminal; -1 is one that was not sent.</param>
/// <param name="Heading">Degrees from north, clockwise; absent, null or -1 where there is no course.</param>
/// <param name="AltitudeM">Above the sea.</param>
/// <param name="MileageKm">The odometer.</param>
/// <param name="Fixed">Whether the receiver had a fix; true where it is not given.</param>
/// <param name="Datum"><c>wgs84</c>, which it is where it is not given, or <c>gcj02</c>; in any letter case.</param>
/// <param name="AlarmBits">Of JT/T 808; 32 bits, signed or not.</param>
/// <param name="StatusBits">Of JT/T 808; 32 bits, signed or not.</param>
public sealed record PositionBody(
    string Plate, int PlateColor, Instant Time, double Lat, double Lon, double? SpeedKmh = null, double? Heading = null,
    double? AltitudeM = null, double? MileageKm = null, bool? Fixed = null, string? Datum = null, long? AlarmBits = null, long? StatusBits = null);

/// <summary>The answer of <c>POST /api/v1/positions</c>.</summary>
/// <param name="Accepted">The number of positions that the log has now.</param>
/// <param name="Rejected">The items that were not accepted.</param>
public sealed record PostPositionsResponse(int Accepted, IReadOnlyList<RejectedItem> Rejected);

/// <summary>An item that was not accepted.</summary>
/// <param name="Index">The item's place in the request, from 0; blank lines are not counted.</param>
/// <param name="Code">The reason as a stable code.</param>
/// <param name="Detail">The reason as text, with the value and the limit.</param>
public sealed record RejectedItem(int Index, string Code, string Detail);
