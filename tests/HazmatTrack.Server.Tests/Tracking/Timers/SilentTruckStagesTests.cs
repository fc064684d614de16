using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing.Rules;

namespace HazmatTrack.Server.Tests.Tracking.Timers;

/// <summary>What time has told, over crashes between its alert and its state, and over the log read again.</summary>
public sealed class SilentTruckStagesTests : IDisposable
{
    private static readonly VehicleId s_truck = VehicleId.Parse("苏A12345_2");
    private static readonly Instant s_start = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromHours(2));
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_truck_that_falls_silent_raises_one_alert_that_the_next_report_ends()
    {
        await using var stages = await OpenAsync();
        await DriveAsync(stages);
        Assert.Equal(At(210) + TimeSpan.FromMinutes(5), stages.DueOf(s_truck)!.Value.OwnTimeAt(stages.DueOf(s_truck)!.Value.At));
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(520)));
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(530)));
        await stages.StoreAsync(await stages.JudgeAsync(8, [Report(540)]));
        await AssertEventsAsync(stages, (AlertEventKind.Raised, ChangeCause.Time), (AlertEventKind.Amended, ChangeCause.Report));
        Assert.Equal(At(540), Assert.Single(await SilencesAsync(stages)).End);
    }

    [Fact]
    public async Task A_truck_that_stands_is_no_more_waited_for()
    {
        await using var stages = await OpenAsync();
        await DriveAsync(stages);
        await stages.StoreAsync(await stages.JudgeAsync(8, [Report(240, kmh: 0)]));
        Assert.Null(stages.DueOf(s_truck));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_after_the_alert_is_stored_and_before_the_state_raises_it_once(bool trustsHotState)
    {
        await using var stages = await OpenAsync();
        await DriveAsync(stages);
        await CrashAfterTickAsync(stages, trustsHotState);
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(520)));
        await AssertEventsAsync(stages, (AlertEventKind.Raised, ChangeCause.Time));
        await stages.StoreAsync(await stages.JudgeAsync(8, [Report(540)]));
        await AssertEventsAsync(stages, (AlertEventKind.Raised, ChangeCause.Time), (AlertEventKind.Amended, ChangeCause.Report));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_such_a_crash_a_late_report_that_fills_the_silence_takes_the_alert_back(bool trustsHotState)
    {
        await using var stages = await OpenAsync();
        await DriveAsync(stages);
        await CrashAfterTickAsync(stages, trustsHotState);
        await stages.StoreAsync(await stages.JudgeAsync(8, [Report(400)]));
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(600)));
        await AssertEventsAsync(stages, (AlertEventKind.Raised, ChangeCause.Time), (AlertEventKind.Retracted, ChangeCause.LateReport));
        Assert.Empty(await SilencesAsync(stages));
    }

    [Fact]
    public async Task The_log_read_again_changes_nothing_of_what_time_has_told()
    {
        await using var stages = await OpenAsync();
        await DriveAsync(stages);
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(520)));
        await stages.StoreAsync(await stages.JudgeAsync(8, [Report(400)]));
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(710)));
        await stages.StoreAsync(await stages.JudgeAsync(9, [Report(720)]));
        var told = await stages.EventsAsync(s_truck, SilenceRule.RuleId);
        Assert.Equal([AlertEventKind.Raised, AlertEventKind.Retracted, AlertEventKind.Raised, AlertEventKind.Amended], told.Select(e => e.Kind));
        foreach (var trusts in (bool[])[true, false])
        {
            await stages.StartAsync(trusts);
            await DriveAsync(stages);
            await stages.StoreAsync(await stages.JudgeAsync(8, [Report(400)]));
            await stages.StoreAsync(await stages.JudgeAsync(9, [Report(720)]));
            await stages.StoreAsync(await stages.TickAsync(s_truck, At(730)));
        }

        Assert.Equal(told, await stages.EventsAsync(s_truck, SilenceRule.RuleId));
    }

    [Fact]
    public async Task A_truck_that_is_found_silent_while_it_is_judged_again_is_told_of_by_the_next_owner_where_that_was_not_stored()
    {
        await using var stages = await OpenAsync();
        await DriveAsync(stages);
        await stages.Papers.FileAsync(
            new Permit { Number = "P1", Vehicle = s_truck, Provinces = [ProvinceCode.Jiangsu], ValidFrom = At(0), ValidTo = At(9000) });
        await stages.Papers.LookAsync();
        await stages.NoteFilingsAsync();
        var asked = await stages.JudgeAskedAsync();
        var judged = await stages.TickAsync(s_truck, At(520));
        await stages.StoreAsync(asked!);
        Assert.NotEmpty(judged.Partitions);

        // The process ends before that is stored.
        await stages.StartAsync(trustsHotState: true);
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(520)));
        await AssertEventsAsync(stages, (AlertEventKind.Raised, ChangeCause.Time));
    }

    [Fact]
    public async Task A_truck_whose_silence_moves_in_a_batch_that_the_process_ends_in_is_silent_once()
    {
        await using var stages = await OpenAsync();
        await stages.StoreAsync(await stages.JudgeAsync(0, [Report(0)]));
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(4000)));
        Assert.Equal(["fix", "report"], (await SilencesAsync(stages)).Select(f => f.Key).Order());

        // It stands in between and drives on; alerts know that, and history does not.
        stages.FailsAfterAlerts = true;
        var judged = await stages.JudgeAsync(1, [Report(240, kmh: 0), Report(400)]);
        await Assert.ThrowsAsync<Stages.CrashException>(() => stages.StoreAsync(judged));

        // Read again one by one, and judged ahead: that it stands does not count any more, and that it drives on is another silence to the state.
        await stages.StartAsync(trustsHotState: true);
        var first = await stages.JudgeAsync(1, [Report(240, kmh: 0)]);
        var second = await stages.JudgeAsync(2, [Report(400)]);
        await stages.StoreAsync(first);
        await stages.StoreAsync(second);
        while (await stages.JudgeAskedAsync() is { } asked)
        {
            await stages.StoreAsync(asked);
        }

        Assert.Equal([("fix", At(400)), ("report", At(400))], (await SilencesAsync(stages)).Select(f => (f.Key, f.Onset)).Order());
        Assert.Empty(await stages.NotedAsync());
    }

    /// <summary>The same report raises nothing, and time grows what it has told graver: the place in the log is the same.</summary>
    [Fact]
    public async Task Time_makes_an_alert_graver_though_no_report_has_come_since()
    {
        await using var stages = await OpenAsync();
        await DriveAsync(stages);
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(520)));
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(210 + 900)));
        await stages.StartAsync(trustsHotState: false);
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(210 + 1000)));
        var silences = await SilencesAsync(stages);
        Assert.Equal([("fix", Severity.Orange), ("report", Severity.Red)], silences.Select(f => (f.Key, f.Severity)).Order());
        Assert.Equal(3, (await stages.EventsAsync(s_truck, SilenceRule.RuleId)).Count);
    }

    [Fact]
    public async Task A_truck_that_wakes_as_time_passes_for_it_is_judged_by_a_rule_that_it_did_not_know()
    {
        await using (var before = await OpenAsync())
        {
            foreach (var some in Enumerable.Range(0, 200).Chunk(20))
            {
                await before.StoreAsync(await before.JudgeAsync(some[0], some.Select(i => Report(30 * i))));
            }

            await before.FlushAsync();
        }

        await using var stages = await Stages.OpenAsync(
            _folder, TimeProvider.System, rules: [.. RuleList.All, SampleRules.Silent(), new SpeedingRule()]);
        await stages.StoreAsync(await stages.TickAsync(s_truck, At(6280)));
        await stages.StoreAsync(await stages.JudgeAsync(200, [Report(6300)]));
        Assert.Contains(await stages.StandingAsync(s_truck), f => f.Rule == "sample-speeding" && f.Onset < At(60));
    }

    private static Instant At(int seconds) => s_start + TimeSpan.FromSeconds(seconds);

    private static (VehicleId Vehicle, PositionReport Report) Report(int seconds, int kmh = 60) => (s_truck, new()
    {
        Time = At(seconds),
        Position = new(31_900_000, 118_800_000 + (seconds * 180)),
        SpeedDeciKmh = (ushort)(kmh * 10),
        Status = ReportStatus.Fixed,
    });

    private static async Task DriveAsync(Stages stages) =>
        await stages.StoreAsync(await stages.JudgeAsync(0, Enumerable.Range(0, 8).Select(i => Report(30 * i))));

    private static async Task CrashAfterTickAsync(Stages stages, bool trustsHotState)
    {
        stages.FailsAfterAlerts = true;
        await Assert.ThrowsAsync<Stages.CrashException>(async () => await stages.StoreAsync(await stages.TickAsync(s_truck, At(520))));
        await stages.StartAsync(trustsHotState);
    }

    private static async Task<List<Finding>> SilencesAsync(Stages stages) =>
        [.. (await stages.StandingAsync(s_truck)).Where(f => f.Rule == SilenceRule.RuleId)];

    private static async Task AssertEventsAsync(Stages stages, params (AlertEventKind, ChangeCause)[] expected) =>
        Assert.Equal(expected, (await stages.EventsAsync(s_truck, SilenceRule.RuleId)).Select(e => (e.Kind, e.Cause ?? default)));

    private Task<Stages> OpenAsync() =>
        Stages.OpenAsync(_folder, TimeProvider.System, rules: [.. RuleList.All, SampleRules.Silent()]);
}
