using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>Bursts of drift that begin while a truck still drives, or in the minutes in which it parks by the border.</summary>
public sealed class DriftOnArrivalTests
{
    [Theory]
    [InlineData(true, 15)]
    [InlineData(false, 15)]
    [InlineData(true, 60)]
    public void A_truck_that_jumps_over_the_border_drives_on_there_for_eight_fixes_and_jumps_back_has_not_crossed(bool tells, int every)
    {
        Assert.Empty(Judge(JumpsThereAndBack(every), tells).Crossings);
    }

    [Fact]
    public void A_truck_that_jumps_as_far_as_it_could_just_have_driven_and_stops_at_the_border_has_not_crossed()
    {
        var journey = AtBorder.Fix(-4000, 0).To(-1430, 0, kmh: 58, every: 20);
        for (var i = 1; i <= 5; i++)
        {
            journey.Fix(-1430 + (323 * i) + 600, 80, i < 5 ? 58 : 0, after: 20);
        }

        Assert.Empty(Stand(journey, -20, 20, 20).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_jumps_over_the_border_and_goes_on_there_has_crossed()
    {
        var journey = AtBorder.Fix(-6000, 0).To(-2600, 0, every: 15).Fix(1500, 0, after: 15);
        Assert.Equal(["320000>310000"], journey.To(6000, 0, every: 15).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_jumps_and_then_drives_over_the_border_and_back_has_been_there()
    {
        var journey = AtBorder.Fix(-9000, 0).To(-4500, 0, every: 15).Fix(-800, 0, after: 15);
        journey.To(460, 0, every: 15).Fix(450, 100, after: 15).To(-800, 250, every: 15).To(-4000, 250, every: 15).Judge();
        Assert.Equal(["320000>310000"], journey.Crossings);
        Assert.NotNull(journey.Changes[0].Finding.Crossing!.Exit);
    }

    [Fact]
    public void What_is_remembered_of_a_jump_is_packed_with_the_state()
    {
        var (journey, changes) = (JumpsThereAndBack(15), new List<FindingChange>());
        var tracker = VehicleTracker.New(Some.Truck);
        foreach (var point in journey.Points)
        {
            tracker.Apply(point, Journey.Context, changes);
            tracker.Trim(long.MaxValue, Journey.Context);
            tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        }

        Assert.Empty(changes);
    }

    [Fact]
    public void A_truck_that_stops_at_the_border_while_its_fixes_scatter_has_not_crossed()
    {
        // The last of the burst lies about as far from where the truck still drove as it told.
        var journey = AtBorder.Fix(-4000, 0).To(-40, 0, kmh: 48, every: 20).Fix(1475, 200, 0, after: 20).Fix(1300, -1900, 0, after: 20);
        journey.Fix(-300, 1800, 0, after: 20).Fix(-1600, -1000, 0, after: 20).Fix(480, 220, 0, after: 20);
        Assert.Empty(Stand(journey, -20, 20, 20).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_stops_at_the_border_where_two_fixes_of_a_burst_lie_nearby_has_not_crossed()
    {
        var journey = AtBorder.Fix(-4000, 0).To(-20, 0, kmh: 45, every: 15).Fix(4000, 900, 0, after: 15).Fix(-1400, 300, 0, after: 15);
        journey.Fix(2700, -700, 0, after: 15).Fix(160, 130, 0, after: 15).Fix(200, 360, 0, after: 15);
        Assert.Empty(Stand(journey, -15, 20, 15).Judge().Crossings);
    }

    [Fact]
    public void A_truck_without_a_speed_whose_fixes_scatter_faster_than_trucks_drive_has_not_crossed()
    {
        var journey = AtBorder.Fix(-4700, 0).To(-2400, 0, kmh: 47, every: 60).Fix(-1300, 300, after: 120);
        journey.Fix(-3900, -2500, after: 60).Fix(-200, 1400, after: 60).Fix(1700, -1200, after: 60).Fix(2900, 300, after: 60);
        Assert.Empty(Judge(Stand(journey, -300, 20, 60), false).Crossings);
    }

    [Fact]
    public void A_truck_without_a_speed_that_has_just_stopped_and_one_of_whose_fixes_lies_over_the_border_has_not_crossed()
    {
        var journey = AtBorder.Fix(-4800, 0).To(-480, 0, kmh: 44, every: 60).Fix(-80, 0, after: 60).Fix(1000, 1000, after: 60);
        Assert.Empty(Judge(Stand(journey, -80, 20, 60), false).Crossings);
    }

    [Fact]
    public void A_truck_without_a_speed_that_stands_and_five_of_whose_fixes_lie_together_over_the_border_has_not_been_there()
    {
        var journey = Stand(AtBorder.Fix(-4000, 0).To(-300, 0), -30, 20, 30).Fix(430, 0, 0, after: 60);
        journey.Fix(450, 20, 0, after: 30).Fix(440, -35, 0, after: 30).Fix(410, -20, 0, after: 30).Fix(395, 10, 0, after: 30);
        Assert.Empty(Judge(Stand(journey, -30, 20, 30), false).Crossings);
    }

    [Fact]
    public void A_truck_that_stands_and_whose_fixes_scatter_farther_and_farther_from_there_has_not_left()
    {
        var journey = Stand(AtBorder.Fix(-4000, 0).To(-300, 0), -20, 20, 60).Fix(280, 80, 0, after: 60).Fix(250, 200, 0, after: 60);
        journey.Fix(190, -80, 0, after: 60).Fix(1740, 60, 0, after: 60).Fix(4100, 800, 0, after: 60);
        Assert.Empty(Stand(journey, -20, 20, 60).Judge().Crossings);
    }

    [Theory]
    [InlineData(900)]
    [InlineData(1800)]
    public void A_parked_truck_two_of_whose_rare_fixes_scatter_one_after_the_other_has_not_crossed(int every)
    {
        var journey = Stand(AtBorder.Fix(-4000, 0).To(-600, 0), -350, 20, every).Fix(1720, 900, 0, after: every).Fix(-600, -370, 0, after: every);
        Assert.Empty(Stand(journey, -350, 20, every).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_parks_by_the_border_and_reports_rarely_in_a_burst_that_goes_on_has_not_crossed()
    {
        var journey = AtBorder.Fix(-4000, 0).To(-320, 0, kmh: 45, every: 10).Fix(280, 2700, 0, after: 10).Fix(270, 2710, 0, after: 600);
        Assert.Empty(Stand(journey, -300, 20, 600).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_jumps_in_its_last_fixes_on_the_road_and_then_reports_rarely_has_not_crossed()
    {
        var journey = AtBorder.Fix(-4000, 0).To(-440, 0, kmh: 50, every: 10).Fix(4200, 0, 50, after: 10).Fix(4350, 10, 50, after: 10);
        journey.Fix(4440, 0, 0, after: 10).Fix(4450, 10, 0, after: 300);
        Assert.Empty(Stand(journey, -30, 20, 300).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_jumps_back_in_its_last_fixes_on_the_road_and_then_reports_rarely_has_not_crossed()
    {
        var journey = AtBorder.Fix(-6000, 0).To(-2650, 0, every: 15);
        for (var i = 0; i < 8; i++)
        {
            journey.Fix(1500 + (245 * i), 2000, after: 15);
        }

        journey.Fix(-430, 0, after: 15).Fix(-205, 0, after: 15).Fix(-100, 0, 0, after: 15);
        Assert.Empty(Stand(journey, -100, 20, 900).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_stops_and_tells_so_while_its_rare_fixes_scatter_has_not_crossed()
    {
        var journey = AtBorder.Fix(-4000, 0).To(-125, 0, kmh: 56, every: 10).Fix(500, 500, 0, after: 10).Fix(280, -200, 0, after: 300);
        journey.Fix(-2600, 4000, 0, after: 300);
        Assert.Empty(Stand(journey, -15, 20, 300).Judge().Crossings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_truck_that_has_stopped_and_reports_rarely_while_its_fixes_scatter_has_not_crossed(bool isSeenToStop)
    {
        var journey = AtBorder.Fix(-4000, 0).To(-741, 0, kmh: 46, every: 15);
        if (isSeenToStop)
        {
            journey.Fix(-640, 0, 0, after: 15);
        }

        journey.Fix(3000, 3000, 0, after: 300).Fix(900, 1300, 0, after: 300).Fix(-640, 0, 0, after: 300);
        Assert.Empty(Stand(journey, -640, 20, 300).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_parks_on_the_border_with_one_error_for_a_while_has_not_crossed_when_its_fixes_lie_right_again()
    {
        // Noise that wanders puts its first fixes a little over the border, and hours later far enough back.
        var journey = Stand(AtBorder.Fix(-4000, 0).To(-80, 0, kmh: 36, every: 10).Fix(74, 0, 0, after: 10).Fix(74, 5, 0, after: 10), 40, 30, 10);
        Assert.Empty(Stand(journey, -85, 90, 10).Judge().Crossings);
    }

    private static Journey AtBorder => new(Squares.Border);

    private static Journey JumpsThereAndBack(int every)
    {
        var journey = AtBorder.Fix(-9000, 0).To(-2000, 0, every: every);
        var step = 60 / 3.6 * every;
        for (var i = 1; i <= 8; i++)
        {
            journey.Fix(2000, -1000 + (step * i), after: every);
        }

        return journey.Fix(-1800, step * 9, after: every).To(-1800, 12000, every: every);
    }

    /// <summary>Stands, with some noise.</summary>
    private static Journey Stand(Journey journey, double east, int fixes, int every)
    {
        for (var i = 0; i < fixes; i++)
        {
            journey.Fix(east + (i % 3 * 4), i % 5 * 5, 0, after: every);
        }

        return journey;
    }

    private static Journey Judge(Journey journey, bool tells)
    {
        for (var i = 0; !tells && i < journey.Points.Count; i++)
        {
            journey.Points[i] = journey.Points[i] with { Report = journey.Points[i].Report with { SpeedDeciKmh = null } };
        }

        return journey.Judge();
    }
}
