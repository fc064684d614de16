using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>A corner of Shanghai between two fixes that are both in Jiangsu.</summary>
public sealed class CutCornerTests
{
    /// <summary>The tip of Shanghai's wedge: it widens by two metres for each metre southwards.</summary>
    private static readonly GeoPoint s_tip = GeoPoint.FromDegrees(31.5, 121);

    private static readonly RuleContext s_context = new(Wedge(), RuleList.All, VehicleDocuments.None);

    [Fact]
    public void A_chord_deep_through_a_corner_is_a_transit_in_and_out_again()
    {
        var journey = Across(-600);
        var crossing = Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        Assert.Equal(CrossingKind.Transit, crossing.Kind);
        Assert.Equal((ProvinceCode.Jiangsu, ProvinceCode.Shanghai), (crossing.From, crossing.To));
        Assert.Equal(ProvinceCode.Jiangsu, crossing.Exit!.Into);
        Assert.Equal(journey.Points[^1].Time - crossing.After.Time, journey.Points[^1].Time - crossing.Before.Time - TimeSpan.FromSeconds(60));

        // 1200 m of Shanghai at 25 m/s, in the middle of the minute between the two fixes.
        Assert.InRange((crossing.Exit.Time - crossing.Time).TotalSeconds, 47, 49);
        Assert.InRange((crossing.Time - crossing.Before.Time).TotalSeconds, 5, 7);
        Assert.InRange(Geodesy.Between(crossing.Place, Squares.Off(s_tip, -600, -600)).Metres, 0, 5);
        Assert.Equal(ProvinceCode.Jiangsu, journey.Tracker.Province);
    }

    [Fact]
    public void A_chord_no_deeper_than_the_way_may_have_strayed_says_nothing() => Assert.Empty(Across(-200).Changes);

    [Fact]
    public void Over_a_silence_a_chord_says_nothing()
    {
        var journey = new Journey(s_tip).Fix(-8000, -600, 90).To(-750, -600, 90);
        Assert.Empty(journey.Fix(8000, -600, 90, after: 1200).To(14000, -600, 90).Judge(s_context).Changes);
    }

    /// <summary>Eastwards at 90 km/h, so far north of the tip, with one minute between the fixes on either side of it.</summary>
    private static Journey Across(double north)
    {
        var journey = new Journey(s_tip).Fix(-9750, north, 90).To(-750, north, 90, 60);
        return journey.Fix(750, north, 90, after: 60).To(9750, north, 90, 60).Judge(s_context);
    }

    private static ProvinceMap Wedge()
    {
        var (west, east) = (Squares.Off(s_tip, -5000, -5000), Squares.Off(s_tip, 5000, -5000));
        GeoPoint[] land = [GeoPoint.FromDegrees(32, 120), west with { LongitudeE6 = 120_000_000 }, west, s_tip, east,
            east with { LongitudeE6 = 122_000_000 }, GeoPoint.FromDegrees(32, 122)];
        return ProvinceMap.FromShapes(
        [
            new(ProvinceCode.Jiangsu, "江苏", "Jiangsu", [[land]]),
            new(ProvinceCode.Shanghai, "上海", "Shanghai", [[[s_tip, west, east]]]),
        ]);
    }
}
