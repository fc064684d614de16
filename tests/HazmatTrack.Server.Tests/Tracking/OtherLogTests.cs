using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A topic that was deleted and created again between two runs: its offsets begin at 0, and the stores know greater ones.</summary>
public sealed class OtherLogTests : IDisposable
{
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly VehicleId s_truck = new("苏E10001", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-log-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_parked_trucks_state_stays_small_after_the_topic_was_created_again(bool trustsHotState)
    {
        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        await ReportAsync(stages, 0, 200, firstOffset: 5_000_000);
        stages.RecreateTopic();
        Assert.Equal(0, await stages.StartAsync(trustsHotState));
        await ReportAsync(stages, 200, 600, firstOffset: 0);
        var packed = await stages.PackedAsync(s_truck);
        Assert.InRange(packed.TailCount, 1, 80);
        Assert.InRange(packed.Encode().Length, 1, 1000);

        // The state is packed once in 32 reports.
        Assert.InRange(packed.Reports, 800 - 31, 800);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_alert_that_rests_on_a_log_that_is_gone_is_evaluated_again_once_the_new_log_has_its_time(bool trustsHotState)
    {
        // The consumer continues in the new log as if it were the old one, far beyond its beginning: the truck seems to jump across the border.
        var fleet = SomeFleet.Drive(2, TimeSpan.FromHours(3), TimeSpan.FromSeconds(30), 22, s_clock, _ => SomeFleet.Punctual);
        var truck = fleet.Trucks[1].Vehicle;
        var log = fleet.Arrivals.Where(a => a.Vehicle == truck).ToList();
        var onset = SomeFleet.Judged(truck, log.Select(a => a.Report), VehicleDocuments.None)
            .Where(c => c.Finding.Rule == "crossing").Select(c => c.Finding.Onset).Order().ElementAt(1);
        var before = log.FindIndex(a => a.Report.Time > onset) - 20;
        Assert.True(before > 20);
        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        await stages.StoreAsync(await stages.JudgeAsync(0, log.Take(before)));
        stages.FailsAfterAlerts = true;
        var jumped = await stages.JudgeAsync(before, log.Skip(before + 30).Take(6));
        await Assert.ThrowsAsync<Stages.CrashException>(() => stages.StoreAsync(jumped));
        var early = (await OnsetsAsync()).Max();
        Assert.DoesNotContain(SomeFleet.Judged(truck, log.Select(a => a.Report), VehicleDocuments.None), c => c.Finding.Onset == early);

        // Nothing is retracted before there is evidence, however often the partition is taken over meanwhile.
        stages.RecreateTopic();
        await stages.StartAsync(trustsHotState);
        await stages.StoreAsync(await stages.JudgeAsync(0, log.Skip(before).Take(3)));
        await stages.JudgeAllAskedAsync();
        Assert.Contains(early, await OnsetsAsync());
        await stages.StartAsync(trustsHotState);
        await stages.StoreAsync(await stages.JudgeAsync(3, log.Skip(before + 3).Take(3)));
        await stages.JudgeAllAskedAsync();
        Assert.Contains(early, await OnsetsAsync());
        foreach (var (at, some) in log.Skip(before + 6).Chunk(200).Index())
        {
            await stages.StoreAsync(await stages.JudgeAsync(6 + (200 * at), some));
        }

        await stages.JudgeAllAskedAsync();
        await stages.AssertStandsAsync(truck, log.Select(a => a.Report));
        Assert.Empty(await stages.NotedAsync());

        async Task<IEnumerable<Instant>> OnsetsAsync() => (await stages.StandingAsync(truck)).Select(f => f.Onset);
    }

    [Fact]
    public async Task Whatever_a_silo_still_read_of_a_new_log_as_if_it_were_the_old_one_the_same_alerts_are_active_in_the_end()
    {
        var wrong = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var fleet = SomeFleet.Drive(3, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), seed, s_clock);
            var log = fleet.Arrivals.ToArray();
            await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory($"{seed}").FullName, s_clock);
            var (begin, offset, logs) = (0, 0, 0);
            for (var next = 0; next < log.Length;)
            {
                var some = log[next..Math.Min(log.Length, next + random.Next(1, 60))];
                if (logs < 6 && random.Next(4) == 0)
                {
                    // A few batches from anywhere in what is still to come, of which the last is not stored completely.
                    for (var more = random.Next(3); more >= 0; more--)
                    {
                        var from = random.Next(next, log.Length);
                        var stray = await stages.JudgeAsync(offset, log[from..Math.Min(log.Length, from + random.Next(1, 30))]);
                        stages.FailsAfterAlerts = more == 0;
                        try
                        {
                            await stages.StoreAsync(stray);
                            offset += 30;
                        }
                        catch (Stages.CrashException)
                        {
                            break;
                        }
                    }

                    stages.FailsAfterAlerts = false;
                    foreach (var (vehicle, reports) in fleet.Trucks)
                    {
                        var active = await stages.StandingAsync(vehicle);
                        var known = SomeFleet.Expected(vehicle, reports.Select(r => r.Report));
                        wrong += active.Count(f => !known.Contains(SomeFleet.Text(f)));
                    }

                    (begin, offset, logs) = (next, 0, logs + 1);
                    stages.RecreateTopic();
                    await stages.StartAsync(trustsHotState: random.Next(2) == 0);
                    continue;
                }

                if (random.Next(20) == 0)
                {
                    await stages.StartAsync(trustsHotState: random.Next(2) == 0);
                }

                await stages.StoreAsync(await stages.JudgeAsync(offset, some));
                (next, offset) = (next + some.Length, offset + some.Length);
            }

            await stages.JudgeAllAskedAsync();
            foreach (var (vehicle, reports) in fleet.Trucks)
            {
                await stages.AssertStandsAsync(vehicle, reports.Select(r => r.Report), which: $"seed {seed}");
            }
        }

        Assert.True(wrong > 40, $"Only {wrong} alerts were wrong on the way.");
    }

    private static async Task ReportAsync(Stages stages, int from, int count, long firstOffset)
    {
        var place = SomeFleet.WayOf(0)[0];
        var begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromDays(1);
        for (var i = 0; i < count; i += 8)
        {
            var reports = Enumerable.Range(from + i, 8).Select(n => (s_truck, new PositionReport
            {
                Time = begin + TimeSpan.FromSeconds(10 * n),
                Position = place,
                SpeedDeciKmh = 0,
                Status = ReportStatus.Fixed,
            }));
            await stages.StoreAsync(await stages.JudgeAsync(firstOffset + i, reports));
        }
    }
}
