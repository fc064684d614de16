using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tests.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>What receivers invent must not become a crossing, and must not hide one.</summary>
public sealed class DriftTests
{
    [Fact]
    public void One_fix_far_aside_does_not_displace_the_good_one_before_it()
    {
        // The first fix over the border is good; the next lies so far back that it follows from the one before, though not from that.
        var journey = AtBorder.Fix(-4000, 0).To(-400, 0, every: 15).Fix(-250, 0, after: 15).Fix(20, 0, after: 15);
        journey.Fix(-500, 250, after: 15).Fix(520, 0, after: 15).To(3000, 0, every: 15).Judge();
        var crossing = Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        Assert.Equal(["320000>310000"], journey.Crossings);
        Assert.Equal(121, crossing.Place.Longitude, 4);
        Assert.Equal(15, (crossing.After.Time - crossing.Before.Time).TotalSeconds);
    }

    [Fact]
    public void A_fix_that_three_others_speak_against_is_taken_back()
    {
        // The jump over the border is one that a truck could just have driven; the way on from there is not.
        var journey = AtBorder.Fix(-3000, 0).To(-400, 0, every: 20);
        var last = journey.Points[^1].Report.Position;
        Assert.Equal(ProvinceCode.Jiangsu, Squares.Map.Locate(last));
        journey.Fix(200, 0, after: 20, kmh: 65).Fix(-500, 500, after: 20).Fix(-500, 830, after: 20).Fix(-500, 1160, after: 20).To(-500, 4000).Judge();
        Assert.Empty(journey.Changes);
        Assert.Equal(ProvinceCode.Jiangsu, journey.Tracker.Province);
    }

    [Fact]
    public void A_burst_that_runs_beside_the_way_and_comes_back_is_no_detour_into_the_next_province()
    {
        var journey = AtBorder.Fix(-400, -3000).To(-400, -1000, every: 15);
        journey.Fix(600, -750, after: 15).Fix(600, -500, after: 15).Fix(600, -250, after: 15);
        journey.Fix(-400, 0, after: 15).To(-400, 3000, every: 15).Judge();
        Assert.Empty(journey.Changes);
    }

    [Fact]
    public void A_burst_of_four_that_tells_speeds_but_does_not_lie_as_they_tell_does_not_move_a_truck_that_stands()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-400, 0).Fix(-100, 0, 0, after: 30).Fix(-105, 3, 0, after: 60).Fix(-98, -2, 0, after: 60);
        journey.Fix(320, 0, 28, after: 60).Fix(900, 60, 15, after: 60).Fix(300, 500, 18, after: 60).Fix(320, 510, 12, after: 60);
        journey.Fix(-100, 0, 0, after: 60).Fix(-103, 1, 0, after: 60).Judge();
        Assert.Empty(journey.Changes);
    }

    [Fact]
    public void A_truck_that_drives_off_after_drift_at_its_stand_left_from_the_stand()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-1000, 0).Fix(-800, 0, 0, after: 30).Fix(-805, 3, 0, after: 30).Fix(-798, -2, 0, after: 30);
        journey.Fix(700, 0, 0, after: 30).Fix(-800, 400, 60, after: 30).To(-800, 4000).Judge();
        Assert.Empty(journey.Changes);
    }

    [Fact]
    public void A_truck_that_leaves_its_stand_over_the_border_crosses_where_and_when_it_drove()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-600, 0).Fix(-500, 0, 0, after: 30).Fix(-505, 3, 0, after: 60).Fix(-498, -2, 0, after: 60);
        var stood = journey.Now;
        journey.Fix(-250, 0, 30, after: 30).Fix(0, 0, 30, after: 30).To(3000, 0, kmh: 30).Judge();
        var crossing = Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        Assert.False(crossing.Dark);
        Assert.InRange((crossing.Time - stood).TotalSeconds, 55, 65);
    }

    [Fact]
    public void A_truck_that_leaves_its_stand_into_a_bend_is_followed_all_the_way()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-600, 0).Fix(-300, 0, 0, after: 30).Fix(-303, 3, 0, after: 20).Fix(-298, -2, 0, after: 20);
        journey.Fix(40, 0, 61, after: 20).Fix(380, 0, 61, after: 20).Fix(720, 0, 61, after: 20).Fix(1000, 190, 61, after: 20);
        journey.Fix(900, 510, 61, after: 20).Fix(560, 510, 61, after: 20).Fix(220, 510, 61, after: 20).Fix(-120, 510, 61, after: 20).To(-4000, 510).Judge();
        Assert.Equal(["320000>310000", "310000>320000"], journey.Crossings);
        Assert.All(journey.Changes, c => Assert.False(c.Finding.Crossing?.Dark ?? false));
    }

    [Fact]
    public void Speeds_that_drift_tells_do_not_make_its_jump_believable()
    {
        // 72 km/h before and after; the fix between, 700 m ahead in 15 s, tells 105.
        var journey = AtBorder.Fix(-5000, 0).To(-500, 0, kmh: 72, every: 15);
        journey.Fix(200, 0, 105, after: 15).Fix(-480, 300, 72, after: 15).To(-480, 4000, kmh: 72, every: 15).Judge();
        Assert.Empty(journey.Changes);
    }

    [Fact]
    public void A_burst_with_one_error_that_lies_back_along_the_way_does_not_hide_where_the_truck_crosses()
    {
        // 90 km/h to the east; four fixes lie 1.3 km back and aside: to the first no truck drives, to the second it could have by then.
        var journey = AtBorder.Fix(-6000, 0).To(-900, 0, kmh: 90, every: 20);
        var before = journey.Points[^1].Report.Position.Longitude;
        var last = journey.Points.Count - 1;
        for (var i = 1; i <= 4; i++)
        {
            journey.Fix(-1000 + (500 * i) - 950, 900, 90, after: 20);
        }

        journey.Fix(1500, 0, 90, after: 20).Fix(2000, 0, 90, after: 20).To(6000, 0, kmh: 90, every: 20).Judge();
        var crossing = Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        Assert.Equal(before, crossing.Before.Report.Position.Longitude);
        Assert.Equal(journey.Points[last + 5].Time, crossing.After.Time);
    }

    [Fact]
    public void A_fix_that_the_truck_could_just_have_driven_to_does_not_end_a_burst_that_scatters()
    {
        var journey = AtBorder.Fix(-4000, 0).To(-600, 0, every: 15).Fix(-600, 0, after: 15);
        journey.Fix(3000, 2000, after: 15).Fix(150, 250, after: 15);
        journey.Fix(-350, 300, after: 15).To(-350, 4000, every: 15).Judge();
        Assert.Empty(journey.Changes);
    }

    [Fact]
    public void A_truck_without_told_speed_whose_road_turns_back_behind_the_border_has_been_over_it()
    {
        // A fix every minute at an even 60 km/h; only one of them lies behind the border, where the road has its bend.
        var journey = AtBorder.Fix(-300, -6000).To(-300, 1000, every: 60).Fix(-300, 1000, after: 60);
        journey.Fix(450, 1650, after: 60).Fix(-300, 2300, after: 60).To(-300, 8000, every: 60);
        TellNoSpeed(journey);
        journey.Judge();
        Assert.Equal(CrossingKind.Transit, Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!.Kind);
    }

    [Fact]
    public void A_truck_without_told_speed_that_winds_along_the_border_keeps_its_pace_though_some_steps_are_short()
    {
        // The step before cuts a loop of the road: what the truck drives shows by the steps before that.
        var journey = AtBorder.Fix(-300, -6000).To(-300, -200, every: 60).Fix(-300, -250, after: 60).Fix(-300, 50, after: 60);
        journey.Fix(400, 450, after: 60).Fix(-300, 850, after: 60).To(-300, 8000, every: 60);
        TellNoSpeed(journey);
        journey.Judge();
        Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing");
    }

    private static void TellNoSpeed(Journey journey)
    {
        for (var i = 0; i < journey.Points.Count; i++)
        {
            journey.Points[i] = journey.Points[i] with { Report = journey.Points[i].Report with { SpeedDeciKmh = null } };
        }
    }

    private static Journey AtBorder => new(Squares.Border);
}
