using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>How far a truck can have driven, by positions and times, and by the speeds that it reports as far as they are trusted.</summary>
internal sealed partial class DriftFilter
{
    /// <summary>A gap between fixes counts as longer than usual beyond this multiple of the one before.</summary>
    private const double LongerThanUsual = 2.5;

    /// <summary>Whether a fix follows from the last believed one, or could follow on the held ones.</summary>
    public bool CanGoOnTo(in TrackPoint fix, CrossingSettings settings) =>
        Known > 0 && (Follows(_last, fix, settings) || (Held > 0 && Follows(_held![Held - 1], fix, settings)));

    /// <summary>Whether the speeds that both fixes report may be used.</summary>
    private bool Tells(in TrackPoint a, in TrackPoint b) =>
        _trust.IsUsable && _trust.DeciKmh(a.Report) >= 0 && _trust.DeciKmh(b.Report) >= 0;

    /// <summary>Whether a fix reports, by a speed that may be used, that the vehicle drives.</summary>
    private bool TellsDriving(in TrackPoint fix, CrossingSettings settings) =>
        _trust.IsUsable && _trust.DeciKmh(fix.Report) > settings.StationaryBelow.KilometresPerHour * 10;

    /// <summary>Whether a fix reports, by a speed that may be used, that the vehicle is stationary.</summary>
    private bool ReportsStationary(in TrackPoint fix, CrossingSettings settings) =>
        _trust.IsUsable && _trust.DeciKmh(fix.Report) is >= 0 and var reported && reported <= settings.StationaryBelow.KilometresPerHour * 10;

    /// <summary>Whether a truck can have driven from one fix to a later one, by positions and times alone.</summary>
    private static bool IsWithinReach(in TrackPoint a, in TrackPoint b, CrossingSettings settings) =>
        Geodesy.Between(a.Report.Position, b.Report.Position) <= (settings.FastestPlausible * (b.Time - a.Time)) + settings.Jitter;

    /// <summary>Whether a truck can have driven from one fix to a later one, by what both report as far as that is trusted.</summary>
    private bool Follows(in TrackPoint a, in TrackPoint b, CrossingSettings settings)
    {
        var distance = Geodesy.Between(a.Report.Position, b.Report.Position);
        if (distance <= settings.Jitter)
        {
            return true;
        }

        var time = b.Time - a.Time;
        return distance <= (settings.FastestPlausible * time) + settings.Jitter
            && (time > settings.DarkGap || !Tells(a, b) || (distance <= Reach(Fastest(a, b), time, settings) && distance <= Gain(a, b, time, settings)));
    }

    private int Fastest(in TrackPoint a, in TrackPoint b) =>
        Math.Max(_trust.DeciKmh(a.Report), _trust.DeciKmh(b.Report));

    /// <summary>How far a truck can get in a time in which it reports at most this speed; a value below 0 is no speed.</summary>
    private Distance Reach(int fastestDeciKmh, TimeSpan time, CrossingSettings settings)
    {
        var hard = (settings.FastestPlausible * time) + settings.Jitter;
        if (!_trust.IsUsable || fastestDeciKmh < 0)
        {
            return hard;
        }

        var reported = (Speed.FromKilometresPerHour(fastestDeciKmh / 10.0 * settings.SpeedMargin) * time) + settings.SpeedSlack;
        return reported < hard ? reported : hard;
    }

    /// <summary>
    /// How far a truck can get between two speeds: accelerating for half of the time and braking again. In seconds that is little, however
    /// great one of the speeds is.
    /// <code>
    ///   speed     /\        accelerates at GainPerSecond, then brakes
    ///         a  /  \  b    area under the line: the distance
    ///           └────┘ time
    /// </code>
    /// </summary>
    private Distance Gain(in TrackPoint a, in TrackPoint b, TimeSpan time, CrossingSettings settings)
    {
        var mean = Speed.FromKilometresPerHour((_trust.DeciKmh(a.Report) + _trust.DeciKmh(b.Report)) / 20.0);
        return (mean * time) + (settings.GainPerSecond * (time * (time.TotalSeconds / 4))) + settings.Jitter;
    }

    /// <summary>
    /// The speed that steps of the track do not exceed by much: that of the step before, or an ordinary one where that is greater.
    /// </summary>
    private Speed UsualPace(CrossingSettings settings)
    {
        var before = Geodesy.Between(_previous.Report.Position, _last.Report.Position) / (_last.Time - _previous.Time);
        return Speed.FromKilometresPerHour((before > settings.Usual ? before : settings.Usual).KilometresPerHour * settings.SpeedMargin);
    }

    private bool IsAtUsualPace(in TrackPoint a, in TrackPoint b, CrossingSettings settings) =>
        Geodesy.Between(a.Report.Position, b.Report.Position) <= (UsualPace(settings) * (b.Time - a.Time)) + settings.Jitter;

    /// <summary>Whether two fixes lie as far apart as the speeds that they report take a truck, within the noise.</summary>
    private bool LiesAsReported(in TrackPoint a, in TrackPoint b, CrossingSettings settings)
    {
        if (!Tells(a, b))
        {
            return false;
        }

        var reported = (Speed.FromKilometresPerHour((_trust.DeciKmh(a.Report) + _trust.DeciKmh(b.Report)) / 20.0) * (b.Time - a.Time)).Metres;
        return Math.Abs(Geodesy.Between(a.Report.Position, b.Report.Position).Metres - reported) <= (settings.FixError.Metres * 2) + (reported * 0.1);
    }
}
