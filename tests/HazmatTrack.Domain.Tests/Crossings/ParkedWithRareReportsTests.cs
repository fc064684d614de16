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
}
