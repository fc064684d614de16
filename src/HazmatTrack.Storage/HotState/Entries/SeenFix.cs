using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>The values of a vehicle's last fix other than its position; null where the terminal did not send one.</summary>
/// <param name="Time">
/// Event time of the fix; earlier than that of the newest report where that report has no position, or one that was not accepted.
/// </param>
/// <param name="SpeedDeciKmh">Speed over ground, 0.1 km/h.</param>
/// <param name="HeadingDegrees">Course, whole degrees clockwise from north, 0 to 359.</param>
/// <param name="AltitudeMetres">Height above sea level, metres.</param>
/// <param name="MileageDeciKm">Odometer, 0.1 km.</param>
/// <param name="Alarms">Alarm bits of JT/T 808 table 24.</param>
public readonly record struct SeenFix(Instant Time, ushort? SpeedDeciKmh, ushort? HeadingDegrees, short? AltitudeMetres, uint? MileageDeciKm, uint Alarms)
{
    public static SeenFix FromReport(in PositionReport report) =>
        new(report.Time, report.SpeedDeciKmh, report.HeadingDegrees, report.AltitudeMetres, report.MileageDeciKm, report.Alarms);
}
