using System.Text;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.BadInput;

/// <summary>
/// What must become of a record, told without the product's own reader and checks: by Google.Protobuf's parser and the rules as README and
/// position.proto have them, written down once more.
/// </summary>
internal static class Oracle
{
    private const long MinuteMs = 60_000;
    private const long DayMs = 24 * 60 * MinuteMs;
    private static readonly UTF8Encoding s_strict = new(false, true);

    /// <param name="sample">The record.</param>
    /// <param name="now">The clock when it is read.</param>
    /// <param name="vehicle">Where it is a position: of which vehicle.</param>
    /// <param name="report">Where it is a position: which.</param>
    /// <returns>The reason code of its dead letter; null where it is a position.</returns>
    public static string? Fate(Sample sample, Instant now, out string vehicle, out PositionReport report)
    {
        (vehicle, report) = ("", default);
        if (sample.Value is not { Length: > 0 } value)
        {
            return "empty";
        }

        if (value.Length > 4096)
        {
            return "oversized";
        }

        if (sample.Key is not { Length: > 0 } key)
        {
            return "missing-key";
        }

        PositionMessage message;
        try
        {
            message = PositionMessage.Parser.ParseFrom(value);
        }
        catch (InvalidProtocolBufferException)
        {
            return "undecodable";
        }

        if (Vehicle(key) is not { } named)
        {
            return "unknown-vehicle-format";
        }

        vehicle = named;
        if (Plates.Vehicle(message.Vehicle) != vehicle)
        {
            return "key-vehicle-mismatch";
        }

        var ahead = (Int128)message.TimeMs - now.UnixMilliseconds;
        if (ahead > 5 * MinuteMs)
        {
            return OddClocks.Code(message.TimeMs, now.UnixMilliseconds) ?? "in-the-future";
        }

        if (ahead < -183 * DayMs)
        {
            return OddClocks.Code(message.TimeMs, now.UnixMilliseconds) ?? "too-old";
        }

        if (message.Datum is not (Datum.Wgs84 or Datum.Gcj02))
        {
            return "unknown-datum";
        }

        // Bit 1 says fixed, bit 5 encrypted: only a fixed position in clear must be one.
        var (isFixed, isEncrypted) = ((message.StatusBits & 2) != 0, (message.StatusBits & 32) != 0);
        var onGlobe = Math.Abs((long)message.LatitudeE6) <= 90_000_000 && Math.Abs((long)message.LongitudeE6) <= 180_000_000;
        var isNull = message is { LatitudeE6: 0, LongitudeE6: 0 };
        if (isFixed && !isEncrypted && (!onGlobe || isNull))
        {
            return "impossible-coordinates";
        }

        var position = onGlobe ? new GeoPoint(message.LatitudeE6, message.LongitudeE6) : default;
        report = new()
        {
            Time = new(message.TimeMs),
            Position = message.Datum == Datum.Gcj02 && !isEncrypted ? Gcj02.ToWgs84(position) : position,
            SpeedDeciKmh = message.HasSpeedDeciKmh && message.SpeedDeciKmh <= 3000 ? (ushort)message.SpeedDeciKmh : null,
            HeadingDegrees = message.HasHeadingDegrees && message.HeadingDegrees <= 360 ? (ushort)(message.HeadingDegrees % 360) : null,
            AltitudeMetres = message.HasAltitudeM ? (short)Math.Clamp(message.AltitudeM, -32_768, 32_767) : null,
            MileageDeciKm = message.HasMileageDeciKm ? message.MileageDeciKm : null,
            Alarms = message.AlarmBits,
            Status = (ReportStatus)message.StatusBits & ~ReportStatus.HoursBehind,
        };
        return null;
    }

    /// <summary>The id of the vehicle that a key names; null where it names none.</summary>
    public static string? Vehicle(byte[] key)
    {
        try
        {
            return Plates.Vehicle(s_strict.GetString(key));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
