using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.Server.Tracking;
using HazmatTrack.Storage.Alerts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>
/// The evaluating and the storing stage with the real stores, in every order that the pipeline may run them in: judging is up to
/// <see cref="MostAhead"/> batches ahead of storing. Whatever the order, what stands in the end follows from the reports alone.
/// </summary>
public sealed class JudgingAheadTests : IDisposable
{
    /// <summary>One with the evaluator, two waiting, one being stored.</summary>
    private const int MostAhead = 4;

    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-ahead-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_far_judging_is_ahead_of_storing_the_same_alerts_stand(bool vehiclesLiveHere)
    {
        var rejudged = 0.0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var fleet = SomeFleet.Drive(3, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), seed, s_clock);

            // Stretches of an hour or less come in any order and overlap; within, some are late by a few: what judging again finds and what the
            // tail finds by itself meet.
            var arrivals = fleet.Arrivals.ToArray();
            var stretches = arrivals.Chunk(random.Next(60, 360)).Concat(arrivals.Chunk(random.Next(60, 360))).ToArray();
            random.Shuffle(stretches);
            await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory($"{seed}").FullName, vehiclesLiveHere, s_clock);
            var waiting = new Queue<PositionBatch>();
            foreach (var some in stretches.SelectMany(s => Shuffled(s, 30, random)).Chunk(random.Next(1, 60)))
            {
                while (waiting.Count == MostAhead || (waiting.Count > 0 && random.Next(2) == 0))
                {
                    await stages.StoreAsync(waiting.Dequeue());
                }

                waiting.Enqueue(await stages.JudgeAsync(some));
            }

            while (waiting.TryDequeue(out var batch))
            {
                await stages.StoreAsync(batch);
            }

            await stages.SettleAsync();
            rejudged += await stages.CountAsync("hazmattrack_rejudged_total");
            foreach (var (vehicle, reports) in fleet.Trucks)
            {
                await StandsAsync(stages.Alerts, vehicle, SomeFleet.Distinct(reports.Select(r => r.Report)), $"seed {seed}");
            }
        }

        Assert.True(rejudged > 100, $"Only {rejudged} times was anything judged again.");
    }

    private static IEnumerable<T> Shuffled<T>(IReadOnlyList<T> items, int places, Random random) =>
        items.Select((item, i) => (item, key: i + (random.NextDouble() * places))).OrderBy(k => k.key).Select(k => k.item);

    private static async Task StandsAsync(AlertStore alerts, VehicleId vehicle, IReadOnlyList<PositionReport> reports, string because)
    {
        var expected = SomeFleet.Judged(vehicle, reports, VehicleDocuments.None).Where(c => c.Kind != FindingChangeKind.Retracted)
            .Select(c => c.Finding).OrderBy(SomeFleet.Text, StringComparer.Ordinal).ToList();
        var found = (await alerts.ListAsync(new() { Vehicle = vehicle, Limit = 1000 }, TestContext.Current.CancellationToken)).Alerts.Where(a => a.Status != AlertStatus.Retracted)
            .Select(a => a.Finding).OrderBy(SomeFleet.Text, StringComparer.Ordinal).ToList();
        Assert.True(
            expected.Count == found.Count && expected.Zip(found).All(p => FindingContent.Same(p.First, p.Second)),
            $"{because}, {vehicle}: expected [{string.Join(", ", expected.Select(SomeFleet.Text))}], found [{string.Join(", ", found.Select(SomeFleet.Text))}]");
    }
}
