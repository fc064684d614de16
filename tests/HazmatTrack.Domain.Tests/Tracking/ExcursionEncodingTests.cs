using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>A packed state keeps where the track jumped from, so that what rests on the jump still waits after it is read back.</summary>
public sealed class ExcursionEncodingTests
{
    [Theory]
    [InlineData(2000, true, false)]
    [InlineData(2000, false, false)]
    [InlineData(-1250, true, true)]
    public void A_truck_whose_state_is_packed_and_read_back_between_all_reports_is_judged_the_same(double east, bool tells, bool bySpeeds)
    {
        // It jumps, goes on there for eight fixes, and jumps back; at the slow speed told, the shorter jump is one only by that.
        var kmh = bySpeeds ? 20 : 60;
        var step = kmh / 3.6 * 60;
        var journey = new Journey(Squares.Border).Fix(-9000, 0, kmh).To(-2000, 0, kmh, every: 60);
        for (var i = 1; i <= 8; i++)
        {
            journey.Fix(east, (bySpeeds ? 600 : -1000) + (step * i), kmh, after: 60);
        }

        journey.Fix(-1800, step * 9, kmh, after: 60).To(-1800, step * 30, kmh, every: 60);
        var (straight, packed, opened) = (new TrackState(), new TrackState(), 0);
        foreach (var point in journey.Points)
        {
            var told = tells ? point : point with { Report = point.Report with { SpeedDeciKmh = null } };
            Assert.Equal(Fold(straight, told), Fold(packed, told));
            packed = ReadBack(packed);
            var (one, other) = (straight.Main.Crossing.Excursion, packed.Main.Crossing.Excursion);
            Assert.Equal((one.Fixes, one.From, one.Clear, one.BySpeeds), (other.Fixes, other.From, other.Clear, other.BySpeeds));
            opened += one.IsOpen && one.BySpeeds == bySpeeds ? 1 : 0;
        }

        Assert.True(opened > 2, $"an excursion was open after {opened} reports");
    }

    private static string Fold(TrackState core, in TrackPoint point)
    {
        var said = new FindingSet();
        core.Fold(point, Journey.Context, said);
        return string.Join(", ", said.Findings.Select(f => $"{f.Key} {f.Onset}"));
    }

    private static TrackState ReadBack(TrackState core)
    {
        var writer = new BlobWriter();
        CoreCodec.Write(writer, core);
        var reader = BlobReader.OfPart(writer.Written);
        var read = CoreCodec.Read(ref reader, VehicleTracker.EncodingVersion);
        read.Reached = core.Reached;
        return read;
    }
}
