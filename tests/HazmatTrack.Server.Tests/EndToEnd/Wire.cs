using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Reports as protobuf writes them.</summary>
internal static class Wire
{
    public static byte[] Of(VehicleId vehicle, in PositionReport report) => new PositionMessage
    {
        Vehicle = vehicle.ToString(),
        TimeMs = report.Time.UnixMilliseconds,
        LatitudeE6 = report.Position.LatitudeE6,
        LongitudeE6 = report.Position.LongitudeE6,
        SpeedDeciKmh = report.SpeedDeciKmh,
        HeadingDegrees = report.HeadingDegrees,
        AltitudeM = report.AltitudeMetres,
        MileageDeciKm = report.MileageDeciKm,
        AlarmBits = report.Alarms,
        StatusBits = (uint)report.Status,
    }.ToByteArray();
}
