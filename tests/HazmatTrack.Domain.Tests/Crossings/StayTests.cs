using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>A vehicle that stands does not cross, by its positions alone; and what is known of the time of a crossing near the border.</summary>
public sealed class StayTests
{
    private static readonly RuleContext s_exact = new(
        Squares.Map, Journey.Context.Rules, Journey.Context.Documents,
        CrossingSettings.Default with { BorderError = Distance.Zero });

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void A_truck_parked_by_the_border_does_not_cross_when_its_noise_wanders_whatever_speed_it_tells(double kmh)
    {
        var journey = new Journey(Squares.Border).Fix(-6000, 0).To(-20, 0);
        for (var i = 0; i < 200; i++)
        {
            // Out to 80 m on the other side and back within half an hour, as multipath at a wall does.
            journey.Fix(-20 + (100 * Math.Sin(i / 10.0)), 60 * Math.Cos(i / 7.0), kmh, after: 30);
        }

        Assert.Empty(journey.Judge().Changes);
    }

    [Fact]
    public void A_truck_that_stands_still_stands_when_drift_shows_it_elsewhere_for_ten_minutes()
    {
        var journey = new Journey(Squares.Border).Fix(-500, 0, 0).Fix(-300, 0, 0, after: 60);
        for (var i = 0; i < 60; i++)
        {
            // Ten fixes about one place across the border, as many as a burst of drift has, and one lost on the way.
            var drift = i is >= 20 and < 30;
            journey.Fix((drift ? 400 : -100) + (i % 3 * 15), i % 2 * 20, 0, after: i == 25 ? 120 : 60);
        }

        Assert.Empty(journey.Judge().Changes);
    }

    [Fact]
    public void A_truck_that_leaves_its_stand_over_the_border_crosses()
    {
        var journey = new Journey(Squares.Border).Fix(-6000, 0).To(-20, 0);
        for (var i = 0; i < 30; i++)
        {
            journey.Fix(-20, i % 3 * 10, 0, after: 30);
        }

        Assert.Equal(["320000>310000"], journey.To(3000, 0).Judge().Crossings);
    }

    [Fact]
    public void A_truck_that_drives_along_the_border_crosses_when_its_fixes_say_so_often_enough()
    {
        // Two fixes well inside, and then for long only a little.
        var journey = new Journey(Squares.Border).Fix(-3000, 0).To(-100, 0).Fix(200, 100, after: 30).Fix(150, 600, after: 30);
        Assert.Empty(journey.Judge().Changes);
        journey.Fix(40, 1100, after: 30).Fix(40, 1600, after: 30);
        Assert.Equal(["320000>310000"], journey.Judge().Crossings);
    }

    [Fact]
    public void A_crossing_states_all_the_time_in_which_the_truck_was_too_near_to_the_border_to_tell_its_side()
    {
        var journey = new Journey(Squares.Border).Fix(-3000, -3000).To(-200, -3000).Fix(10, -2500, after: 30);
        for (var i = 1; i <= 6; i++)
        {
            journey.Fix(10, -2500 + (500 * i), after: 30);
        }

        var near = journey.Now;
        var crossing = Assert.Single(journey.To(3000, 500).Judge(s_exact).Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        Assert.InRange((crossing.Time + crossing.TimeUncertainty - near).TotalSeconds, 0, 30);
        Assert.InRange(crossing.PlaceUncertainty.Metres, 3000, 3600);
    }

    [Fact]
    public void A_stay_and_what_is_clear_of_the_border_are_packed_with_the_state()
    {
        var journey = new Journey(Squares.Border).Fix(-6000, 0).To(-20, 0);
        for (var i = 0; i < 100; i++)
        {
            journey.Fix(-20 + (100 * Math.Sin(i / 10.0)), 60 * Math.Cos(i / 7.0), 50, after: 30);
        }

        journey.Judge();
        journey.Tracker.Trim(long.MaxValue, Journey.Context);
        var bytes = journey.Tracker.Encode();
        Assert.Equal(bytes, VehicleTracker.Decode(journey.Tracker.Vehicle, bytes).Encode());
    }
}
