using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Crossings;

public sealed class CrossingMachineTests
{
    private static Journey AtBorder => new(Squares.Border);

    [Fact]
    public void The_first_positions_raise_nothing()
    {
        var journey = AtBorder.Fix(5000, 0).To(8000, 0).Judge();
        Assert.Empty(journey.Changes);
        Assert.Equal(ProvinceCode.Shanghai, journey.Tracker.Province);
    }

    [Fact]
    public void Driving_over_a_border_is_one_crossing_with_its_time_and_place_on_the_border()
    {
        var journey = AtBorder.Fix(-5100, 0).To(5000, 0).Judge();
        var crossing = Only(journey).Crossing!;
        Assert.Equal(["320000>310000"], journey.Crossings);
        Assert.Equal(CrossingKind.BetweenProvinces, crossing.Kind);
        var truth = Journey.Start + TimeSpan.FromSeconds(5100 / (60 / 3.6));
        Assert.InRange((crossing.Time - truth).TotalSeconds, -1, 1);
        Assert.InRange(Geodesy.Between(crossing.Place, Squares.Border).Metres, 0, 2);
        Assert.True(crossing.Before.Time < crossing.Time && crossing.Time < crossing.After.Time);
        Assert.True(crossing.After.Time < crossing.ConfirmedBy.Time);
        Assert.Equal(ProvinceCode.Shanghai, journey.Tracker.Province);
        Assert.Equal(crossing.Time, journey.Tracker.ProvinceSince);
    }

    [Fact]
    public void A_crossing_is_not_said_before_three_deep_fixes_in_a_row()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-100, 0, every: 20).Fix(200, 0, after: 20).Fix(500, 0, after: 18).Judge();
        Assert.Empty(journey.Changes);
        Assert.Equal(["320000>310000"], journey.Fix(800, 0, after: 18).Judge().Crossings);
    }

    [Fact]
    public void Sixty_seconds_and_two_hundred_metres_inside_are_enough_too()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-100, 0).Fix(50, 0, after: 30).Fix(250, 0, 12, after: 60).Judge();
        Assert.Equal(["320000>310000"], journey.Crossings);
    }

    [Fact]
    public void Reports_without_a_fix_or_encrypted_are_no_positions()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-1000, 0)
            .Fix(900, 0, after: 30, status: ReportStatus.None)
            .Fix(1000, 0, after: 30, status: ReportStatus.Fixed | ReportStatus.Encrypted)
            .Fix(1100, 0, after: 30, status: ReportStatus.None)
            .Fix(1200, 0, after: 30, status: ReportStatus.None).Judge();
        Assert.Empty(journey.Changes);
        Assert.Equal(ProvinceCode.Jiangsu, journey.Tracker.Province);
    }

    [Fact]
    public void A_jump_no_truck_can_drive_is_held_and_forgotten_when_the_track_goes_on()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-2000, 0, every: 10).Fix(2000, 0, after: 10).To(-1000, 0, every: 10);
        journey.Points.RemoveRange(journey.Points.Count - 20, 20);
        journey.Fix(-1900, 0, after: 10).Fix(-1800, 100, after: 10).Judge();
        Assert.Empty(journey.Changes);
    }

    [Fact]
    public void Held_fixes_that_go_on_are_believed_in_the_end_with_nothing_lost()
    {
        var journey = AtBorder.Fix(-60000, 0).To(-58000, 0).Fix(5000, 0, after: 30).To(8000, 0).Judge();
        var crossing = Only(journey).Crossing!;
        Assert.True(crossing.Dark);
        Assert.Equal(Severity.Orange, Only(journey).Severity);
        Assert.Equal(ProvinceCode.Shanghai, journey.Tracker.Province);
        Assert.Equal(journey.Points.First(p => p.Report.Position.Longitude > 121).Time, crossing.After.Time);
    }

    [Fact]
    public void A_truck_that_stands_and_seems_to_jump_still_stands()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-400, 0);
        journey.Fix(-300, 0, 0, after: 30).Fix(-305, 3, 0, after: 60).Fix(-298, -2, 0, after: 60);
        journey.Fix(600, 0, 0, after: 60).Fix(620, 10, 0, after: 60).Fix(590, -10, 0, after: 60).Fix(610, 0, 0, after: 60);
        journey.Fix(-301, 0, 0, after: 60).Fix(-299, 0, 0, after: 60).Judge();
        Assert.Empty(journey.Changes);
        Assert.Equal(ProvinceCode.Jiangsu, journey.Tracker.Province);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_short_deep_touch_of_another_province_is_said(int inside)
    {
        var journey = AtBorder.Fix(-5000, 0).To(-600, 0, every: 60, kmh: 60);
        journey.Fix(-200, 0, after: 60);
        for (var i = 0; i < inside; i++)
        {
            journey.Fix(800, i * 400, after: i == 0 ? 60 : 30);
        }

        journey.Fix(-200, 100, after: 60).To(-4000, 100, every: 60).Judge();
        var finding = Only(journey);
        Assert.Equal("320000>310000", finding.Key);
        Assert.Equal(CrossingKind.Transit, finding.Crossing!.Kind);
        Assert.Equal(ProvinceCode.Jiangsu, finding.Crossing.Exit!.Into);
        Assert.True(finding.Crossing.Exit.Time > finding.Crossing.Time);
        Assert.Equal(ProvinceCode.Jiangsu, journey.Tracker.Province);
    }

    [Fact]
    public void Several_borders_passed_between_two_fixes_are_several_crossings_in_order()
    {
        // From Jiangsu to Zhejiang, the straight way through two kilometres of Shanghai in between.
        var journey = new Journey(Squares.Corner).Fix(-3000, 6000, 75).To(-800, 3200, 75, 30);
        journey.Fix(-600, 3000, 75, after: 20).Fix(2500, -300, 75, after: 217).To(6000, -4000, 75, 30).Judge();
        Assert.Equal(["320000>310000", "310000>330000"], journey.Crossings);
        var crossings = journey.Changes.Where(c => c.Identity.Rule == "crossing").Select(c => c.Finding).ToList();
        Assert.True(crossings[0].Onset < crossings[1].Onset);
    }

    [Fact]
    public void A_shallow_corner_is_not_worth_a_transit()
    {
        var journey = new Journey(Squares.Corner).Fix(-3000, 3100, 60).To(-500, 560, 60);
        journey.Fix(-300, 400, 60, after: 15).Fix(400, -300, 60, after: 60).To(3000, -2500, 60).Judge();
        Assert.Equal(["320000>330000"], journey.Crossings);
    }

    [Fact]
    public void A_silence_over_ten_minutes_makes_the_crossing_dark_and_invents_no_transit()
    {
        var journey = new Journey(Squares.Corner).Fix(-9000, 9000).To(-6000, 6000).Fix(5000, -5000, after: 1200).To(9000, -9000).Judge();
        var finding = Only(journey);
        Assert.Equal("320000>330000", finding.Key);
        Assert.True(finding.Crossing!.Dark);
        Assert.Equal(Severity.Orange, finding.Severity);
        Assert.True(finding.Crossing.TimeUncertainty >= TimeSpan.FromMinutes(10));
        Assert.True(finding.Crossing.PlaceUncertainty > Distance.FromKilometres(5));
    }

    [Fact]
    public void A_dark_chord_over_a_corner_of_another_province_is_no_transit()
    {
        var journey = new Journey(Squares.Corner).Fix(-9000, 9000).To(-8000, 8000).Fix(8000, -200, after: 1200).Judge();
        Assert.Empty(journey.Changes);
        var back = new Journey(Squares.NorthernCorner).Fix(-500, -9000).To(-500, -8000).Fix(-8000, -500, after: 1200).To(-9000, -3000).Judge();
        Assert.Empty(back.Changes);
    }

    [Fact]
    public void Leaving_the_delta_and_coming_back_are_said_and_what_happens_outside_is_not()
    {
        var journey = new Journey(Squares.NorthernCorner).Fix(-5000, -4000).To(-5000, 4000).To(5000, 4000).To(5000, -4000).Judge();
        Assert.Equal(["320000>370000", "410000>310000"], journey.Crossings);
        Assert.Equal(
            [CrossingKind.LeavingDelta, CrossingKind.EnteringDelta],
            journey.Changes.Where(c => c.Identity.Rule == "crossing").Select(c => c.Finding.Crossing!.Kind));
    }

    [Fact]
    public void In_no_known_province_the_last_one_stays_until_a_known_one_is_entered()
    {
        var outside = new Journey(Squares.Off(Squares.Border, 0, 0)).Fix(-93000, 0).To(-97000, 0).Judge();
        Assert.Empty(outside.Changes);
        Assert.Equal(ProvinceCode.Jiangsu, outside.Tracker.Province);

        // Out to the west, round in no known land, and into Zhejiang.
        outside.To(-97000, -60000).To(-90000, -60000).Judge();
        Assert.Equal(["320000>330000"], outside.Crossings);
        Assert.Equal(ProvinceCode.Zhejiang, outside.Tracker.Province);
    }

    /// <summary>Noise wanders: two fixes of some minutes' worth may be far off together, and a truck beside the border is inside as often as not.</summary>
    [Fact]
    public void A_truck_that_stands_at_the_border_for_hours_and_wanders_off_once_by_noise_says_nothing()
    {
        var journey = AtBorder.Fix(-3000, 0).To(-30, 0);
        for (var i = 0; i < 200; i++)
        {
            var east = i switch { < 3 => -20 + (5 * i), 100 or 102 => 50, 101 => 78, > 190 => -65, _ => 12 };
            journey.Fix(east, 0, kmh: 0, after: 20);
        }

        Assert.Empty(journey.Judge().Changes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void A_truck_that_drives_over_and_stands_eighty_metres_inside_until_it_comes_back_is_said(double kmh)
    {
        var journey = AtBorder.Fix(-3000, 0).To(-30, 0).Fix(-5, 0, kmh: 0, after: 30).Fix(-5, 0, kmh: 0, after: 30).Fix(8, 0, kmh, after: 30);
        for (var i = 0; i < 60; i++)
        {
            journey.Fix(78 + (i % 3), 0, kmh: 0, after: 30);
        }

        Assert.Equal(["320000>310000"], journey.Fix(-65, 0, kmh: 0, after: 30)
            .Fix(-65, 0, kmh: 0, after: 30).Fix(-65, 0, kmh: 0, after: 30).To(-3000, 0).Judge().Crossings);
    }

    [Fact]
    public void Driving_along_a_border_within_the_noise_raises_nothing()
    {
        var journey = AtBorder.Fix(-500, -20000).To(-30, -18000);
        for (var i = 0; i < 60; i++)
        {
            journey.Fix((i % 3 * 35) - 40, -18000 + (i * 500), after: 30);
        }

        Assert.Empty(journey.Judge().Changes);
    }

    private static Finding Only(Journey journey) => Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding;
}
