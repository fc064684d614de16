using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.Server.Quality;
using HazmatTrack.Server.Tracking;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class TrackedVehicleTests
{
    private const int Rounds = 192;

    /// <summary>Else one batch in so many does the work of all, and the alerts in it wait.</summary>
    [Fact]
    public void Vehicles_that_began_together_and_report_in_step_are_not_packed_together()
    {
        var book = new JudgingBook(SomeFleet.Map, RuleList.All, RegistrySnapshot.Empty);
        var quality = new QualityBook(new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry())));
        var fleet = Enumerable.Range(0, 128).Select(i => new TrackedVehicle(new($"皖A{10_000 + i}", PlateColour.Yellow), book, new(), quality)).ToList();
        var (states, checkpoints) = (new int[Rounds], new int[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var vehicle in fleet)
            {
                var judgement = default(Judgement);
                Assert.Equal(Contracts.Tracking.Outcome.Done, vehicle.Judge(Parked(round), new(), ref judgement));
                states[round] += judgement.State.To > judgement.State.From ? 1 : 0;
                checkpoints[round] += judgement.Checkpoint.IsEmpty ? 0 : 1;
            }
        }

        Assert.Equal(fleet.Count, states[0]);
        Assert.InRange(states.Skip(1).Sum(), fleet.Count * (Rounds - 33) / 32, fleet.Count * (Rounds + 32) / 32);
        Assert.InRange(checkpoints.Sum(), fleet.Count * 2, fleet.Count * 4);
        Assert.InRange(states.Skip(1).Max(), 1, fleet.Count / 4);
        Assert.InRange(checkpoints.Max(), 1, fleet.Count / 4);
    }

    private static VehicleReports Parked(int round) => new()
    {
        Owner = new(0, 1),
        Reports = new[]
        {
            new PositionReport
            {
                Time = Instant.FromSeconds(1_780_000_000 + (round * 10)),
                Position = GeoPoint.FromDegrees(31.82, 117.23),
                Status = ReportStatus.AccOn | ReportStatus.Fixed,
            },
        },
        Offsets = new[] { (long)round },
        FlushedOffset = round - 1,
        State = round == 0 ? [] : null,
    };
}
