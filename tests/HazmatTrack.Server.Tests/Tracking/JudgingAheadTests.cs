using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Storing;
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

    private static readonly VehicleId s_truck = new("苏E10001", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-ahead-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Fact]
    public async Task However_far_judging_is_ahead_of_storing_the_same_alerts_stand()
    {
        var rejudged = 0.0;
        for (var seed = 0; seed < 14; seed++)
        {
            rejudged += (await TravelAsync(seed, crashes: false)).Rejudged;
        }

        Assert.True(rejudged > 30, $"Only {rejudged} times was anything judged again.");
    }

    [Fact]
    public async Task However_often_it_crashes_on_the_way_the_same_alerts_stand()
    {
        // The last found a defect: a crossing was retracted for good since alerts were ahead of history.
        var (rejudged, crashes) = (0.0, 0);
        foreach (var seed in Enumerable.Range(0, 20).Append(1480))
        {
            var sum = await TravelAsync(seed, crashes: true);
            (rejudged, crashes) = (rejudged + sum.Rejudged, crashes + sum.Crashes);
        }

        Assert.True(rejudged > 30 && crashes > 30, $"Only {rejudged} times was anything judged again, with {crashes} crashes.");
    }

    [Fact]
    public async Task Whenever_documents_are_filed_on_the_way_the_alerts_end_as_by_the_newest_of_them()
    {
        var (rejudged, crashes) = (0.0, 0);
        for (var seed = 0; seed < 14; seed++)
        {
            var sum = await TravelAsync(seed, crashes: seed % 4 > 1, documents: true);
            (rejudged, crashes) = (rejudged + sum.Rejudged, crashes + sum.Crashes);
        }

        Assert.True(rejudged > 30 && crashes > 15, $"Only {rejudged} times was anything judged again, with {crashes} crashes.");
    }

    [Fact]
    public async Task Of_trucks_whose_past_came_late_all_at_once_a_batch_waits_for_a_slice_and_all_are_judged_again()
    {
        var fleet = SomeFleet.Drive(30, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 5, s_clock);
        await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory("at-once").FullName, s_clock, rejudgedAtATime: 6);

        // The first 40 minutes of everybody come in last, and before them enough that nobody's tail reaches back to there.
        var log = fleet.Arrivals.OrderBy(a => a.Report.Time).ToArray();
        var late = log.TakeWhile(a => a.Report.Time < log[0].Report.Time + TimeSpan.FromMinutes(40)).ToArray();
        var offset = 0;
        foreach (var some in log.Skip(late.Length).Chunk(1000))
        {
            await stages.StoreAsync(await stages.JudgeAsync(offset, some));
            offset += some.Length;
        }

        var calls = stages.AlertCalls;
        var (begin, rejudged) = (await stages.CountAsync("hazmattrack_rejudged_total"), 0.0);
        for (var batch = await stages.JudgeAsync(offset, late); batch is not null; batch = await stages.JudgeAskedAsync())
        {
            await stages.StoreAsync(batch);
            var now = await stages.CountAsync("hazmattrack_rejudged_total") - begin;
            Assert.InRange(now - rejudged, 0, 6);
            rejudged = now;
            Assert.Equal(30, rejudged + await stages.CountAsync("hazmattrack_rejudge_backlog"));

            // Nothing more is read: what waits asks for itself.
        }

        Assert.Empty(await stages.NotedAsync());
        Assert.Equal(30, rejudged);
        Assert.InRange(stages.AlertCalls - calls, 1, 6);
        foreach (var (vehicle, reports) in fleet.Trucks)
        {
            await stages.AssertStandsAsync(vehicle, reports.Select(r => r.Report), which: "all at once");
        }
    }

    [Fact]
    public async Task Trucks_that_wait_to_be_judged_again_go_on_where_the_partition_of_the_first_of_them_is_lost()
    {
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 5, s_clock);
        await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory("lost").FullName, s_clock, rejudgedAtATime: 2);
        var log = fleet.Arrivals.OrderBy(a => a.Report.Time).ToArray();
        var late = log.TakeWhile(a => a.Report.Time < log[0].Report.Time + TimeSpan.FromMinutes(40)).ToArray();
        await stages.StoreAsync(await stages.JudgeAsync(0, log[late.Length..]));
        await stages.StoreAsync(await stages.JudgeAsync(log.Length - late.Length, late));
        Assert.NotEmpty(await stages.NotedAsync());

        stages.ForgetAsked();
        await stages.JudgeAllAskedAsync();
        Assert.Empty(await stages.NotedAsync());
    }

    [Fact]
    public async Task What_was_told_before_a_crash_is_put_right_where_the_state_afterwards_begins_earlier()
    {
        // A truck stands just beyond the border for so many reports, then drives on; the report from before the border comes in with the first of
        // those, and the process ends once the crossing is told. Whether that report was too late to be judged depends on where the state begins.
        for (var standing = 40; standing < 100; standing++)
        {
            var log = Halted(standing, out var late);
            await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory($"halted-{standing}").FullName, s_clock);
            for (var at = 0; at < late; at += 5)
            {
                await stages.StoreAsync(await stages.JudgeAsync(at, log[at..Math.Min(late, at + 5)]));
            }

            stages.FailsAfterAlerts = true;
            var telling = await stages.JudgeAsync(late, log[late..(late + 6)]);
            await Assert.ThrowsAsync<Stages.CrashException>(() => stages.StoreAsync(telling));
            Assert.NotEmpty(await stages.StandingAsync(s_truck));

            for (var at = (int)await stages.StartAsync(trustsHotState: true); at < log.Length; at += 4)
            {
                await stages.StoreAsync(await stages.JudgeAsync(at, log[at..Math.Min(log.Length, at + 4)]));
            }

            await stages.AssertStandsAsync(s_truck, log.Select(a => a.Report), which: $"{standing} reports at the border");
            Assert.Empty(await stages.NotedAsync());
        }
    }

    [Fact]
    public async Task A_silo_that_does_not_know_that_it_was_replaced_tells_nothing_more()
    {
        var log = Halted(5, out _);
        var folder = _folder.CreateSubdirectory("replaced").FullName;
        await using var before = await Stages.OpenAsync(folder, s_clock);
        var judged = await before.JudgeAsync(0, log);
        await using var after = await Stages.OpenAsync(folder, s_clock);
        await before.StoreAsync(judged);
        Assert.True(before.IsFenced);
        Assert.Empty(await after.StandingAsync(s_truck));

        await after.StoreAsync(await after.JudgeAsync(0, log));
        Assert.False(after.IsFenced);
        await after.AssertStandsAsync(s_truck, log.Select(a => a.Report), which: "the next owner");
    }

    /// <summary>Sends some trucks' reports through the stages and looks at what stands; answers how much happened on the way.</summary>
    private async Task<(double Rejudged, int Crashes)> TravelAsync(int seed, bool crashes, bool documents = false)
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
        await using var stages =
            await Stages.OpenAsync(_folder.CreateSubdirectory($"{seed}").FullName, s_clock, rejudgedAtATime: random.Next(3) == 0 ? 1 : Rejudger.Slice);
        var waiting = new Queue<PositionBatch>();
        var noting = Task.CompletedTask;
        while (next < log.Length || waiting.Count > 0 || !noting.IsCompletedSuccessfully || stages.Noted != stages.Papers.Revision
            || (await stages.NotedAsync()).Count > 0)
        {
            try
            {
                if (documents && next < log.Length && random.Next(12) == 0)
                {
                    await FileAsync(stages.Papers, fleet, random);
                }

                if (noting.IsFaulted)
                {
                    await noting;
                }

                if (noting.IsCompleted && (random.Next(6) == 0 || next == log.Length) && stages.Noted != stages.Papers.Revision)
                {
                    noting = stages.NoteFilingsAsync();
                }

                if (crashes && next < log.Length && random.Next(30) == 0)
                {
                    if (random.Next(2) == 0)
                    {
                        throw new Stages.CrashException();
                    }

                    stages.FailsAfterAlerts = true;
                }

                // Looked at before it is asked who is noted: noting goes on beside this.
                var hasNoted = noting.IsCompleted;
                if (waiting.Count > 0 && (waiting.Count == MostAhead || next == log.Length || random.Next(2) == 0))
                {
                    await stages.StoreAsync(waiting.Dequeue(), isBehind: waiting.Count > 0);
                }
                else if (await stages.JudgeAskedAsync() is { } asked)
                {
                    waiting.Enqueue(asked);
                }
                else if (next == log.Length && !hasNoted)
                {
                    await noting;
                }
                else if (next < log.Length || stages.Noted == stages.Papers.Revision)
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
                stages.FailsAfterNoting = documents && random.Next(8) == 0;
                var stored = (int)await stages.StartAsync(trustsHotState: random.Next(2) == 0);
                next = Math.Max(0, stored - random.Next(100));
                noting = Task.CompletedTask;
            }
        }

        foreach (var (vehicle, reports) in fleet.Trucks)
        {
            await stages.AssertStandsAsync(vehicle, reports.Select(r => r.Report), which: $"seed {seed}");
        }

        return (await stages.CountAsync("hazmattrack_rejudged_total"), crashed);
    }

    /// <summary>Files something for a truck's past, present or future, or corrects or withdraws it.</summary>
    private static async Task FileAsync(Papers papers, SomeFleet fleet, Random random)
    {
        var at = random.Next(fleet.Trucks.Count);
        var vehicle = fleet.Trucks[at].Vehicle;
        var begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromMinutes(random.Next(-60, 600));
        var end = begin + TimeSpan.FromMinutes(random.Next(10, 600));
        Instant? withdrawn = random.Next(3) == 0 ? begin + TimeSpan.FromMinutes(random.Next(-10, 200)) : null;
        var document = SomePapers.PermitOrRoute(random, $"{at}{random.Next(2)}", vehicle, SomeFleet.WayOf(at), (begin, end, withdrawn));
        await papers.FileAsync(document);
        await papers.LookAsync();
    }

    /// <summary>A truck that halts 30 m beyond a border, in order of arrival; one report, half a kilometre before it, comes in when it drives on.</summary>
    private static (VehicleId Vehicle, PositionReport Report)[] Halted(int standing, out int late)
    {
        const double StepMetres = 500;
        var way = BorderWay.First;
        var begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromHours(3);

        (VehicleId Vehicle, PositionReport Report) At(int step, double metres, double kmh) => (s_truck, new()
        {
            Time = begin + (TimeSpan.FromSeconds(30) * step),
            Position = Geodesy.Along(way.From, way.To, way.At(metres)),
            SpeedDeciKmh = (ushort)(kmh * 10),
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        });

        List<(VehicleId, PositionReport)> log = [.. Enumerable.Range(0, 5).Select(i => At(i, (i - 8) * StepMetres, 60))];
        log.AddRange(Enumerable.Range(8, standing).Select(i => At(i, 30, 0)));
        late = log.Count;
        log.Add(At(7, -StepMetres, 60));
        log.AddRange(Enumerable.Range(1, 12).Select(i => At(7 + standing + i, 30 + (i * StepMetres), 60)));
        return [.. log];
    }

    private static IEnumerable<T> Shuffled<T>(IReadOnlyList<T> items, int places, Random random) =>
        items.Select((item, i) => (item, key: i + (random.NextDouble() * places))).OrderBy(k => k.key).Select(k => k.item);
}
