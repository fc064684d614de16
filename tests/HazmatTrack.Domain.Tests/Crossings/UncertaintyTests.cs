using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tests.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>How far off the time and place of a crossing may be.</summary>
public sealed class UncertaintyTests
{
    [Fact]
    public void Square_over_the_border_it_is_the_errors_of_fix_and_border_at_the_speed_driven()
    {
        var crossing = Crossing(new Journey(Squares.Border).Fix(-5000, 0).To(5000, 0));
        Assert.Equal(16, crossing.TimeUncertainty.TotalSeconds); // 252 m at 60 km/h
        Assert.InRange(crossing.PlaceUncertainty.Metres, 252, 260);
    }

    [Fact]
    public void Flat_over_the_border_it_is_many_times_that()
    {
        var crossing = Crossing(new Journey(Squares.Border).Fix(-2000, -10000).To(2000, 10000));
        Assert.InRange(crossing.TimeUncertainty.TotalSeconds, 70, 110);
        Assert.InRange(crossing.PlaceUncertainty.Metres, 1200, 1800);
    }

    [Fact]
    public void Where_the_truck_may_have_stood_between_the_fixes_the_time_is_as_uncertain()
    {
        // A kilometre in five minutes by a truck that tells 60 km/h: four of them it stood, here or there.
        var journey = new Journey(Squares.Border).Fix(-5500, 0).To(-500, 0).Fix(-500, 0, after: 30).Fix(500, 0, after: 300).To(5000, 0);
        Assert.InRange(Crossing(journey).TimeUncertainty.TotalSeconds, 130, 150);
    }

    [Fact]
    public void A_dark_crossing_states_both_fixes_and_the_whole_silence()
    {
        var journey = new Journey(Squares.Border).Fix(-9000, 0).To(-6000, 0);
        var before = journey.Now;
        var crossing = Crossing(journey.Fix(5000, 0, after: 1200).To(9000, 0));
        Assert.True(crossing.Dark);
        Assert.Equal((before, before + TimeSpan.FromMinutes(20)), (crossing.Before.Time, crossing.After.Time));
        Assert.Equal(TimeSpan.FromMinutes(20), crossing.TimeUncertainty);
        Assert.True(crossing.PlaceUncertainty > Distance.FromKilometres(10));
    }

    [Fact]
    public void A_touch_that_ended_in_silence_is_dark_too()
    {
        var journey = new Journey(Squares.Border).Fix(-3000, 0).To(-200, 0).Fix(300, 0, after: 30).Fix(800, 0, after: 30);
        var crossing = Crossing(journey.Fix(-900, 0, after: 1500).To(-4000, 0));
        Assert.Equal(CrossingKind.Transit, crossing.Kind);
        Assert.True(crossing.Dark);
        Assert.Equal(TimeSpan.FromSeconds(1500), crossing.TimeUncertainty);
    }

    [Fact]
    public void A_truck_that_seems_to_jump_over_the_border_crossed_at_a_time_as_uncertain_as_the_way_takes()
    {
        // Its clock was set back: six kilometres in ten seconds took it six minutes.
        var crossing = Crossing(new Journey(Squares.Border).Fix(-9000, 0).To(-3000, 0).Fix(3000, 0, after: 10).Fix(3500, 0, after: 30).To(9000, 0));
        Assert.True(crossing.Dark);
        Assert.InRange(crossing.TimeUncertainty.TotalSeconds, 360, 400);
    }

    [Fact]
    public void Of_a_truck_without_told_speed_it_is_not_known_whether_it_stood_before_the_border_or_behind()
    {
        // A kilometre in five minutes: at a usual speed it stood for most of them.
        var journey = new Journey(Squares.Border).Fix(-5500, 0).To(-500, 0).Fix(-500, 0, after: 30).Fix(500, 0, after: 300).To(5000, 0);
        for (var i = 0; i < journey.Points.Count; i++)
        {
            journey.Points[i] = journey.Points[i] with { Report = journey.Points[i].Report with { SpeedDeciKmh = null } };
        }

        Assert.True(Crossing(journey).TimeUncertainty.TotalSeconds >= 120);
    }

    private static Crossing Crossing(Journey journey) =>
        Assert.Single(journey.Judge().Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
}
