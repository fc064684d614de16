using System.Globalization;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Contracts.Positions;

/// <summary>Decides whether a claim is a valid position report, and converts it to WGS-84.</summary>
internal sealed class ReportCheck(IngestOptions options, ValuesNotTaken? notTaken = null)
{
    private readonly long _maxAheadMs = (long)options.MaxAhead.TotalMilliseconds;
    private readonly long _maxAgeMs = (long)options.MaxAge.TotalMilliseconds;
    private readonly uint _maxSpeedDeciKmh = (uint)Math.Min(options.MaxSpeedKmh * 10, ushort.MaxValue);

    /// <summary>Returns the report, or the first reason to reject it.</summary>
    /// <remarks>
    /// Where the terminal has no fix or encrypts, the coordinates are not a position: they are kept if they are on the globe, and
    /// 0/0 otherwise. A height beyond 16 bits is clamped, since no rule uses it. 360° is north.
    /// </remarks>
    /// <param name="now">The server's time.</param>
    /// <param name="receipt">When the report was received; the same or earlier.</param>
    public RejectReason Check(in UncheckedReport claim, Instant now, Instant receipt, out PositionReport report)
    {
        report = default;
        if (CheckTime(new(claim.TimeMs), now, receipt) is var fault && fault != RejectReason.None)
        {
            return fault;
        }

        if (claim.Datum is not (Datum.Wgs84 or Datum.Gcj02))
        {
            return RejectReason.UnknownDatum;
        }

        var status = (ReportStatus)claim.StatusBits & ~ReportStatus.HoursBehind;
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

        // Speed and course are claims of the terminal: an impossible value does not invalidate the position.
        var (speed, heading) = (claim.SpeedDeciKmh, claim.HeadingDegrees);
        if (speed > _maxSpeedDeciKmh)
        {
            speed = null;
            notTaken?.SpeedNotTaken();
        }

        if (heading > 360)
        {
            heading = null;
            notTaken?.HeadingNotTaken();
        }

        report = new()
        {
            Time = new(claim.TimeMs),
            Position = claim.Datum == Datum.Gcj02 && (status & ReportStatus.Encrypted) == 0 ? Gcj02.ToWgs84(position) : position,
            SpeedDeciKmh = (ushort?)speed,
            HeadingDegrees = (ushort?)(heading == 360 ? 0 : heading),
            AltitudeMetres = claim.AltitudeM is { } altitude ? (short)Math.Clamp(altitude, short.MinValue, short.MaxValue) : null,
            MileageDeciKm = claim.MileageDeciKm,
            Alarms = claim.AlarmBits,
            Status = status,
        };
        return RejectReason.None;
    }

    /// <summary>One sentence on why a claim was rejected, with the value and the limit.</summary>
    public string Explain(RejectReason reason, in UncheckedReport claim, Instant now, Instant receipt) => reason switch
    {
        RejectReason.ClockAheadHours => Invariant(
            $"The event time {Time(claim.TimeMs)} is {ImpossibleClocks.HoursAhead(new(claim.TimeMs), receipt)} h ahead of its receipt at {receipt}: the terminal or its gateway sends local time as UTC. Set its time zone."),
        RejectReason.ClockWeekRollover => Invariant(
            $"The event time {Time(claim.TimeMs)} is 1024 weeks, or a multiple, off its receipt at {receipt}: the receiver miscounts the weeks of GPS. Its firmware must be updated, or the gateway must add the weeks."),
        RejectReason.ClockYear => Invariant(
            $"The event time {Time(claim.TimeMs)} is the day of its receipt, {receipt}, in another year: the terminal's year is set wrong."),
        RejectReason.ClockReset => Invariant(
            $"The event time {Time(claim.TimeMs)} is near the beginning of a clock that was never set, or no time was sent: the terminal has lost its time, as with an empty battery, and heals with its next fix; if it does not, have it checked."),
        RejectReason.InTheFuture => Invariant(
            $"The event time {Time(claim.TimeMs)} is more than {options.MaxAhead} ahead of the clock here, {now}: {(claim.TimeMs - receipt.UnixMilliseconds is > 3_600_000 and < 14 * 3_600_000 ? "most likely a back-fill of a terminal that sends local time as UTC; set its time zone" : "the terminal's clock or its time zone is wrong")}."),
        RejectReason.TooOld => Invariant(
            $"The event time {Time(claim.TimeMs)} is more than {options.MaxAge.TotalDays:0.#} days before now, {now}: positions are not kept that long."),
        RejectReason.UnknownDatum => Invariant($"The datum {(int)claim.Datum} is not known; 0 is WGS-84, 1 is GCJ-02."),
        RejectReason.ImpossibleCoordinates => claim is { LatitudeE6: 0, LongitudeE6: 0 }
            ? "The position is 0°N 0°E although the status says that it is fixed."
            : Invariant($"Latitude {claim.LatitudeE6 * 1e-6:0.000000} and longitude {claim.LongitudeE6 * 1e-6:0.000000} are not on the globe."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason of this check."),
    };

    /// <summary>
    /// Names the likely clock fault of an impossible time. When a report is read hours after receipt, a future time may have passed by then; it is still wrong.
    /// </summary>
    private RejectReason CheckTime(Instant time, Instant now, Instant receipt)
    {
        var ahead = time.UnixMilliseconds > now.UnixMilliseconds + _maxAheadMs;
        var old = time.UnixMilliseconds < now.UnixMilliseconds - _maxAgeMs;
        if (!ahead && !old)
        {
            return time.UnixMilliseconds > receipt.UnixMilliseconds + _maxAheadMs && ImpossibleClocks.HoursAhead(time, receipt) > 0
                ? RejectReason.ClockAheadHours
                : RejectReason.None;
        }

        return ImpossibleClocks.Classify(time, receipt) switch
        {
            ImpossibleClock.HoursAhead => RejectReason.ClockAheadHours,
            ImpossibleClock.WeekRollover => RejectReason.ClockWeekRollover,
            ImpossibleClock.OtherYear => RejectReason.ClockYear,
            ImpossibleClock.Reset => RejectReason.ClockReset,
            _ => ahead ? RejectReason.InTheFuture : RejectReason.TooOld,
        };
    }

    private static string Time(long unixMilliseconds) => unixMilliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999
        ? new Instant(unixMilliseconds).ToString()
        : Invariant($"{unixMilliseconds} ms since 1970");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
