using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Quality;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class TrackedVehicleTests
{
    private const int Rounds = 192;

    /// <summary>Else one batch in so many does the work of all, and the alerts in it wait.</summary>
    [Fact]
    public void Vehicles_that_began_together_and_report_in_step_are_not_packed_together()
    {
        var book = new RuleContexts(ShippedBorders.Map, RuleList.All, RegistrySnapshot.Empty);
        var quality = new QualityBook(new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry())));
        var fleet = Enumerable.Range(0, 128).Select(i => new TrackedVehicle(new($"皖A{10_000 + i}", PlateColour.Yellow), book, new(), quality)).ToList();
        var (states, checkpoints) = (new int[Rounds], new int[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var vehicle in fleet)
            {
                var judgement = default(VehicleResult);
                Assert.Equal(JudgeStatus.Done, vehicle.Judge(Parked(round), new(), ref judgement));
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

    [Fact]
    public void What_is_found_of_a_terminal_and_since_when_does_not_depend_on_how_its_reports_came_in_batches()
    {
        var found = FoundInBatchesOf(1);
        Assert.Equal(["speed-always-zero 192 225 2865", "two-tracks"], [found[0], found[1].Split(' ')[0]]);
        Assert.Equal(found, FoundInBatchesOf(7));
        Assert.Equal(found, FoundInBatchesOf(100));
    }

    [Fact]
    public void A_vehicle_is_to_be_judged_again_from_a_report_that_a_later_one_shows_to_be_8_hours_behind()
    {
        var book = new RuleContexts(ShippedBorders.Map, RuleList.All, RegistrySnapshot.Empty);
        var vehicle = new TrackedVehicle(
            VehicleId.Parse("皖A10000_2"), book, new(), new QualityBook(new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()))));

        // Off for ten hours, then on its way; silent for eleven minutes, and what it sends first is eight hours behind.
        var seconds = Enumerable.Range(0, 100).Select(i => i == 0 ? 0 : 36_000 + (i * 30)).Append(39_000 + 660 - 28_800).Append(39_000 + 690).ToList();
        for (var i = 0; i < seconds.Count; i++)
        {
            var report = new PositionReport
            {
                Time = Instant.FromSeconds(1_780_000_000 + seconds[i]),
                Position = GeoPoint.FromDegrees(i < 100 ? 31.82 + (i * 0.001) : 32, 117.23),
                Status = ReportStatus.AccOn | ReportStatus.Fixed,
            };
            var judgement = default(VehicleResult);
            var batch = new VehicleReports
            {
                Owner = new(0, 1, 1, 1),
                Reports = new[] { i == 100 ? report.WithHoursBehind(8) : report },
                Offsets = new[] { (long)i },
                FlushedOffset = i - 1,
                State = i == 0 ? [] : null,
            };
            Assert.Equal(JudgeStatus.Done, vehicle.Judge(batch, new(), ref judgement));
            Assert.Equal(i == 101 ? Instant.FromSeconds(1_780_000_000 + seconds[100]) : null, judgement.JudgeFrom?.From);
        }
    }

    /// <summary>Kind, count, and the seconds of the first and the last, of a truck that tells 0 while it drives, with another one under its plate.</summary>
    private static List<string> FoundInBatchesOf(int size)
    {
        var book = new RuleContexts(ShippedBorders.Map, RuleList.All, RegistrySnapshot.Empty);
        var quality = new QualityBook(new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry())));
        var vehicle = new TrackedVehicle(VehicleId.Parse("皖A10000_2"), book, new(), quality);

        var reports = Enumerable.Range(0, 200).Select(i => new PositionReport
        {
            Time = Instant.FromSeconds(1_780_000_000 + (i * 15)),
            Position = i % 2 == 0 ? GeoPoint.FromDegrees(31.82 + (i * 0.003), 117.23) : GeoPoint.FromDegrees(31.02, 117.23 + (i * 0.003)),
            SpeedDeciKmh = 0,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        }).ToArray();
        for (var i = 0; i < reports.Length; i += size)
        {
            var judgement = default(VehicleResult);
            var to = Math.Min(reports.Length, i + size);
            var batch = new VehicleReports
            {
                Owner = new(0, 1, 1, 1),
                Reports = reports.AsSpan(i, to - i),
                Offsets = Enumerable.Range(i, to - i).Select(o => (long)o).ToArray(),
                FlushedOffset = i - 1,
                State = i == 0 ? [] : null,
            };
            Assert.Equal(JudgeStatus.Done, vehicle.Judge(batch, new(), ref judgement));
        }

        return [.. quality.Take(10).OrderBy(e => e.Kind, StringComparer.Ordinal)
            .Select(e => $"{e.Kind} {e.Count} {(e.First - reports[0].Time).TotalSeconds} {(e.Last - reports[0].Time).TotalSeconds}")];
    }

    private static VehicleReports Parked(int round) => new()
    {
        Owner = new(0, 1, 1, 1),
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
