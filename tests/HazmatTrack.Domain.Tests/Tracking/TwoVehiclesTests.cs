using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>A cloned plate (套牌), or two terminals: what two vehicles report under one plate.</summary>
public sealed class TwoVehiclesTests
{
    private static readonly GeoPoint s_farAway = Squares.Off(Squares.Border, 0, -40_000);

    [Fact]
    public void Of_two_trucks_under_one_plate_neither_loses_a_crossing()
    {
        var one = new Journey(Squares.Border).Fix(-12000, 0).To(12000, 0);
        var other = new Journey(s_farAway).Fix(9000, 500, after: 13).To(-9000, 500);
        var changes = Judge(Together(one, other));

        Assert.Equal(["320000>310000"], one.Judge().Crossings);
        Assert.Equal(["310000>320000"], other.Judge().Crossings);
        Assert.Equal(["310000>320000@2", "320000>310000"], Crossings(changes));
        var said = Assert.Single(changes, c => c.Identity.Rule == "two-vehicles").Finding;
        Assert.Equal((Severity.Yellow, null, "two-vehicles"), (said.Severity, (Instant?)said.End, said.Reason));
        Assert.Equal(2, said.Evidence.Length);
        Assert.True(Geodesy.Between(said.Evidence[0].Report.Position, said.Evidence[1].Report.Position) > Distance.FromKilometres(30));
        Assert.Matches(@"^\d+ m / 1\d s$", said.Measured);
        Assert.Equal("160 km/h", said.Limit);

        // Each was in a province of its own: both are told.
        Assert.Equal((ProvinceCode.Jiangsu, ProvinceCode.Shanghai), (said.Province, said.OtherProvince));
        Assert.Equal([ProvinceCode.Jiangsu, ProvinceCode.Shanghai], AlertProvinces.ForFinding(said));
    }

    [Fact]
    public void The_crossing_of_the_second_truck_that_lies_in_the_fixes_held_back_is_told()
    {
        var one = new Journey(Squares.Border).Fix(-30000, 0).To(-12000, 0);
        var other = new Journey(s_farAway).Fix(1600, 500, after: 7).To(-9000, 500);
        Assert.Equal(["310000>320000@2"], Crossings(Judge(Together(one, other))));
    }

    [Fact]
    public void A_clone_that_reports_more_often_does_not_take_the_place_of_the_truck()
    {
        var one = new Journey(Squares.Border).Fix(-12000, 0).To(12000, 0, every: 60);
        var other = new Journey(s_farAway).Fix(9000, 500, after: 3).To(-9000, 500, every: 10);
        Assert.Equal(["310000>320000@2", "320000>310000"], Crossings(Judge(Together(one, other))));
    }

    [Fact]
    public void A_parked_truck_whose_clone_drives_is_told()
    {
        var one = new Journey(Squares.Border).Fix(-8000, 0, 0);
        for (var i = 0; i < 100; i++)
        {
            one.Fix(-8000 + (i % 3), 0, 0, after: 300);
        }

        var other = new Journey(s_farAway).Fix(-9000, 500, after: 1003);
        for (var i = 0; i < 6; i++)
        {
            other.To(9000, 500).To(-9000, 500);
        }

        var changes = Judge(Together(one, other));
        Assert.Contains(changes, c => c.Identity.Rule == "two-vehicles");
        Assert.Equal(12, Crossings(changes)
            .Count(c => c.StartsWith("320000>31", StringComparison.Ordinal) || c.StartsWith("310000>32", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_truck_that_reports_every_five_minutes_keeps_its_crossing_beside_a_clone_that_reports_every_half_minute()
    {
        var one = new Journey(Squares.Border).Fix(-80000, 0).To(-12000, 0);
        var other = new Journey(Squares.Off(Squares.Border, 0, -40_000)).Fix(30000, 500, after: 7).To(-30000, 500, every: 300);
        Assert.Contains(Judge(Together(one, other)), c => c.Identity.Rule == "crossing"
            && c.Identity.Key.StartsWith("310000>320000", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_two_vehicles_the_one_that_goes_on_is_shown_once_the_other_has_fallen_silent()
    {
        var one = new Journey(Squares.Border).Fix(-12000, 0).To(-1000, 0);
        var other = new Journey(s_farAway).Fix(19000, 500, after: 13).To(-19000, 500);
        var tracker = VehicleTracker.New(Some.Truck);
        foreach (var point in Together(one, other))
        {
            tracker.Apply(point, Journey.Context, []);
            if (point.Time > one.Now + TimeSpan.FromMinutes(6))
            {
                Assert.True(point.Time - tracker.LastFix!.Value.Time < TimeSpan.FromMinutes(1), $"{point.Time}: shown is {tracker.LastFix}");
            }
        }
    }

    [Fact]
    public void When_one_of_two_falls_silent_there_is_one_again_and_the_finding_ends()
    {
        var one = new Journey(Squares.Border).Fix(-12000, 0).To(12000, 0).To(-12000, 0);
        var other = new Journey(s_farAway).Fix(19000, 500, after: 13).To(-19000, 500).To(19000, 500).To(-19000, 500).To(19000, 500);
        var changes = Judge(Together(one, other));
        var said = changes.Where(c => c.Identity.Rule == "two-vehicles").ToList();
        Assert.Equal([FindingChangeKind.Raised, FindingChangeKind.Amended], said.Select(c => c.Kind));
        Assert.Equal(one.Points[^1].Time, said[^1].Finding.End);
        Assert.Equal(6, Crossings(changes).Count());
    }

    [Fact]
    public void Two_that_come_together_are_one_again()
    {
        var one = new Journey(Squares.Border).Fix(-12000, 0).To(-5000, 0);
        var other = new Journey(Squares.Border).Fix(-12000, 15000, after: 13).To(-5000, 0);
        for (var i = 0; i < 20; i++)
        {
            one.Fix(-5000 + i, 0, 0, after: 30);
            other.Fix(-5000, i, 0, after: 30);
        }

        var said = Judge(Together(one, other)).Where(c => c.Identity.Rule == "two-vehicles").ToList();
        Assert.Equal(2, said.Count);
        Assert.NotNull(said[^1].Finding.End);
    }

    [Fact]
    public void A_terminal_that_was_moved_to_another_truck_is_one_track()
    {
        var journey = new Journey(Squares.Border).Fix(-12000, 0).To(-5000, 0).Fix(-8000, -45000, after: 30).To(-8000, -60000);
        Assert.DoesNotContain(journey.Judge().Changes, c => c.Identity.Rule == "two-vehicles");
    }

    [Fact]
    public void Of_random_journeys_those_of_two_vehicles_are_told_and_drift_is_not()
    {
        var (two, told, ended) = (0, 0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var said = Judge(Tracks.Random(seed)).Where(c => c.Identity.Rule == "two-vehicles").ToList();
            if (seed % 3 != 0)
            {
                Assert.Empty(said);
                continue;
            }

            two++;
            told += said.Count > 0 ? 1 : 0;
            ended += said.Exists(c => c.Finding.End is not null) ? 1 : 0;
        }

        Assert.True(told > two * 0.7, $"{told} of {two}, {ended} ended");
        Assert.True(ended > two * 0.1, $"{told} of {two}, {ended} ended");
    }

    [Fact]
    public void Off_route_of_the_second_truck_is_told_beside_that_of_the_first()
    {
        var route = new Route
        {
            Number = "R-1",
            Vehicle = Some.Truck,
            Line = [Squares.Off(Squares.Border, -30000, 0), Squares.Off(Squares.Border, 30000, 0)],
            Corridor = Distance.FromMetres(300),
            ValidFrom = Some.At("00:00:00"),
            ValidTo = Some.At("23:00:00"),
        };
        var one = new Journey(Squares.Border).Fix(-12000, 0).To(-8000, 0).To(-7000, 2000).To(-5000, 0).To(5000, 0);
        var other = new Journey(s_farAway).Fix(9000, 500, after: 13).To(-9000, 500);
        var changes = Judge(Together(one, other), Journey.Context with { Documents = VehicleDocuments.From(route) });
        Assert.Contains(changes, c => c.Identity is { Rule: "off-route", Key: "route" } && c.Finding.End is not null);
        Assert.Contains(changes, c => c.Identity is { Rule: "off-route", Key: "route@2" } && c.Finding.End is null);
    }

    /// <summary>The reports of both in order of time.</summary>
    private static List<TrackPoint> Together(Journey one, Journey other) =>
        [.. one.Points.Concat(other.Points).OrderBy(p => p.Time.UnixMilliseconds).Select((p, i) => p with { Offset = i })];

    private static List<FindingChange> Judge(IEnumerable<TrackPoint> points, RuleContext? context = null)
    {
        var tracker = VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        foreach (var point in points)
        {
            tracker.Apply(point, context ?? Journey.Context, changes);
        }

        return changes;
    }

    private static IEnumerable<string> Crossings(List<FindingChange> changes) =>
        changes.Where(c => c.Identity.Rule == "crossing" && c.Kind == FindingChangeKind.Raised)
            .OrderBy(c => c.Identity.Key, StringComparer.Ordinal).Select(c => c.Identity.Key);
}
