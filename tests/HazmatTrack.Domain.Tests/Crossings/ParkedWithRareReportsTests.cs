using HazmatTrack.Domain.Tests.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>Terminals of parked trucks report every quarter of an hour or more rarely.</summary>
public sealed class ParkedWithRareReportsTests
{
    [Theory]
    [InlineData(900)]
    [InlineData(1800)]
    [InlineData(3600)]
    public void A_parked_truck_two_of_whose_rare_fixes_jump_over_the_border_has_not_crossed(int every)
    {
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-600, 0, every: 240);
        for (var i = 0; i < 48; i++)
        {
            var isDrift = i is 20 or 22;
            journey.Fix(isDrift ? 700 : -600 + (i % 3), isDrift ? 100 + i : i % 5, 0, after: every);
        }

        journey.Judge();
        Assert.Empty(journey.Crossings);
    }

    [Theory]
    [InlineData(700)]
    [InlineData(1800)]
    [InlineData(3600)]
    public void A_truck_that_parks_on_the_border_and_one_of_whose_rare_fixes_lies_far_behind_it_has_not_crossed(int every)
    {
        // The noise of where it stands lies on the far side; that alone is no crossing, and a fix of drift does not make it one.
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-300, 0, every: 30).Fix(20, 0, 0, after: 30);
        for (var i = 0; i < 24; i++)
        {
            journey.Fix(i == 3 ? 900 : 15 + (i % 3), i == 3 ? 300 : i % 5, 0, after: every);
        }

        journey.Judge();
        Assert.Empty(journey.Changes);
    }

    [Fact]
    public void A_truck_that_reports_rarely_and_leaves_its_stand_over_the_border_has_crossed_in_that_silence()
    {
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-600, 0, every: 30).Fix(-600, 2, 0, after: 1800).Fix(-602, 0, 0, after: 1800);
        var stood = journey.Now;
        journey.Fix(15000, 4000, 60, after: 1800).Fix(30000, 2000, 60, after: 1800).Judge();
        var crossing = Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        Assert.True(crossing.Dark);
        Assert.Equal(stood, crossing.Before.Time);
        Assert.Equal(1800, (crossing.After.Time - crossing.Before.Time).TotalSeconds);
    }

    [Fact]
    public void A_truck_that_is_over_the_border_and_back_between_rare_reports_at_its_stand_has_been_there_if_two_of_them_say_so()
    {
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-600, 0, every: 30).Fix(-600, 2, 0, after: 900).Fix(-602, 0, 0, after: 900);
        journey.Fix(9000, 4000, 60, after: 900).Fix(6000, -2000, 60, after: 900).Fix(-601, 1, 0, after: 900).Fix(-600, 0, 0, after: 900).Judge();
        Assert.Equal(["320000>310000", "310000>320000"], journey.Crossings);
    }

    [Fact]
    public void A_truck_whose_terminal_was_off_while_it_drove_over_the_border_is_told_when_it_drives_on_there()
    {
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-600, 0, every: 30).Fix(-600, 2, 0, after: 30).Fix(-602, 0, 0, after: 30);
        journey.Fix(15000, 0, 60, after: 3600).To(20000, 0, every: 30).Judge();
        Assert.Equal(["320000>310000"], journey.Crossings);
    }
}
