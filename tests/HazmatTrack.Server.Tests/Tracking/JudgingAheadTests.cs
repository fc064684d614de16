using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.Server.Tracking;
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
            rejudged += (await TravelAsync(seed, vehiclesLiveHere, crashes: false)).Rejudged;
        }

        Assert.True(rejudged > 100, $"Only {rejudged} times was anything judged again.");
    }

    [Fact]
    public async Task However_often_it_crashes_on_the_way_the_same_alerts_stand()
    {
        // The last found a defect: a crossing was retracted for good since alerts were ahead of history.
        var (rejudged, crashes) = (0.0, 0);
        foreach (var seed in Enumerable.Range(0, 60).Append(1480))
        {
            var sum = await TravelAsync(seed, vehiclesLiveHere: seed % 2 == 0, crashes: true);
            (rejudged, crashes) = (rejudged + sum.Rejudged, crashes + sum.Crashes);
        }

        Assert.True(rejudged > 100 && crashes > 100, $"Only {rejudged} times was anything judged again, with {crashes} crashes.");
    }

    /// <summary>Sends some trucks' reports through the stages and looks at what stands; answers how much happened on the way.</summary>
    private async Task<(double Rejudged, int Crashes)> TravelAsync(int seed, bool vehiclesLiveHere, bool crashes)
    {
        var random = new Random(seed);
        var fleet = SomeFleet.Drive(3, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), seed, s_clock);

        // Stretches of an hour or less come in any order and overlap; within, some are late by some: what judging again finds and what the
        // tail finds by itself meet.
        var arrivals = fleet.Arrivals.ToArray();
        var stretches = arrivals.Chunk(random.Next(60, 360)).Concat(arrivals.Chunk(random.Next(60, 360))).ToArray();
        random.Shuffle(stretches);
        var log = stretches.SelectMany(s => Shuffled(s, random.Next(1, 200), random)).ToArray();
        var most = random.Next(2, 60);
        var (next, crashed) = (0, 0);
        await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory($"{seed}").FullName, vehiclesLiveHere, s_clock);
        var waiting = new Queue<PositionBatch>();
        while (next < log.Length || waiting.Count > 0 || (await stages.NotedAsync()).Count > 0)
        {
            try
            {
                if (crashes && next < log.Length && random.Next(30) == 0)
                {
                    if (random.Next(2) == 0)
                    {
                        throw new Stages.CrashException();
                    }

                    stages.FailsAfterAlerts = true;
                }

                if (waiting.Count > 0 && (waiting.Count == MostAhead || next == log.Length || random.Next(2) == 0))
                {
                    await stages.StoreAsync(waiting.Dequeue());
                }
                else if (await stages.JudgeAskedAsync() is { } asked)
                {
                    waiting.Enqueue(asked);
                }
                else
                {
                    Assert.True(next < log.Length, $"seed {seed}: what is noted to be judged again is not.");
                    var some = log[next..Math.Min(log.Length, next + random.Next(1, most))];
                    waiting.Enqueue(await stages.JudgeAsync(next, some));
                    next += some.Length;
                }
            }
            catch (Stages.CrashException)
            {
                // What is stored may be ahead of what is committed.
                crashed++;
                waiting.Clear();
                var stored = (int)await stages.StartAsync(trustsHotState: random.Next(2) == 0);
                next = Math.Max(0, stored - random.Next(100));
            }
        }

        foreach (var (vehicle, reports) in fleet.Trucks)
        {
            var expected = SomeFleet.Judged(vehicle, SomeFleet.Distinct(reports.Select(r => r.Report)), VehicleDocuments.None)
                .Where(c => c.Kind != FindingChangeKind.Retracted).Select(c => c.Finding).OrderBy(SomeFleet.Text, StringComparer.Ordinal).ToList();
            var found = await stages.StandingAsync(vehicle);
            Assert.True(
                expected.Count == found.Count && expected.Zip(found).All(p => FindingContent.Same(p.First, p.Second)),
                $"seed {seed}, {vehicle}: expected [{string.Join(", ", expected.Select(SomeFleet.Text))}], found [{string.Join(", ", found.Select(SomeFleet.Text))}]");
        }

        return (await stages.CountAsync("hazmattrack_rejudged_total"), crashed);
    }

    private static IEnumerable<T> Shuffled<T>(IReadOnlyList<T> items, int places, Random random) =>
        items.Select((item, i) => (item, key: i + (random.NextDouble() * places))).OrderBy(k => k.key).Select(k => k.item);
}
