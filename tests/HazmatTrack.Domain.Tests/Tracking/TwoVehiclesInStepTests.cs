using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>Terminals report on the full half minute of GPS time: those of two vehicles under one plate then report in the same seconds.</summary>
public sealed class TwoVehiclesInStepTests
{
    private static readonly GeoPoint s_south = Squares.Off(Squares.Border, 0, -40_000);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(45)]
    [InlineData(60)]
    public void Of_two_trucks_under_one_plate_that_report_in_the_same_seconds_neither_loses_its_crossing(int every)
    {
        for (var shift = 0; shift < (every == 1 ? 2 : 20); shift++)
        {
            var one = new Journey(Squares.Border).Fix(-22000, 0, after: 37 * shift).To(-12000, 0, every: every).To(12000, 0, every: every);
            var clone = one.Points.First(p => p.Report.Position.LongitudeE6 > 120_870_000).Time - Journey.Start;
            var other = new Journey(s_south).Fix(9000, 500, after: (int)clone.TotalSeconds).To(-9000, 500, every: every).To(-3000, 500, every: every);
            var changes = Judge(one, other, out _);
            Assert.Equal(["310000>320000", "320000>310000"], Crossings(changes));
            Assert.Contains(changes, c => c.Identity.Rule == "two-vehicles");
        }
    }

    [Fact]
    public void Every_report_that_another_of_the_same_second_contradicts_is_counted_and_one_of_two_datums_is_not()
    {
        var one = new Journey(Squares.Border).Fix(-12000, 0).To(-9000, 0);
        Judge(one, new Journey(s_south).Fix(9000, 500).To(5000, 500), out var tracker);
        Assert.Equal(one.Points.Count, tracker.TakeApart());
        Assert.Equal(0, tracker.TakeApart());

        Judge(one, new Journey(Squares.Border).Fix(-11600, 500).To(-8600, 500), out tracker);
        Assert.Equal(0, tracker.TakeApart());
    }

    [Fact]
    public void At_every_usual_interval_either_of_two_places_prevails_again_soon()
    {
        foreach (var every in new[] { 1, 5, 10, 15, 20, 30, 60, 120 })
        {
            for (var begin = 0; begin < 120; begin++)
            {
                var row = 0;
                for (var (i, before) = (0, false); i < 300; i++)
                {
                    var at = new PositionReport
                    {
                        Time = Journey.Start + TimeSpan.FromSeconds(begin + (i * every)),
                        Position = Squares.Border,
                        Status = ReportStatus.Fixed,
                    };
                    var prevails = SameSecond.Merge(at, at with { Position = s_south }) == at;
                    Assert.Equal(prevails, SameSecond.Merge(at with { Position = s_south }, at) == at);
                    (row, before) = (prevails == before ? row + 1 : 1, prevails);
                    Assert.True(row < 5, $"{row} in a row at {every} s");
                }
            }
        }
    }

    [Theory]
    [InlineData(10, 40)]
    [InlineData(15, 30)]
    [InlineData(30, 30)]
    [InlineData(30, 60)]
    [InlineData(60, 60)]
    public void One_truck_along_the_border_whose_every_report_comes_in_two_datums_does_not_cross_it(int every, int kmh)
    {
        // Within one cell (Alternation): at its edge the other's fix may prevail once or twice.
        for (var shift = 0; shift < 20; shift++)
        {
            var one = new Journey(Squares.Border).Fix(-300, -3000, after: 97 * shift).To(-300, 20000, kmh, every);
            var other = new Journey(Squares.Off(Squares.Border, 600, -200)).Fix(-300, -3000, after: 97 * shift).To(-300, 20000, kmh, every);
            Assert.Empty(Judge(one, other, out _));
        }
    }

    private static List<FindingChange> Judge(Journey one, Journey other, out VehicleTracker tracker)
    {
        tracker = VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        foreach (var point in one.Points.Concat(other.Points).OrderBy(p => p.Time.UnixMilliseconds).Select((p, i) => p with { Offset = i }))
        {
            tracker.Apply(point, Journey.Context, changes);
        }

        return changes;
    }

    private static List<string> Crossings(List<FindingChange> changes) =>
    [
        .. changes.Where(c => c.Identity.Rule == "crossing").GroupBy(c => c.Identity).Select(g => g.Last()).Where(c => c.Kind != FindingChangeKind.Retracted)
            .Select(c => c.Identity.Key.Replace("@2", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];
}
