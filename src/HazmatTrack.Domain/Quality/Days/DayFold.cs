using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Domain.Quality.Days;

/// <summary>
/// Folds the stored reports of a vehicle into the figures of days. Pure: the same set of reports gives the same figures, in whichever order they came, so
/// that a late report changes its day and a repeated one changes nothing.
/// </summary>
/// <remarks>
/// What is drift is decided as for the track that everybody sees (<see cref="TrackSegmenter"/>). A way counts for a day where both of its ends lie on it.
/// </remarks>
public sealed class DayFold(QualitySettings settings)
{
    private readonly Dictionary<int, Way> _ways = [];
    private readonly TrackSegmenter _segmenter = new();
    private readonly SortedDictionary<int, DayFigures> _days = [];
    private ChinaDay _day;

    /// <summary>
    /// The days with reports so far. A day is whole once a report is <see cref="QualitySettings.Margin"/> past it, or after <see cref="Complete"/>.
    /// </summary>
    public IReadOnlyDictionary<int, DayFigures> Days => _days;

    /// <summary>The figures of every day with reports, by its number.</summary>
    /// <param name="reports">In order of time, each time once.</param>
    public static IReadOnlyDictionary<int, DayFigures> Fold(IEnumerable<PositionReport> reports, QualitySettings settings)
    {
        var fold = new DayFold(settings);
        foreach (var report in reports)
        {
            fold.Add(report);
        }

        fold.Complete();
        return fold.Days;
    }

    /// <summary>Adds the next report, later than all before.</summary>
    public void Add(in PositionReport report)
    {
        _segmenter.Add(report);
        Take();
    }

    /// <summary>Ends the reports.</summary>
    public void Complete()
    {
        _segmenter.Complete();
        Take();
    }

    /// <summary>Whether nothing is wrong in an accepted report: time, speed, course and position.</summary>
    public static bool IsQualified(in PositionReport report, QualitySettings settings)
    {
        if (report.HoursBehind != 0 || report.Speed is not { } speed || speed > settings.FastestPlausible)
        {
            return false;
        }

        if (report.HeadingDegrees is null && speed > settings.HasCourse)
        {
            return false;
        }

        var (west, south, east, north) = settings.Country;
        var (latitude, longitude) = (report.Position.LatitudeE6 / 1e6, report.Position.LongitudeE6 / 1e6);
        return !report.IsPosition || (latitude >= south && latitude <= north && longitude >= west && longitude <= east);
    }

    private void Take()
    {
        while (_segmenter.TryTake(out var next))
        {
            var day = ChinaDay.Of(next.Report.Time);
            if (day != _day)
            {
                // No way leads from one day into the next.
                _ways.Clear();
                _day = day;
            }

            var (driven, isContinuous) = next is { Report.IsPosition: true, IsDrift: false } ? Drive(next) : default;
            _days[day.Number] = _days.GetValueOrDefault(day.Number) + new DayFigures(
                1, IsQualified(next.Report, settings) ? 1 : 0, next.Report.IsPosition ? 1 : 0, next.IsDrift ? 1 : 0, driven,
                isContinuous ? driven : Distance.Zero);
        }
    }

    /// <summary>The way that a fix completes on its track, and whether the track had no gap on it.</summary>
    private (Distance Driven, bool IsContinuous) Drive(in SegmentedReport fix)
    {
        if (!_ways.TryGetValue(fix.Track, out var way) && !TryContinue(fix.Report, out way))
        {
            _ways[fix.Track] = new(fix.Report, fix.Report.Time);
            return default;
        }

        var isGap = fix.Report.Time - way.Last > settings.Continuous;
        var driven = Geodesy.Between(way.Anchor.Position, fix.Report.Position);
        var isFarther = driven > settings.Jitter;
        _ways[fix.Track] = new(isFarther || isGap ? fix.Report : way.Anchor, fix.Report.Time);
        return isFarther ? (driven, !isGap) : default;
    }

    /// <summary>
    /// Finds the track that a new one goes on after a silence: the one that ended last, if a truck can have driven from there. Otherwise nobody knows the way.
    /// </summary>
    private bool TryContinue(in PositionReport first, out Way way)
    {
        way = default;
        if (_ways.Count == 0)
        {
            return false;
        }

        var (track, last) = _ways.MaxBy(w => w.Value.Last);
        if (Geodesy.Between(last.Anchor.Position, first.Position) > (settings.FastestPlausible * (first.Time - last.Last)) + (settings.Jitter * 2))
        {
            return false;
        }

        way = last;
        _ways.Remove(track);
        return true;
    }

    /// <param name="Anchor">The fix from which the way is measured.</param>
    /// <param name="Last">The time of the last fix.</param>
    private readonly record struct Way(PositionReport Anchor, Instant Last);
}
