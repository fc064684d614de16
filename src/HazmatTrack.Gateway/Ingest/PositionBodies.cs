using System.Globalization;
using System.Text;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>Reports of the topic in the form of HTTP ingest, so that one that was refused there can be read, corrected and sent by HTTP.</summary>
internal static class PositionBodies
{
    private const long FirstMs = -62_135_596_800_000, LastMs = 253_402_271_999_999;

    /// <summary>The report in a record; null where the bytes are no such report, or name no vehicle or no time of a calendar.</summary>
    /// <param name="key">The vehicle of the record's key, which counts where the message names none.</param>
    public static PositionBody? Read(ReadOnlySpan<byte> value, VehicleId? key)
    {
        if (value.IsEmpty || !WirePosition.TryRead(value, out var wire))
        {
            return null;
        }

        var vehicle = VehicleId.TryParse(Encoding.UTF8.GetString(wire.Vehicle), out var named) ? named : key;
        return vehicle is { } known ? From(known, wire.Claim) : null;
    }

    /// <summary>A report in this form; null where its time is in no calendar.</summary>
    public static PositionBody? From(VehicleId vehicle, in UncheckedReport claim) => claim.TimeMs is < FirstMs or > LastMs ? null : new(
        vehicle.Plate,
        (int)vehicle.Colour,
        new(claim.TimeMs),
        claim.LatitudeE6 / 1e6,
        claim.LongitudeE6 / 1e6,
        claim.SpeedDeciKmh / 10.0,
        claim.HeadingDegrees,
        claim.AltitudeM,
        claim.MileageDeciKm / 10.0,
        null,
        claim.Datum switch
        {
            Datum.Wgs84 => "wgs84",
            Datum.Gcj02 => "gcj02",

            // The number as it was sent: no datum is guessed.
            var other => ((int)other).ToString(CultureInfo.InvariantCulture),
        },
        claim.AlarmBits,
        claim.StatusBits);

    /// <summary>An accepted report as it was claimed.</summary>
    public static UncheckedReport Claim(in PositionReport report) => new()
    {
        TimeMs = report.Time.UnixMilliseconds,
        LatitudeE6 = report.Position.LatitudeE6,
        LongitudeE6 = report.Position.LongitudeE6,
        SpeedDeciKmh = report.SpeedDeciKmh,
        HeadingDegrees = report.HeadingDegrees,
        AltitudeM = report.AltitudeMetres,
        MileageDeciKm = report.MileageDeciKm,
        AlarmBits = report.Alarms,
        StatusBits = (uint)report.TerminalStatus,
        Datum = Datum.Wgs84,
    };
}
