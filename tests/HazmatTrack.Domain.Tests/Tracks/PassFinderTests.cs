using CsCheck;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Domain.Tests.Tracks;

public sealed class PassFinderTests
{
    private static GeoArea Circle(double east, double north, double metres) => GeoArea.Circle(Drive.Point(east, north), Distance.FromMetres(metres));

    private static List<AreaPass> Find(IEnumerable<PositionReport> reports, GeoArea area, double from = -1000, double to = 100_000) =>
        PassFinder.Find(reports, area, At(from), At(to));

    private static Instant At(double second) => Drive.Start + TimeSpan.FromSeconds(second);

    private static double Second(Instant time) => (time - Drive.Start).TotalSeconds;

    [Fact]
    public void A_truck_that_drives_through_a_small_circle_between_two_fixes_is_found_with_its_times()
    {
        var pass = Assert.Single(Find(Drive.East(20), Circle(1500, 10, 50)));
        Assert.Equal((PassEnd.Crossed, PassEnd.Crossed, PassCertainty.Likely, 0), (pass.Entry, pass.Exit, pass.Certainty, pass.Fixes));
        Assert.InRange(Second(pass.First), 72.4, 72.7);
        Assert.InRange(Second(pass.Last), 77.3, 77.6);
        Assert.InRange(pass.Nearest!.Value.Metres, 9, 11);
        Assert.InRange(pass.EntryError!.Value.TotalSeconds, 1, 5);
        Assert.InRange(Geodesy.Between(pass.FirstPlace, Drive.Point(1451, 0)).Metres, 0, 2);
    }

    [Fact]
    public void A_circle_beside_the_road_finds_nobody() => Assert.Empty(Find(Drive.East(20), Circle(1500, 80, 50)));

    [Fact]
    public void A_truck_that_drives_through_a_corner_of_a_box_is_found()
    {
        var reports = Enumerable.Range(0, 20).Select(i => Drive.Fix(i * 30, i * 600, i * 600, 102)).ToList();
        var box = GeoArea.Box(Drive.Point(2700, 2420), Drive.Point(2990, 2710));
        Assert.Equal(PassCertainty.Likely, Assert.Single(Find(reports, box)).Certainty);
        Assert.Null(Find(reports, box)[0].Nearest);
        Assert.Empty(Find(reports, GeoArea.Box(Drive.Point(2700, 2200), Drive.Point(2990, 2600))));
    }

    [Fact]
    public void A_span_of_time_between_two_fixes_finds_the_truck_and_says_that_it_was_there_before_and_after()
    {
        var pass = Assert.Single(Find(Drive.East(20), Circle(1500, 0, 100), 74, 76));
        Assert.Equal((PassEnd.Span, PassEnd.Span), (pass.Entry, pass.Exit));
        Assert.Equal((74, 76), (Second(pass.First), Second(pass.Last)));
        Assert.Null(pass.EntryError);
        Assert.Equal(PassCertainty.Likely, pass.Certainty);
    }

    [Fact]
    public void A_truck_that_stands_inside_the_whole_span_is_found_once()
    {
        var pass = Assert.Single(Find(Enumerable.Range(0, 100).Select(i => Drive.Fix(i * 300, i % 3 * 4, 0, 0)), Circle(0, 0, 50), 4000, 4100));
        Assert.Equal((PassEnd.Span, PassEnd.Span, PassCertainty.Certain, 0), (pass.Entry, pass.Exit, pass.Certainty, pass.Fixes));
        Assert.Equal((4000, 4100), (Second(pass.First), Second(pass.Last)));
    }

    [Fact]
    public void A_track_that_begins_and_ends_inside_says_so()
    {
        var pass = Assert.Single(Find(Drive.East(4), Circle(900, 0, 2000)));
        Assert.Equal((PassEnd.Track, PassEnd.Track, 4), (pass.Entry, pass.Exit, pass.Fixes));
    }

    [Fact]
    public void Every_pass_of_a_truck_is_one_item()
    {
        var there = Drive.East(20);
        var back = Enumerable.Range(0, 20).Select(i => Drive.Fix(600 + (i * 30), 12_000 - (i * 600), 0, 72));
        Assert.Equal(2, Find(there.Concat(back), Circle(1500, 0, 50)).Count);
    }

    [Fact]
    public void Drift_makes_no_presence_and_leads_no_line_through_a_place()
    {
        var reports = Drive.East(40).ToList();
        reports[20] = Drive.Fix(600, 12_000, 20_000, 72);
        Assert.Empty(Find(reports, Circle(12_000, 20_000, 50)));
        Assert.Empty(Find(reports, Circle(11_700, 10_000, 1000)));
        Assert.Single(Find(reports, Circle(12_000, 0, 50)));
    }

    [Fact]
    public void Nothing_is_known_of_the_way_over_a_dark_gap()
    {
        var reports = Drive.East(5).Concat(Drive.East(5, second: 900, east: 18_000));
        Assert.Empty(Find(reports, Circle(10_000, 0, 500)));
    }

    [Fact]
    public void A_truck_that_lost_reception_on_the_way_was_possibly_there()
    {
        var reports = Drive.East(5).Append(Drive.Lost(150)).Concat(Drive.East(5, second: 210, east: 4200));
        Assert.Equal(PassCertainty.Possible, Assert.Single(Find(reports, Circle(3300, 0, 100))).Certainty);
    }

    [Fact]
    public void A_truck_that_stands_on_the_edge_stays_in_one_pass_for_all_its_noise()
    {
        var random = new Random(3);
        var reports = Enumerable.Range(0, 500).Select(i => Drive.Fix(i * 30, 50 + ((random.NextDouble() - 0.5) * 40), 0, 0));
        Assert.Single(Find(reports, Circle(0, 0, 50)));
    }

    [Fact]
    public void Passes_are_those_that_looking_at_every_tenth_of_a_second_finds() =>
        Gen.Select(
                Gen.Select(Gen.Int[5, 240], Gen.Double[-1200, 1200], Gen.Double[-1200, 1200], Gen.Int[0, 30]).List[2, 60],
                Gen.Select(Gen.Double[-3000, 3000], Gen.Double[-3000, 3000], Gen.Double[60, 1500], Gen.Bool),
                Gen.Select(Gen.Int[0, 3000], Gen.Int[1, 3000]))
            .Sample(
                (steps, place, span) =>
                {
                    double second = 0, east = 0, north = 0;
                    var reports = steps.ConvertAll(s =>
                    {
                        second += s.Item1;
                        (east, north) = (east + s.Item2, north + s.Item3);
                        return s.Item4 == 0 ? Drive.Lost(second) : Drive.Fix(second, east, north);
                    });
                    GeoArea Area(double wider) => place.Item4 ? Circle(place.Item1, place.Item2, place.Item3 + wider)
                        : GeoArea.Box(
                            Drive.Point(place.Item1 - wider, place.Item2 - wider),
                            Drive.Point(place.Item1 + place.Item3 + wider, place.Item2 + place.Item3 + wider));

                    // A point looked at is rounded to a microdegree, so what lies within half a metre of the edge may be in or out.
                    var (from, to) = (At(span.Item1), At(span.Item1 + span.Item2));
                    var found = PassFinder.Find(reports, Area(0), from, to);
                    Assert.All(Seen(reports, Area(-0.5), from, to), t => Assert.Contains(found, p => p.First <= t && t <= p.Last));

                    // At its ends exactly: a pass may end with a corner cut so briefly that no tenth of a second sees it. A millisecond may be half a metre.
                    Assert.All(found, p => Assert.True(IsIn(reports, Area(1), p.First) && IsIn(reports, Area(1), p.Last)));
                    Assert.All(found.Where(p => p.Nearest is not null), p => Assert.True(p.Nearest!.Value <= Area(0.2).Radius));
                },
                iter: 3000);

    /// <summary>Whether a track is in an area at an instant: at a fix, or on the way between two.</summary>
    private static bool IsIn(List<PositionReport> reports, GeoArea area, Instant time) =>
        reports.Exists(r => r.IsPosition && r.Time == time && area.Contains(r.Position))
        || reports.Segmented().Any(r => r.Previous is { } a && a.Time <= time && time <= r.Report.Time
            && area.Contains(Geodesy.Along(a.Position, r.Report.Position, (time - a.Time) / (r.Report.Time - a.Time))));

    /// <summary>Every tenth of a second of a span at which a track is in an area.</summary>
    private static List<Instant> Seen(IEnumerable<PositionReport> reports, GeoArea area, Instant from, Instant to)
    {
        var seen = new List<Instant>();
        foreach (var report in reports.Segmented().Where(r => r.Previous is not null))
        {
            var (a, b) = (report.Previous!.Value, report.Report);
            for (var time = a.Time; time <= b.Time; time += TimeSpan.FromMilliseconds(100))
            {
                if (time >= from && time <= to && area.Contains(Geodesy.Along(a.Position, b.Position, (time - a.Time) / (b.Time - a.Time))))
                {
                    seen.Add(time);
                }
            }
        }

        return seen;
    }
}
