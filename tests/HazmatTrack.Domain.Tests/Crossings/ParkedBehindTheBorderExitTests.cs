using HazmatTrack.Domain.Tests.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>A truck that reported all the while it stood behind the border was in no silence.</summary>
public sealed class ParkedBehindTheBorderExitTests
{
    [Fact]
    public void The_exit_of_a_truck_that_stood_behind_the_border_is_when_it_left_and_not_dark()
    {
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-300, 0);
        for (var i = 0; i < 300; i++)
        {
            journey.Fix(140 + (i % 3), i % 5, 0, after: 120);
        }

        var left = journey.Now;
        journey.Fix(-300, 0, 40, after: 60).To(-8000, 0).Judge();
        var crossings = journey.Changes.Where(c => c.Identity.Rule == "crossing").Select(c => c.Finding.Crossing!).ToList();
        var back = crossings[^1].Exit?.Time ?? crossings[^1].Time;
        Assert.InRange((back - left).TotalSeconds, -60, 120);
        Assert.All(crossings, c => Assert.False(c.Dark));
    }
}
