using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Domain.Tests.Rules.Routes;

public sealed class RouteRuleTests
{
    private static Finding Only(Drive drive) => Assert.Single(drive.Findings.Findings);

    [Fact]
    public void Three_fixes_outside_the_corridor_are_off_the_route_since_the_corridor_was_left()
    {
        var drive = new Drive().Fix("12:00:00", 30).Fix("12:00:10", 630).Fix("12:00:20", 1200).Fix("12:00:30", 1240);
        var finding = Only(drive);
        Assert.Equal(("off-route", 2, "route", RouteReason.Off), (finding.Rule, finding.RuleVersion, finding.Key, finding.Reason));
        Assert.Equal((Severity.Orange, ProvinceCode.Jiangsu), (finding.Severity, finding.Province));
        Assert.Equal(("1240 m", "330 m"), (finding.Measured, finding.Limit));
        Assert.Equal(["R1"], finding.Documents);
        Assert.Null(finding.End);
        Assert.InRange(finding.Onset - Some.At("12:00:05"), TimeSpan.FromMilliseconds(-10), TimeSpan.FromMilliseconds(10));
        Assert.Equal(330, (finding.Position.LatitudeE6 - 31_000_000) * 0.11087, 0.2);
        Assert.Equal(2, finding.Evidence.Length);
    }

    [Fact]
    public void Two_fixes_outside_and_then_back_are_no_matter() =>
        Assert.Empty(new Drive().Fix("12:00:00", 0).Fix("12:00:10", 600).Fix("12:00:20", 600).Fix("12:00:30", 0).Fix("12:00:40", 600)
            .Fix("12:00:50", 600).Fix("12:01:00", 0).Findings.Findings);

    [Fact]
    public void A_burst_of_drift_after_a_lost_report_is_no_detour() =>
        Assert.Empty(new Drive().Fix("12:00:00", 0).Fix("12:01:00", 600).Fix("12:01:30", 600).Fix("12:02:00", 0).Findings.Findings);

    [Fact]
    public void Fixes_in_the_corridor_or_beyond_it_by_less_than_the_uncertainty_are_no_matter()
    {
        var drive = new Drive();
        for (var i = 0; i < 50; i++)
        {
            drive.Fix(Some.At("12:00") + TimeSpan.FromSeconds(10 * i), i % 2 == 0 ? 329 : -329);
        }

        Assert.Empty(drive.Findings.Findings);
        Assert.Null(drive.State);
    }

    [Fact]
    public void A_terminal_that_reports_once_a_minute_is_certain_with_the_second_fix_outside() =>
        Assert.Equal("1000 m", Only(new Drive().Fix("12:00", 0).Fix("12:01", 500).Fix("12:02", 1000)).Measured);

    [Fact]
    public void Coming_back_ends_the_episode_at_the_first_fix_inside_with_the_greatest_distance()
    {
        var drive = new Drive().Fix("12:00:00", 30).Fix("12:00:10", 630).Fix("12:00:20", 1200).Fix("12:00:30", 1240);
        var onset = Only(drive).Onset;
        drive.Province = ProvinceCode.Shanghai;
        drive.Fix("12:10:00", 5200).Fix("12:20:00", 400).Fix("12:20:10", 120).Fix("12:20:20", 80);
        var finding = Only(drive);
        Assert.Equal((onset, (Instant?)Some.At("12:20:10"), RouteReason.Returned), (finding.Onset, finding.End, finding.Reason));
        Assert.Equal("5200 m", finding.Measured);
        Assert.Equal(ProvinceCode.Jiangsu, finding.Province);
        Assert.Null(drive.State);
    }

    [Fact]
    public void One_fix_inside_is_no_return_and_neither_is_the_edge_of_the_corridor()
    {
        var drive = new Drive().Fix("12:00:00", 0).Fix("12:00:10", 600).Fix("12:00:20", 600).Fix("12:00:30", 600)
            .Fix("12:01:00", 0).Fix("12:01:10", 600).Fix("12:02:00", 0).Fix("12:02:10", 315).Fix("12:02:20", 0);
        Assert.Null(Only(drive).End);
        Assert.Equal(Some.At("12:02:20"), Only(drive.Fix("12:02:30", 0)).End);
    }

    [Fact]
    public void A_truck_without_a_route_in_force_has_none_to_leave()
    {
        Assert.Empty(new Drive { Routes = [] }.Fix("12:00", 9000).Fix("12:01", 9000).Fix("12:02", 9000).Findings.Findings);
        Assert.Empty(new Drive { Routes = [Drive.Route("R1", "13:00", "14:00")] }.Fix("12:00", 9000).Fix("12:01", 9000).Fix("12:02", 9000).Findings.Findings);
    }

    [Fact]
    public void A_route_that_comes_into_force_far_from_the_truck_is_left_with_the_first_fix_under_it() =>
        Assert.Equal(
            Some.At("12:01"),
            Only(new Drive { Routes = [Drive.Route("R1", "12:00:30", "14:00")] }.Fix("12:00", 9000).Fix("12:01", 9000).Fix("12:02", 9000)).Onset);

    [Fact]
    public void When_the_route_expires_the_episode_ends_with_it_and_says_that_the_truck_did_not_come_back()
    {
        var drive = new Drive { Routes = [Drive.Route("R1", "00:00", "12:30")] }
            .Fix("12:00:00", 0).Fix("12:01:00", 600).Fix("12:02:00", 700).Fix("12:29:00", 800).Fix("12:31:00", 900);
        Assert.Equal((RouteReason.RouteEnded, (Instant?)Some.At("12:30"), "800 m"), (Only(drive).Reason, Only(drive).End, Only(drive).Measured));
        Assert.Null(drive.State);
    }

    [Fact]
    public void An_episode_goes_on_when_one_route_follows_on_another_and_the_truck_is_on_neither()
    {
        var drive = new Drive { Routes = [Drive.Route("R1", "00:00", "12:30"), Drive.Route("R2", "12:30", "23:00", metresNorth: 5000)] }
            .Fix("12:00:00", 0).Fix("12:01:00", 1000).Fix("12:02:00", 1500).Fix("12:31:00", 3000).Fix("12:32:00", 3500);
        Assert.Null(Only(drive).End);
        drive.Fix("12:33:00", 4900).Fix("12:34:00", 5000);
        Assert.Equal((RouteReason.Returned, (Instant?)Some.At("12:33")), (Only(drive).Reason, Only(drive).End));
        Assert.Equal(["R1", "R2"], Only(drive).Documents);
    }

    [Fact]
    public void A_truck_in_the_corridor_of_any_route_in_force_is_on_its_route() =>
        Assert.Empty(new Drive { Routes = [Drive.Route("R1", "00:00", "23:00"), Drive.Route("R2", "00:00", "23:00", metresNorth: 5000)] }
            .Fix("12:00", 5000).Fix("12:01", 5100).Fix("12:02", 4900).Fix("12:03", 0).Fix("12:04", 50).Findings.Findings);

    [Fact]
    public void Distance_counts_from_the_nearest_of_several_routes() =>
        Assert.Equal("1000 m", Only(new Drive { Routes = [Drive.Route("R1", "00:00", "23:00"), Drive.Route("R2", "00:00", "23:00", metresNorth: 5000)] }
            .Fix("12:00", 5000).Fix("12:01", 4200).Fix("12:02", 4000)).Measured);

    [Fact]
    public void After_a_silence_the_time_of_leaving_is_that_of_the_first_fix_outside() =>
        Assert.Equal(Some.At("13:00:00"), Only(new Drive().Fix("12:00", 0).Fix("13:00:00", 900).Fix("13:00:10", 900).Fix("13:00:20", 900)).Onset);

    [Fact]
    public void A_truck_on_its_route_costs_no_allocation()
    {
        var drive = new Drive();
        var documents = HazmatTrack.Domain.Documents.VehicleDocuments.From(Drive.Route("R1", "00:00", "23:00"));
        var fix = Some.Fix(Some.At("12:00"), Drive.North(20));
        Judge(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Judge(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Judge(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var step = new RuleStep { Previous = fix, Current = fix, Province = ProvinceCode.Jiangsu, Crossings = [], Documents = documents };
                Drive.Rule.Judge(drive.Episodes, step, drive.Findings);
            }
        }
    }
}
