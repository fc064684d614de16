namespace HazmatTrack.Server.Replay;

/// <summary>
/// The field that a column of recorded tracks contains. The names in camelCase are those of <c>POST /api/v1/positions</c> and of the CSV export.
/// </summary>
internal enum TrackField
{
    Vehicle,
    Plate,
    PlateColor,
    Time,
    Date,
    Lat,
    Lon,
    SpeedKmh,
    Heading,
    AltitudeM,
    MileageKm,
    Fixed,
    AlarmBits,
    StatusBits,
}
