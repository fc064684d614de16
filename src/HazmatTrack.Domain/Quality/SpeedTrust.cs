using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Quality;

/// <summary>
/// What believed fixes have shown about the speed that the terminal reports: whether it may be used to evaluate the next. Learned from one step of the
/// track after the other, forgotten again within a few kilometres. Whole numbers, so that packing them changes nothing.
/// </summary>
internal struct SpeedTrust
{
    /// <summary>Alarm bit 24 of JT/T 808 table 24: the vehicle's speed sensor is faulty (车辆VSS故障).</summary>
    private const uint SensorFault = 1u << 24;

    private const int MostScore = 12;
    private const int Trusted = 5;
    private const int RegularEnough = 4;
    private const int MostCount = 16;
    private const int ScaleEnough = 8;
    private const int MostEven = 7;
    private const int EvenEnough = 6;

    /// <summary>The longest step of which the speeds at its ends are evidence.</summary>
    private static readonly TimeSpan s_longestStep = TimeSpan.FromMinutes(3);

    /// <summary>The evidence for the speed: 0 to 12. From 5 on the speed is trusted, if it is regular, and at 0 no longer.</summary>
    public byte Score;

    public bool IsTrusted;

    /// <summary>Fixes without a speed, less those with one; 0 to 16.</summary>
    public byte Absent;

    /// <summary>Consecutive steps that report one and the same speed at both ends; up to 16.</summary>
    public byte Same;

    /// <summary>Of those, the driven steps made at the speed that the reported one usually means, less the others; 0 to 7.</summary>
    public byte Even;

    /// <summary>Driven steps whose reported speed is the usual multiple of the driven one, less the others; 0 to 16.</summary>
    public byte Regular;

    /// <summary>The way by the reported speed over the last driven steps, metres; decays.</summary>
    public int Reported;

    /// <summary>The way by the positions over the same steps, metres.</summary>
    public int Moved;

    /// <summary>
    /// The greatest speed by the positions over the last steps, 0.1 km/h, an eighth less with every step: on a winding road a single step shows
    /// too little.
    /// </summary>
    public int Pace;

    /// <summary>The trust as it is when just gained.</summary>
    public static SpeedTrust JustGained => new() { Score = Trusted, IsTrusted = true, Regular = RegularEnough };

    /// <summary>Whether anything has been learned.</summary>
    public readonly bool IsKnown => IsTrusted || Score != 0 || Absent != 0 || Same != 0 || Regular != 0 || Reported != 0 || Moved != 0 || Pace != 0;

    /// <summary>
    /// Whether the reported speed is regularly the same multiple of the driven one, and not one constant value: it is then as informative as a right one, in
    /// another unit.
    /// </summary>
    public readonly bool IsScaled => !IsTrusted && Regular >= ScaleEnough && Same < 4 && Moved + Reported >= 4000 && Reported * 20L > Moved;

    /// <summary>Whether the reported speed may be used, as it is or scaled.</summary>
    public readonly bool IsUsable => IsTrusted || IsScaled;

    /// <summary>The speed of a report in the unit that it should have, 0.1 km/h; -1 where it has none.</summary>
    public readonly int DeciKmh(in PositionReport report)
    {
        var reported = ReportedDeciKmh(report);
        return reported <= 0 || !IsScaled ? reported : (int)((long)reported * Moved / Reported);
    }

    /// <summary>The reported speed, 0.1 km/h; -1 where the report has none or marks it as faulty.</summary>
    public static int ReportedDeciKmh(in PositionReport report) => IsFaulty(report) ? -1 : report.SpeedDeciKmh ?? -1;

    public static bool IsFaulty(in PositionReport report) => (report.Alarms & SensorFault) != 0;

    /// <summary>Learns from a step of the track.</summary>
    /// <param name="a">The fix at its beginning.</param>
    /// <param name="b">The fix at its end.</param>
    /// <param name="noise">How far apart two fixes of one place may lie.</param>
    public void Learn(in TrackPoint a, in TrackPoint b, Distance noise)
    {
        var (from, to) = (ReportedDeciKmh(a.Report), ReportedDeciKmh(b.Report));
        Absent = (byte)Math.Clamp(Absent + (to < 0 ? 1 : -1), 0, MostCount);
        if (b.Time - a.Time > s_longestStep)
        {
            return;
        }

        var milliseconds = b.Time.UnixMilliseconds - a.Time.UnixMilliseconds;
        var moved = (int)Geodesy.Between(a.Report.Position, b.Report.Position).Metres;
        Pace = Math.Max(Pace - ((Pace + 7) / 8), (int)(moved * 36_000L / milliseconds));
        if (from < 0 || to < 0)
        {
            return;
        }

        var reported = Way(from + to, milliseconds) / 2;
        (Same, Even) = from == to ? ((byte)Math.Min(Same + 1, MostCount), Even) : ((byte)0, (byte)0);
        if (Math.Max(moved, reported) < noise.Metres)
        {
            return;
        }

        var weight = WeightOf(moved, reported, Way(Math.Min(from, to), milliseconds), Way(Math.Max(from, to), milliseconds));
        if (from == to)
        {
            var usual = Reported == 0 ? moved : (long)reported * Moved / Reported;
            Even = (byte)Math.Clamp(Even + (Math.Abs(moved - usual) * 10 <= usual + 200 ? 1 : -2), 0, MostEven);
        }

        LearnScale(moved, reported);
        Score = (byte)Math.Clamp(Score + (weight > 0 && !FitsOverall ? -1 : weight), 0, MostScore);
        IsTrusted = IsTrusted ? Score > 0 : Score >= Trusted && Regular >= RegularEnough;
    }

    /// <summary>Classifies the terminal's speed, as far as that is known.</summary>
    /// <param name="last">The fix last believed.</param>
    public readonly (ReportedSpeed Speed, double? Ratio) Judge(in PositionReport last)
    {
        if (IsFaulty(last))
        {
            return (ReportedSpeed.FaultReported, null);
        }

        if (Absent >= 4)
        {
            return (ReportedSpeed.NotSent, null);
        }

        if (IsTrusted)
        {
            return (ReportedSpeed.Agrees, null);
        }

        if (Moved + Reported < 2000)
        {
            return (ReportedSpeed.Unknown, null);
        }

        var ratio = (double)Reported / Math.Max(1, Moved);
        return ratio < 0.03 ? (ReportedSpeed.AlwaysZero, null)
            : Same >= 8 && !IsRegularlyInAnotherUnit(ratio) ? (ReportedSpeed.Stuck, null)
            : FitsOverall ? (Regular >= RegularEnough || Moved + Reported < 8000 ? ReportedSpeed.Unknown : ReportedSpeed.Disagrees, null)
            : Regular >= 6 ? (ReportedSpeed.Scaled, ratio)
            : (ReportedSpeed.Disagrees, null);
    }

    /// <summary>
    /// Whether a constant reported speed is the true one in a known unit: a truck that drives steadily also reports one value, and its sensor is not stuck.
    /// </summary>
    private readonly bool IsRegularlyInAnotherUnit(double ratio) =>
        Even >= EvenEnough && new TrackQuality(ReportedSpeed.Scaled, ratio, null).Scale != SpeedScale.None;

    private readonly bool FitsOverall => Moved + Reported < 2000 || (Reported * 10L >= Moved * 7L && Reported * 2L <= Moved * 3L);

    /// <summary>
    /// How strongly a step supports the reported speed: a truck that gets farther than the greater of both speeds allows is strong evidence against it; one
    /// that gets less far than the lesser allows may have taken a winding road.
    /// </summary>
    private static int WeightOf(int moved, int reported, int least, int most) =>
        (most * 11L / 10) + 60 < moved ? -4
        : least > (moved * 16L / 10) + 100 ? -2
        : reported * 4L >= (moved * 3L) - 160 && reported * 3L <= (moved * 4L) + 120 ? 1
        : -1;

    private void LearnScale(int moved, int reported)
    {
        // As regular as the sums so far predict, to a quarter.
        var expected = Moved == 0 ? reported : (long)moved * Reported / Moved;
        Regular = (byte)Math.Clamp(Regular + (Math.Abs(reported - expected) * 4 <= expected + 100 ? 1 : -1), 0, MostCount);
        Moved += moved;
        Reported += reported;
        if (Moved + Reported > 16_000)
        {
            Moved /= 2;
            Reported /= 2;
        }
    }

    private static int Way(int deciKmh, long milliseconds) => (int)(deciKmh * milliseconds / 36_000);
}
