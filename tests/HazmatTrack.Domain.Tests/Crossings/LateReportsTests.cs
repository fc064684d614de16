using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>What reports that come late make of what was said without them.</summary>
public sealed class LateReportsTests
{
    private readonly VehicleTracker _tracker = VehicleTracker.New(Some.Truck);

    [Fact]
    public void A_crossing_over_a_gap_is_amended_to_its_true_time_when_the_gap_is_filled()
    {
        // It stood for four minutes before the border, in a hole of the network.
        var journey = new Journey(Squares.Border).Fix(-4000, 0).To(-1000, 0);
        var first = journey.Points.Count;
        journey.Fix(-600, 0, 0, after: 30).Fix(-600, 3, 0, after: 120).Fix(-598, 0, 0, after: 120).Fix(-100, 0, after: 35).Fix(300, 0, after: 30);
        var hole = journey.Points[first..];
        var rest = journey.To(4000, 0).Points[(first + hole.Count)..];
        Apply(journey.Points[..first]);

        var raised = Assert.Single(Apply(rest));
        var amended = Apply(hole)[^1];
        Assert.Equal(FindingChangeKind.Amended, amended.Kind);
        Assert.Equal(raised.Identity, amended.Identity);
        Assert.True(amended.Late);
        Assert.InRange((amended.Finding.Onset - hole[3].Time).TotalSeconds, 0, 30);
        Assert.True(amended.Finding.Onset > raised.Finding.Onset + TimeSpan.FromMinutes(1));
        Assert.True(amended.Finding.Crossing!.TimeUncertainty < raised.Finding.Crossing!.TimeUncertainty);
    }

    [Fact]
    public void A_crossing_that_the_missing_reports_contradict_is_retracted()
    {
        // Without the two reports between, the four over the border are a way; with them, they are drift.
        var journey = new Journey(Squares.Border).Fix(-5000, 0).To(-1500, 0);
        var stood = journey.Points.Count;
        journey.Fix(-1200, 0, 0, after: 30).Fix(-1203, 2, 0, after: 60);
        var missing = journey.Points[stood..];
        journey.Fix(300, 0, 20, after: 60).Fix(500, 30, 25, after: 60).Fix(800, 60, 20, after: 60).Fix(-1200, 0, 0, after: 60).Fix(-1201, 2, 0, after: 60);
        Apply(journey.Points[..stood]);

        var raised = Assert.Single(Apply(journey.Points[(stood + 2)..]), c => c.Kind == FindingChangeKind.Raised);
        var retracted = Apply(missing)[^1];
        Assert.Equal(FindingChangeKind.Retracted, retracted.Kind);
        Assert.Equal(raised.Identity, retracted.Identity);
        Assert.Equal(ProvinceCode.Jiangsu, _tracker.Province);
    }

    [Fact]
    public void A_detour_that_only_late_reports_tell_of_is_raised_late()
    {
        var journey = new Journey(Squares.Border).Fix(-2500, 0).To(-250, 0);
        var before = journey.Points.Count;
        var detour = journey.To(1500, 0).To(-250, 400).Points[before..];
        var rest = journey.To(-3000, 400).Points[(before + detour.Count)..];
        Assert.Empty(Apply([.. journey.Points[..before], .. rest]));

        var changes = Apply(detour);
        Assert.All(changes, c => Assert.True(c.Late));
        Assert.Equal(["320000>310000", "310000>320000"], changes.Where(c => c.Kind == FindingChangeKind.Raised).Select(c => c.Identity.Key).Take(2));
        Assert.Equal(ProvinceCode.Jiangsu, _tracker.Province);
    }

    private List<FindingChange> Apply(IEnumerable<TrackPoint> points)
    {
        var changes = new List<FindingChange>();
        foreach (var point in points)
        {
            _tracker.Apply(point, Journey.Context, changes);
        }

        return [.. changes.Where(c => c.Identity.Rule == "crossing")];
    }
}
