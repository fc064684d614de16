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
    public LocalText Explain(RejectReason reason, in UncheckedReport claim, Instant now, Instant receipt)
    {
        var (time, at, here) = (Time(claim.TimeMs), ChinaTimeText.Format(receipt), ChinaTimeText.Format(now));
        switch (reason)
        {
            case RejectReason.ClockAheadHours:
                var hours = ImpossibleClocks.HoursAhead(new(claim.TimeMs), receipt);
                return Invariant(
                    $"定位时间 {time} 比接收时间 {at} 快 {hours} 小时：终端或其网关把本地时间当作 UTC 发送。请设置时区。",
                    $"The event time {time} is {hours} h ahead of its receipt at {at}: the terminal or its gateway sends local time as UTC. Set its time zone.");
            case RejectReason.ClockWeekRollover:
                return new(
                    $"定位时间 {time} 与接收时间 {at} 相差 1024 周或其倍数：接收机的 GPS 周数计算错误。须升级固件，或由网关补上周数。",
                    $"The event time {time} is 1024 weeks, or a multiple, off its receipt at {at}: the receiver miscounts the weeks of GPS. Its firmware must be updated, or the gateway must add the weeks.");
            case RejectReason.ClockYear:
                return new(
                    $"定位时间 {time} 与接收日期 {at} 同月同日但年份不同：终端的年份设置错误。",
                    $"The event time {time} is the day of its receipt, {at}, in another year: the terminal's year is set wrong.");
            case RejectReason.ClockReset:
                return new(
                    $"定位时间 {time} 接近未对时时钟的起点，或未发送时间：终端丢失了时间（例如电池耗尽），下次定位后会恢复；如未恢复，请检修。",
                    $"The event time {time} is near the beginning of a clock that was never set, or no time was sent: the terminal has lost its time, as with an empty battery, and recovers with its next fix; if it does not, have it checked.");
            case RejectReason.InTheFuture:
                var isZone = claim.TimeMs - receipt.UnixMilliseconds is > 3_600_000 and < 14 * 3_600_000;
                return Invariant(
                    $"定位时间 {time} 比本机时钟 {here} 超前 {options.MaxAhead.TotalMinutes:0.#} 分钟以上：{(isZone ? "很可能是把本地时间当作 UTC 发送的终端在补传；请设置其时区" : "终端的时钟或时区有误")}。",
                    $"The event time {time} is more than {options.MaxAhead.TotalMinutes:0.#} min ahead of the clock here, {here}: {(isZone ? "most likely a back-fill of a terminal that sends local time as UTC; set its time zone" : "the terminal's clock or its time zone is wrong")}.");
            case RejectReason.TooOld:
                return Invariant(
                    $"定位时间 {time} 早于当前时间 {here} 超过 {options.MaxAge.TotalDays:0.#} 天：位置数据不保存那么久。",
                    $"The event time {time} is more than {options.MaxAge.TotalDays:0.#} days before now, {here}: positions are not kept that long.");
            case RejectReason.UnknownDatum:
                return new($"坐标系 {(int)claim.Datum} 未知；0 为 WGS-84，1 为 GCJ-02。", $"The datum {(int)claim.Datum} is not known; 0 is WGS-84, 1 is GCJ-02.");
            case RejectReason.ImpossibleCoordinates when claim is { LatitudeE6: 0, LongitudeE6: 0 }:
                return new("状态为已定位，但位置是 0°N 0°E。", "The position is 0°N 0°E although the status says that it is fixed.");
            case RejectReason.ImpossibleCoordinates:
                var (latitude, longitude) = (claim.LatitudeE6 * 1e-6, claim.LongitudeE6 * 1e-6);
                var isSwapped = new GeoPoint(claim.LongitudeE6, claim.LatitudeE6).IsOnGlobe;
                return Invariant(
                    $"纬度 {latitude:0.000000}、经度 {longitude:0.000000} 不在地球上{(isSwapped ? "：纬度与经度可能颠倒了" : "")}。",
                    $"Latitude {latitude:0.000000} and longitude {longitude:0.000000} are not on the globe{(isSwapped ? ": the two may be swapped" : "")}.");
            default:
                throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason of this check.");
        }
    }

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

    private static string Time(long unixMilliseconds) => unixMilliseconds is >= -62_135_596_800_000 and <= 253_402_271_999_999
        ? ChinaTimeText.Format(new(unixMilliseconds))
        : string.Create(CultureInfo.InvariantCulture, $"{unixMilliseconds} ms since 1970");

    private static LocalText Invariant(FormattableString chinese, FormattableString english) =>
        new(chinese.ToString(CultureInfo.InvariantCulture), english.ToString(CultureInfo.InvariantCulture));
}
