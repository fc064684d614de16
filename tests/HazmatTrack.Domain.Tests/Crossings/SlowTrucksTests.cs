using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tests.Tracking;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>A truck that drives slowly and reports often does not stand.</summary>
public sealed class SlowTrucksTests
{
    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 7)]
    [InlineData(5, 3)]
    public void A_truck_that_reports_often_crosses_the_border_however_slowly_it_drives(int every, double kmh)
    {
        var journey = new Journey(Squares.Border).Fix(-3000, 0).To(5000, 0, kmh, every);
        for (var i = 0; i < 600; i++)
        {
            journey.Fix(5000, 0, 0, after: every);
        }

        journey.Judge();
        Assert.Equal(["320000>310000"], journey.Crossings);
        Assert.Equal(ProvinceCode.Shanghai, journey.Tracker.Province);
    }
}
