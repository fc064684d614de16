using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>States and checkpoints that were written while another log was read: a topic that was created again, or a vehicle in another partition.</summary>
public sealed class OtherLogTests
{
    private static readonly LogId s_before = new(1, 3);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 19)]
    public void The_base_of_a_parked_truck_moves_on_after_its_log_began_at_0_again(long incarnation, int partition)
    {
        var log = new LogId(incarnation, partition);
        var next = VehicleTracker.Decode(Some.Truck, Parked(5_000_000, 100).Encode(), log);
        var bytes = 0;
        for (var i = 0; i < 8640; i++)
        {
            next.AdvanceBase(i - 1, Journey.Context);
            next.Apply(At(100 + i, i), Journey.Context, []);
            Assert.InRange(next.TailCount, 0, 80);
            bytes = i % 32 == 0 ? Math.Max(bytes, next.Encode().Length) : bytes;
        }

        Assert.InRange(bytes, 1, 1000);
        Assert.Equal(8740, next.Reports);
    }

    [Fact]
    public void A_state_of_the_same_log_keeps_the_places_of_its_reports()
    {
        var tracker = Parked(5_000_000, 40);
        var bytes = tracker.Encode();
        Assert.Equal(bytes, VehicleTracker.Decode(Some.Truck, bytes, s_before).Encode());
    }

    [Fact]
    public void The_evidence_of_an_alert_names_no_place_of_a_log_that_is_gone()
    {
        var journey = new Journey(Squares.Border).Fix(-3000, 0).To(-100, 0);
        var tracker = VehicleTracker.New(Some.Truck, s_before);
        foreach (var point in journey.Points)
        {
            tracker.Apply(point with { Offset = point.Offset + 5_000_000 }, Journey.Context, []);
        }

        var known = journey.Points.Count;
        var next = VehicleTracker.Decode(Some.Truck, tracker.Encode(), new(2, 3));
        var changes = new List<FindingChange>();
        foreach (var point in journey.To(9000, 0).Points[known..])
        {
            next.Apply(point with { Offset = point.Offset - known }, Journey.Context, changes);
        }

        var crossing = Assert.Single(changes, c => c.Identity.Rule == "crossing" && c.Kind == FindingChangeKind.Raised).Finding.Crossing!;
        Assert.Equal(TrackPoint.UnknownOffset, crossing.Before.Offset);
        Assert.InRange(crossing.ConfirmedBy.Offset, 0, journey.Points.Count - known);
    }

    private static VehicleTracker Parked(long first, int reports)
    {
        var tracker = VehicleTracker.New(Some.Truck, s_before);
        for (var i = 0; i < reports; i++)
        {
            tracker.Apply(At(i, first + i), Journey.Context, []);
            tracker.AdvanceBase(first + i - 1, Journey.Context);
        }

        return tracker;
    }

    private static TrackPoint At(int number, long offset) => new(
        new PositionReport
        {
            Time = Journey.Start + TimeSpan.FromSeconds(10 * number),
            Position = Squares.Off(Squares.Border, 20_000, 0),
            SpeedDeciKmh = 0,
            Status = ReportStatus.Fixed,
        },
        offset);
}
