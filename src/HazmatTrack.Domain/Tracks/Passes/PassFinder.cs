using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Domain.Tracks.Passes;

/// <summary>
/// Finds when a vehicle was in an area within [<paramref name="from"/>, <paramref name="to"/>], both included, from its segmented reports.
/// Where a vehicle that stays near the edge seems to leave it by less than the error of a fix, it is taken to stay.
/// </summary>
public sealed class PassFinder(GeoArea area, Instant from, Instant to, SegmentSettings settings)
{
    private readonly List<AreaPass> _passes = [];
    private readonly Dictionary<int, int> _open = [];

    /// <summary>The passes found so far, in no order.</summary>
    public IReadOnlyList<AreaPass> Passes => _passes;

    /// <summary>All passes of a run of reports in order of time.</summary>
    public static List<AreaPass> Find(IEnumerable<PositionReport> reports, GeoArea area, Instant from, Instant to)
    {
        var finder = new PassFinder(area, from, to, SegmentSettings.Default);
        foreach (var report in reports.Segmented())
        {
            finder.Add(report);
        }

        return finder.InOrder();
    }

    /// <summary>The passes found so far, by their first instant.</summary>
    public List<AreaPass> InOrder() => [.. _passes.OrderBy(p => p.First).ThenBy(p => p.Last).ThenBy(p => (p.FirstPlace.LatitudeE6, p.FirstPlace.LongitudeE6))];

    public void Add(in SegmentedReport next)
    {
        if (next.Segment == 0)
        {
            return;
        }

        if (next.Previous is not { } previous)
        {
            _open.Remove(next.Track);
            if (IsHit(next.Report))
            {
                Extend(next.Track, Alone(next.Report));
            }

            return;
        }

        if (next.Report.Time >= from && previous.Time <= to && AreaStretch.Within(area, previous.Position, next.Report.Position) is { } inside)
        {
            Step(next, previous, inside);
        }

        if (!area.Contains(next.Report.Position) && area.Outside(next.Report.Position) > settings.FixError)
        {
            _open.Remove(next.Track);
        }
    }

    private void Step(in SegmentedReport next, in PositionReport previous, AreaStretch inside)
    {
        var report = next.Report;
        var gap = (report.Time - previous.Time).TotalMilliseconds;
        Instant At(double fraction, in PositionReport start) => new(start.Time.UnixMilliseconds + (long)Math.Round(fraction * gap));
        var (enters, leaves) = (At(inside.From, previous), At(inside.To, previous));
        if (leaves < from || enters > to)
        {
            return;
        }

        var (first, last) = (Instant.Later(enters, from), Instant.Earlier(leaves, to));
        var start = enters < from ? (first - previous.Time).TotalMilliseconds / gap : inside.From;
        var end = leaves > to ? (last - previous.Time).TotalMilliseconds / gap : inside.To;
        var bothIn = inside is { From: 0, To: 1 };
        var fixes = IsHit(report) ? 1 : 0;
        var certainty = fixes > 0 || IsHit(previous) || (bothIn && !next.IsAfterLoss) ? PassCertainty.Certain
            : next.IsAfterLoss && !bothIn ? PassCertainty.Possible : PassCertainty.Likely;
        var crossesIn = enters >= from && inside.From > 0;
        var crossesOut = leaves <= to && inside.To < 1;
        Extend(next.Track, new(
            first,
            last,
            crossesIn ? PassEnd.Crossed : enters < from ? PassEnd.Span : PassEnd.Track,
            crossesOut ? PassEnd.Crossed : leaves > to ? PassEnd.Span : PassEnd.Track,
            Geodesy.Along(previous.Position, report.Position, start),
            Geodesy.Along(previous.Position, report.Position, end),
            crossesIn ? PassError.Estimate(previous, report, inside.From, settings) : null,
            crossesOut ? PassError.Estimate(previous, report, inside.To, settings) : null,
            certainty,
            fixes,
            Nearest(previous.Position, report.Position, start, end)));
    }

    private void Extend(int track, in AreaPass by)
    {
        if (_open.TryGetValue(track, out var at))
        {
            var pass = _passes[at];
            _passes[at] = pass with
            {
                Last = by.Last,
                LastPlace = by.LastPlace,
                Exit = by.Exit,
                ExitError = by.ExitError,
                Certainty = (PassCertainty)Math.Max((int)pass.Certainty, (int)by.Certainty),
                Fixes = pass.Fixes + by.Fixes,
                Nearest = by.Nearest < pass.Nearest ? by.Nearest : pass.Nearest,
            };
        }
        else
        {
            _open.Add(track, _passes.Count);
            _passes.Add(by);
        }
    }

    private AreaPass Alone(in PositionReport report) => new(
        report.Time, report.Time, PassEnd.Track, PassEnd.Track, report.Position, report.Position, null, null, PassCertainty.Certain, 1,
        Nearest(report.Position, report.Position, 0, 0));

    private Distance? Nearest(GeoPoint a, GeoPoint b, double start, double end) => area.Centre is { } centre
        ? Distance.FromMetres(AreaStretch.MetresTo(centre, a, b, AreaStretch.Nearest(centre, a, b, start, end)))
        : null;

    private bool IsHit(in PositionReport report) => report.Time >= from && report.Time <= to && area.Contains(report.Position);
}
