using System.Globalization;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Server.Ingest;

/// <summary>Decides whether a claim can be a position report, and makes it one on WGS-84.</summary>
internal sealed class ReportCheck(IngestOptions options)
{
    private readonly long _maxAheadMs = (long)options.MaxAhead.TotalMilliseconds;
    private readonly long _maxAgeMs = (long)options.MaxAge.TotalMilliseconds;
    private readonly uint _maxSpeedDeciKmh = (uint)Math.Min(options.MaxSpeedKmh * 10, ushort.MaxValue);

    /// <summary>The report, or the first reason against it.</summary>
    /// <remarks>
    /// Where the terminal has no fix or encrypts, the coordinates are not a position: they are kept if they lie on the globe, and
    /// 0/0 otherwise. A height beyond 16 bits is cut to them, since nothing is judged by it. 360° is north.
    /// </remarks>
    public RejectReason Check(in ReportClaim claim, Instant now, out PositionReport report)
    {
        report = default;
        if (claim.TimeMs > now.UnixMilliseconds + _maxAheadMs)
        {
            return RejectReason.InTheFuture;
        }

        if (claim.TimeMs < now.UnixMilliseconds - _maxAgeMs)
        {
            return RejectReason.TooOld;
        }

        if (claim.Datum is not (Datum.Wgs84 or Datum.Gcj02))
        {
            return RejectReason.UnknownDatum;
        }

        var status = (ReportStatus)claim.StatusBits;
        var isPosition = (status & (ReportStatus.Fixed | ReportStatus.Encrypted)) == ReportStatus.Fixed;
        var position = new GeoPoint(claim.LatitudeE6, claim.LongitudeE6);
        if (!position.IsOnGlobe || (isPosition && position == default))
        {
            if (isPosition)
            {
                return RejectReason.ImpossibleCoordinates;
            }

            position = default;
        }

        if (claim.SpeedDeciKmh > _maxSpeedDeciKmh)
        {
            return RejectReason.ImpossibleSpeed;
        }

        if (claim.HeadingDegrees > 360)
        {
            return RejectReason.ImpossibleHeading;
        }

        report = new()
        {
            Time = new(claim.TimeMs),
            Position = claim.Datum == Datum.Gcj02 && (status & ReportStatus.Encrypted) == 0 ? Gcj02.ToWgs84(position) : position,
            SpeedDeciKmh = (ushort?)claim.SpeedDeciKmh,
            HeadingDegrees = (ushort?)(claim.HeadingDegrees == 360 ? 0 : claim.HeadingDegrees),
            AltitudeMetres = claim.AltitudeM is { } altitude ? (short)Math.Clamp(altitude, short.MinValue, short.MaxValue) : null,
            MileageDeciKm = claim.MileageDeciKm,
            Alarms = claim.AlarmBits,
            Status = status,
        };
        return RejectReason.None;
    }

    /// <summary>One sentence on what a claim was rejected for, with the value and the limit.</summary>
    public string Explain(RejectReason reason, in ReportClaim claim, Instant now) => reason switch
    {
        RejectReason.InTheFuture => Invariant(
            $"The event time {Time(claim.TimeMs)} is more than {options.MaxAhead} ahead of the clock here, {now}: the terminal's clock or its time zone is wrong."),
        RejectReason.TooOld => Invariant(
            $"The event time {Time(claim.TimeMs)} is more than {options.MaxAge.TotalDays:0.#} days before now, {now}: positions are not kept that long."),
        RejectReason.UnknownDatum => Invariant($"The datum {(int)claim.Datum} is not known; 0 is WGS-84, 1 is GCJ-02."),
        RejectReason.ImpossibleCoordinates => claim is { LatitudeE6: 0, LongitudeE6: 0 }
            ? "The position is 0°N 0°E although the status says that it is fixed."
            : Invariant($"Latitude {claim.LatitudeE6 * 1e-6:0.000000} and longitude {claim.LongitudeE6 * 1e-6:0.000000} are not on the globe."),
        RejectReason.ImpossibleSpeed => Invariant($"The speed {claim.SpeedDeciKmh / 10.0:0.#} km/h exceeds {_maxSpeedDeciKmh / 10.0:0.#} km/h."),
        RejectReason.ImpossibleHeading => Invariant($"The heading {claim.HeadingDegrees} is not within 0 to 360 degrees."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason of this check."),
    };

    private static string Time(long unixMilliseconds) => unixMilliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999
        ? new Instant(unixMilliseconds).ToString()
        : Invariant($"{unixMilliseconds} ms since 1970");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
