using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Rules;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>
/// A truck that falls silent, by a rule with a timer that the test brings. Reports carry the time of their receipt, two hours ago and later, so that time
/// passes as the test says.
/// </summary>
public sealed class SilentTruckTests
{
    private static readonly VehicleId s_silent = VehicleId.Parse("沪A12345_2");
    private static readonly VehicleId[] s_others = [.. Enumerable.Range(0, 4).Select(i => VehicleId.Parse($"苏B2000{i}_2"))];
    private static readonly string[] s_settings = ["--Rules:sample-silence:ReportSeconds=300", "--Rules:sample-silence:FixSeconds=86400"];

    private readonly Instant _start = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromHours(2));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_truck_that_falls_silent_raises_an_alert_while_others_drive_and_a_silent_ingest_raises_none()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using (var program = TestProgram.Embedded(folder.FullName))
        {
            var silo = await program.StartAsync(SampleRules.All, s_settings);
            await program.SendAsync(Reports([s_silent], 0, 300));
            await program.SendAsync(Reports(s_others, 0, 1000));
            await HasRaisedAsync(program, s_silent);
            var alert = Assert.Single(await SilencesAsync(program, s_silent));
            Assert.Equal((_start + TimeSpan.FromSeconds(300), "report", false), (alert.Finding.Onset, alert.Finding.Key, alert.Late));
            Assert.StartsWith("无上报", await TitleAsync(silo, alert), StringComparison.Ordinal);
            Assert.True(await silo.CountAsync("hazmattrack_ticks_total") >= 1);
            await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_deadlines_waiting") == 5, "all five are waited for");

            // Nothing comes for an hour; then one comes back, and the others with the next minutes.
            await program.SendAsync(Reports(s_others[..1], 4600, 4700));
            await program.SendAsync(Reports(s_others[1..3], 4700, 5000));
            await program.SendAsync(Reports(s_others[..1], 4710, 5000));
            await HasRaisedAsync(program, s_others[3]);
            foreach (var back in s_others[..3])
            {
                // What the missing hour says of them ended with their next report; nobody was called while it lasted.
                Assert.All(await EventsAsync(program, back), e => Assert.NotEqual(ChangeCause.Time, e.Cause));
            }

            // It ends with the next report.
            await program.SendAsync(Reports([s_silent], 5010, 5010));
            await Eventually.BecomesTrueAsync(async () => (await SilencesAsync(program, s_silent))[0].Finding.End is not null, "the silence has ended");
            Assert.Single(await SilencesAsync(program, s_silent));
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_while_a_truck_is_silent_raises_one_alert_also_where_Redis_has_lost_everything(bool keepsRedis)
    {
        var folder = Directory.CreateTempSubdirectory();
        await using (var program = TestProgram.Embedded(folder.FullName))
        {
            var silo = await program.StartAsync(SampleRules.All, s_settings);
            await program.SendAsync(Reports([s_silent, .. s_others], 0, 400));
            await silo.HasTakenAsync(5 * 41);
            await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_deadlines_waiting") == 5, "all five are waited for", 30);
            if (!keepsRedis)
            {
                var redis = silo.Host.App.Services.GetRequiredService<IConnectionMultiplexer>();
                await redis.GetDatabase().ExecuteAsync("FLUSHDB");
            }

            await program.StopAsync(silo);

            // Before its deadline, and it never reports again.
            silo = await program.StartAsync(SampleRules.All, s_settings);
            await program.SendAsync(Reports(s_others, 410, 1000));
            await HasRaisedAsync(program, s_silent);
            await program.StopAsync(silo);

            // After it.
            silo = await program.StartAsync(SampleRules.All, s_settings);
            await program.SendAsync(Reports(s_others[..3], 1010, 1600));
            await HasRaisedAsync(program, s_others[3]);
            var (alert, events) = (Assert.Single(await SilencesAsync(program, s_silent)), await EventsAsync(program, s_silent));
            Assert.Null(alert.Finding.End);
            Assert.Equal((AlertEventKind.Raised, ChangeCause.Time), (events[0].Kind, events[0].Cause));
            Assert.All(events.Skip(1), e => Assert.Equal((AlertEventKind.Amended, Severity.Red), (e.Kind, e.Alert.Finding.Severity)));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_silo_that_lags_calls_nobody_offline_and_one_that_takes_over_raises_one_alert()
    {
        await using var program = await TestProgram.RealAsync();
        var first = await program.StartAsync(SampleRules.All, s_settings);
        await program.SendAsync(Reports([s_silent, .. s_others], 0, 400));
        await first.HasTakenAsync(5 * 41);
        await using (await program.HoldHistoryUpAsync())
        {
            await program.SendUntilPausedAsync(first, [.. Reports([s_silent, .. s_others], 410, 2000)]);
        }

        await first.HasTakenAsync(5 * 201);
        Assert.Empty(await SilencesAsync(program, s_silent));

        var second = await program.StartAsync(SampleRules.All, s_settings);
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_partitions_owned") == 4, "the second silo has its half", 60);
        await program.StopAsync(first);
        await program.SendAsync(Reports(s_others, 2010, 2700));
        await HasRaisedAsync(program, s_silent);
        Assert.Single(await SilencesAsync(program, s_silent));
        foreach (var other in s_others)
        {
            Assert.Empty(await SilencesAsync(program, other));
        }
    }

    private static async Task<List<Alert>> SilencesAsync(TestProgram program, VehicleId vehicle) =>
        [.. (await program.AlertsOfAsync(vehicle)).Where(a => a.Finding.Rule == SilenceRule.RuleId && a.Status != AlertStatus.Retracted)];

    private static Task HasRaisedAsync(TestProgram program, VehicleId vehicle) => Eventually.BecomesTrueAsync(
        async () => (await SilencesAsync(program, vehicle)).Exists(a => a.Finding.End is null), $"{vehicle} is found silent", 60);

    private static async Task<List<AlertEvent>> EventsAsync(TestProgram program, VehicleId vehicle)
    {
        var events = new List<AlertEvent>();
        foreach (var alert in await SilencesAsync(program, vehicle))
        {
            events.AddRange(await program.Alerts.EventsOfAsync(alert.Id, Stop));
        }

        return events;
    }

    private static async Task<string> TitleAsync(TestProgram.Silo silo, Alert alert)
    {
        var found = await silo.Http.GetFromJsonAsync<JsonElement>($"/api/v1/alerts/{alert.Id}", Stop);
        return found.GetProperty("title").GetProperty("zh-CN").GetString()!;
    }

    /// <summary>Every ten seconds from one second of the test on to another, received when they were sent.</summary>
    private IEnumerable<(VehicleId Vehicle, PositionReport Report, Instant? Receipt)> Reports(VehicleId[] vehicles, int from, int to)
    {
        for (var second = from; second <= to; second += 10)
        {
            var time = _start + TimeSpan.FromSeconds(second);
            foreach (var (i, vehicle) in vehicles.Index())
            {
                yield return (vehicle, new()
                {
                    Time = time,
                    Position = new(31_200_000 + (i * 20_000), 120_600_000 + (second * 100)),
                    SpeedDeciKmh = 350,
                    Status = ReportStatus.Fixed,
                }, time);
            }
        }
    }
}
