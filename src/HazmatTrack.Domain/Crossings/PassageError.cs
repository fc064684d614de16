using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>How far the time and the place of a passage between two fixes may be off.</summary>
internal readonly record struct PassageError(TimeSpan Time, Distance Place)
{
    /// <summary>A way flatter to the border than this slope is treated as this steep: about six degrees.</summary>
    private const double LeastSlope = 0.1;

    /// <param name="a">The fix before the border.</param>
    /// <param name="b">The fix after it.</param>
    /// <param name="fraction">Where between them the border lies.</param>
    /// <param name="dark">Whether the way between them is unknown.</param>
    /// <param name="trusted">Whether the speeds that the fixes report agree with the positions; otherwise the way is treated as straight.</param>
    /// <param name="settings">The errors of a fix and of the border.</param>
    public static PassageError Estimate(in TrackPoint a, in TrackPoint b, double fraction, bool dark, bool trusted, ProvinceMap map, CrossingSettings settings)
    {
        var (from, to) = (a.Report.Position, b.Report.Position);
        var gap = b.Time - a.Time;
        var chord = Geodesy.Between(from, to).Metres;
        var side = Hypotenuse(settings.FixError.Metres, settings.BorderError.Metres);
        if (dark)
        {
            // Where the gap is too short for the way, one of the two times is wrong, by as much as the time that the way takes.
            var pace = ReportedSpeedBetween(a, b, trusted) > settings.StationaryBelow ? ReportedSpeedBetween(a, b, trusted) : settings.Usual;
            var takes = TimeSpan.FromSeconds(Math.Ceiling(chord / pace.MetresPerSecond));
            return new(gap > takes ? gap : takes, Distance.FromMetres(Math.Ceiling(Hypotenuse(side, chord))));
        }

        // The flatter the way runs to the border, the farther a sideways error moves the place where they meet.
        var closing = (map.NearestBorder(from).Distance + map.NearestBorder(to).Distance).Metres;
        var slope = Math.Clamp(closing / Math.Max(chord, 1), LeastSlope, 1);
        var straying = Straying(a, b, trusted, Distance.FromMetres(chord)).Metres;
        var along = Hypotenuse(side, straying * Math.Sqrt(1 - (slope * slope))) / slope;

        // For the part of the gap that the way does not need at the reported speed, or at a usual one where none is known, the truck may have been
        // stationary on either side.
        var even = Math.Max(chord / gap.TotalSeconds, 1);
        var speed = Math.Max(ReportedSpeedBetween(a, b, trusted).MetresPerSecond, even);
        var stood = gap.TotalSeconds - (chord / (trusted ? speed : Math.Max(settings.Usual.MetresPerSecond, even)));
        return new(
            TimeSpan.FromSeconds(Math.Ceiling((along / speed) + (stood * Math.Max(fraction, 1 - fraction)))),
            Distance.FromMetres(Math.Ceiling(Hypotenuse(along, straying))));
    }

    /// <summary>
    /// How far the way between two fixes may have strayed from the chord: half the width of the ellipse that a way of the length
    /// driven can reach. The length follows from the reported speeds, and is never taken for less than 2 % more than the chord.
    /// </summary>
    public static Distance Straying(in TrackPoint a, in TrackPoint b, bool trusted, Distance chord)
    {
        var driven = ReportedSpeedBetween(a, b, trusted).MetresPerSecond * (b.Time - a.Time).TotalSeconds;
        var way = Math.Clamp(driven, chord.Metres * 1.02, chord.Metres * 1.5);
        return Distance.FromMetres(Math.Sqrt((way * way) - (chord.Metres * chord.Metres)) / 2);
    }

    private static Speed ReportedSpeedBetween(in TrackPoint a, in TrackPoint b, bool trusted) =>
        !trusted ? Speed.Zero : a.Report.SpeedOrZero > b.Report.SpeedOrZero ? a.Report.SpeedOrZero : b.Report.SpeedOrZero;

    private static double Hypotenuse(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
