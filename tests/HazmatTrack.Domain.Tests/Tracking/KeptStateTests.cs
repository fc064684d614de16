using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>A state that is kept is the same when it is taken up again, whatever is open on it.</summary>
public sealed class KeptStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_truck_whose_state_is_kept_and_taken_up_between_all_reports_is_judged_the_same(int seed)
    {
        // It drives over the border and back, stands, drifts away alone or in bursts, jumps, and falls silent.
        var random = new Random(seed);
        var journey = new Journey(Squares.Border).Fix(-3000, 0, 60);
        var (east, north) = (-3000.0, 0.0);
        for (var i = 0; i < 600; i++)
        {
            var speed = random.Next(40) == 0 ? 0 : 60;
            east += speed == 0 ? 0 : (i / 60 % 2 == 0 ? 100 : -100);
            north += speed == 0 ? 0 : 20;
            var (away, after) = (random.Next(8) == 0 ? random.Next(500, 4000) : 0, random.Next(60) == 0 ? 1500 : 10);
            journey.Fix(east + away, north - (away / 2), speed, after: after);
        }

        var (straight, kept, current) = (new TrackState(), new KeptState(), new TrackState());
        var (open, plain) = (0, 0);
        foreach (var point in journey.Points)
        {
            kept.CopyTo(current);
            Assert.Equal(Fold(straight, point), Fold(current, point));
            kept.Keep(current);
            Assert.Equal(Bytes(straight), Bytes(kept.Unfold()));
            kept.Keep(kept.Unfold());
            Assert.Equal(Bytes(straight), Bytes(kept.Unfold()));
            (open, plain) = straight.HasNothingOpen ? (open, plain + 1) : (open + 1, plain);
        }

        Assert.True(open > 20 && plain > 20, $"{open} states had something open, {plain} had not");
    }

    private static string Fold(TrackState core, in TrackPoint point)
    {
        var found = new FindingSet();
        core.Fold(point, Journey.Context, found);
        return string.Join(", ", found.Findings.Select(f => $"{f.Rule} {f.Key} {f.Onset} {f.End}"));
    }

    private static byte[] Bytes(TrackState core)
    {
        var to = new BlobWriter();
        CoreCodec.Write(to, core);
        return to.Written.ToArray();
    }
}
