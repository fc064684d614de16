using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tests.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>A truck that came from afar and parks not far behind the border is behind it.</summary>
public sealed class ParkedBehindTheBorderTests
{
    [Theory]
    [InlineData(100, 90)]
    [InlineData(140, 120)]
    [InlineData(190, 300)]
    public void A_truck_that_drives_over_the_border_and_parks_there_has_crossed_while_it_still_stands(double depth, int every)
    {
        var journey = new Journey(Squares.Border).Fix(-8000, 0).To(-300, 0);
        for (var i = 0; i < 288; i++)
        {
            journey.Fix(depth + (i % 3), i % 5, 0, after: every);
        }

        journey.Judge();
        Assert.Equal(["320000>310000"], journey.Crossings);
        Assert.Equal(ProvinceCode.Shanghai, journey.Tracker.Province);
    }
}
