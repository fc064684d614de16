using HazmatTrack.Domain.Tests.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>A truck that has just parked and reports rarely.</summary>
public sealed class JustParkedTests
{
    [Theory]
    [InlineData(660, true)]
    [InlineData(900, true)]
    [InlineData(1800, true)]
    [InlineData(900, false)]
    public void One_jump_over_the_border_soon_after_a_truck_with_rare_reports_has_parked_is_no_crossing(int every, bool tells)
    {
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-600, 0, every: 240).Fix(-600, 0, 0, after: 60);
        for (var i = 0; i < 20; i++)
        {
            journey.Fix(i == 1 ? 1500 : -600 + (i % 3), i % 5, 0, after: every);
        }

        for (var i = 0; !tells && i < journey.Points.Count; i++)
        {
            journey.Points[i] = journey.Points[i] with { Report = journey.Points[i].Report with { SpeedDeciKmh = null } };
        }

        journey.Judge();
        Assert.Empty(journey.Crossings);
    }
}
