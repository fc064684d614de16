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

    [Fact]
    public void A_truck_that_crossed_slowly_and_speeds_up_later_crossed_where_and_when_it_drove()
    {
        var journey = new Journey(Squares.Border).Fix(-9000, 0).To(-3000, 0, kmh: 60, every: 1);
        journey.To(3000, 0, kmh: 14, every: 1).To(6000, 0, kmh: 60, every: 1).Judge();
        var crossing = Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        var drive = journey.Points.First(p => Squares.Map.Locate(p.Report.Position).Number == 310000).Time;
        Assert.InRange((crossing.Time - drive).TotalSeconds, -60, 60);
    }
}
