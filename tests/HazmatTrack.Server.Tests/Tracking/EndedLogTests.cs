using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Alerts that rest on a log which is gone: what becomes of them, what they cost others, and what an operator can do.</summary>
public sealed class EndedLogTests : IDisposable
{
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly VehicleId s_truck = new("苏E10001", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-attack-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    // History has the time of the evidence already when the partition is opened: late reports within the tail changed the alerts. The truck sends nothing more.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task An_alert_whose_time_history_has_already_follows_from_history_though_the_truck_is_silent(bool trustsHotState, bool isAsked)
    {
        const int Withheld = 4;
        var fleet = SomeFleet.Drive(1, TimeSpan.FromHours(3), TimeSpan.FromSeconds(30), 22, s_clock, _ => SomeFleet.Punctual);
        var truck = fleet.Trucks[0].Vehicle;
        var log = fleet.Arrivals.ToArray();
        var at = 60;
        for (; ; at++)
        {
            var (less, all) = (Said(Without(at)), Said(log[..(at + Withheld + 10)]));
            if (less != all && Found(log[..(at + Withheld + 10)]).All(f => f.Evidence.All(e => e.Time <= log[at + Withheld + 9].Report.Time)))
            {
                break;
            }
        }

        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        await stages.StoreAsync(await stages.JudgeAsync(0, Without(at)));
        await stages.AssertStandsAsync(truck, Without(at).Select(a => a.Report), which: "before");
        stages.FailsAfterAlerts = true;
        var telling = await stages.JudgeAsync(at + 10, log[at..(at + Withheld)]);
        await Assert.ThrowsAsync<Stages.CrashException>(() => stages.StoreAsync(telling));

        stages.RecreateTopic();
        await stages.StartAsync(trustsHotState);
        Assert.False(stages.SessionNow.IsAhead(truck), "History has the time of the evidence.");
        if (isAsked)
        {
            stages.Ask(truck);
        }

        await stages.JudgeAllAskedAsync();
        await stages.StoreAsync(await stages.JudgeAsync(0, log[..20].Select(a => (s_truck, a.Report))));
        await stages.JudgeAllAskedAsync();
        Assert.Empty(await stages.NotedAsync());
        await stages.AssertStandsAsync(truck, Without(at).Select(a => a.Report), which: "after");
        Assert.Empty(await stages.AlertsThemselves.BeyondEndedLogsAsync(Stop));

        (VehicleId Vehicle, PositionReport Report)[] Without(int from) => [.. log[..from], .. log[(from + Withheld)..(from + Withheld + 10)]];

        IEnumerable<Finding> Found(IEnumerable<(VehicleId Vehicle, PositionReport Report)> reports) =>
            SomeFleet.Judged(truck, reports.Select(r => r.Report), VehicleDocuments.None)
                .Where(c => c.Kind != FindingChangeKind.Retracted).Select(c => c.Finding);

        string Said(IEnumerable<(VehicleId Vehicle, PositionReport Report)> reports) =>
            string.Join("\n", Found(reports).Select(SomeFleet.Text).Order(StringComparer.Ordinal));
    }

    // An inspector has acknowledged the alert; the same reports come again in the new log, in order and one by one.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_inspector_did_stays_while_the_same_reports_come_again(bool isNewLog)
    {
        var lost = new List<string>();
        var seen = 0;
        foreach (var (seed, some) in new[] { (44, 22) }.Concat(Enumerable.Range(100, 20).Select(s => (s, 4 + (s % 26)))))
        {
            var fleet = SomeFleet.Drive(1, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), seed, s_clock, _ => SomeFleet.Punctual);
            var truck = fleet.Trucks[0].Vehicle;
            var log = fleet.Arrivals.ToArray();
            await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory($"{seed}").FullName, s_clock);
            if (await stages.StoreUntilCrashAsync(log, some) is not (var crashed, var end))
            {
                continue;
            }

            foreach (var alert in (await stages.AlertsAsync(truck)).Where(a => a.Status == AlertStatus.Open))
            {
                await stages.AlertsThemselves.HandleAsync(
                    alert.Id, new(HandlingAction.Acknowledge, "inspector", Instant.From(s_clock.GetUtcNow()), null, null), Stop);
                seen++;
            }

            if (isNewLog)
            {
                stages.RecreateTopic();
            }

            await stages.StartAsync(trustsHotState: true);
            for (var i = crashed; i < end; i++)
            {
                await stages.StoreAsync(await stages.JudgeAsync(isNewLog ? i - crashed : i, log[i..(i + 1)]));
                await stages.JudgeAllAskedAsync();
                foreach (var alert in (await stages.AlertsAsync(truck)).Where(a => a.Status == AlertStatus.Retracted))
                {
                    lost.Add($"seed {seed}: {SomeFleet.Text(alert.Finding)} is retracted once history has {log[i].Report.Time}");
                }
            }

            foreach (var alert in (await stages.AlertsAsync(truck)).Where(a => a.Status != AlertStatus.Acknowledged))
            {
                lost.Add($"seed {seed}: {SomeFleet.Text(alert.Finding)} is {alert.Status}, revision {alert.Revision}");
            }
        }

        Assert.InRange(seen, 3, int.MaxValue);
        Assert.True(lost.Count == 0, $"{lost.Count} of {seen}:\n{string.Join("\n", lost)}");
    }

    // The same reports come once more in the new log, one by one, and nothing else ever existed.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_the_same_reports_come_again_in_a_new_log_no_alert_is_retracted(bool isNewLog)
    {
        var retracted = new List<string>();
        var crashes = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var fleet = SomeFleet.Drive(1, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), seed, s_clock, _ => SomeFleet.Punctual);
            var truck = fleet.Trucks[0].Vehicle;
            var log = fleet.Arrivals.ToArray();
            await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory($"{seed}").FullName, s_clock);
            var some = random.Next(4, 30);
            if (await stages.StoreUntilCrashAsync(log, some) is not (var crashed, var end))
            {
                continue;
            }

            crashes++;
            var before = await stages.AllEventsAsync([truck]);
            var known = before.Count;
            if (isNewLog)
            {
                stages.RecreateTopic();
            }

            await stages.StartAsync(trustsHotState: seed % 4 < 2);
            for (var i = crashed; i < end; i++)
            {
                await stages.StoreAsync(await stages.JudgeAsync(isNewLog ? i - crashed : i, log[i..(i + 1)]));
                await stages.JudgeAllAskedAsync();
            }

            var after = await stages.AllEventsAsync([truck]);
            retracted.AddRange(after.Skip(known).Where(e => e.Kind == AlertEventKind.Retracted).Select(e => $"seed {seed}: {SomeFleet.Text(e.Alert.Finding)}"));
        }

        Assert.InRange(crashes, 5, int.MaxValue);
        Assert.True(retracted.Count == 0, $"{crashes} crashes; {retracted.Count} events:\n{string.Join("\n", retracted)}");
    }

    // Partition 1 of the log before is not opened by anybody yet; the alerts of its vehicles are all in history.
    [Fact]
    public async Task Opening_a_partition_of_a_new_log_reads_no_alerts_of_vehicles_of_other_partitions()
    {
        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        stages.Grow(2);
        await stages.StartAsync(true);
        var vehicles = Enumerable.Range(0, 100_000).Select(i => new VehicleId($"苏{(char)('A' + (i / 100_000))}{i % 100_000:00000}", PlateColour.Yellow))
            .Where(v => !stages.SessionNow.Owns(v)).Take(3000).ToList();
        Assert.Equal(3000, vehicles.Count);
        var owner = (await stages.AlertsThemselves.TakeOverAsync(1, 1, -1, Stop)).Owner;
        var begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromHours(1);
        var changes = vehicles.Select((v, i) => new AlertChange(v, Change(begin, i), new LogPosition(1, 1, i), begin)).ToList();
        await stages.AlertsThemselves.ApplyAsync(changes, [owner], Stop);

        stages.RecreateTopic();
        var calls = stages.ActiveCalls;
        await stages.StartAsync(true);
        Assert.Equal(calls, stages.ActiveCalls);
    }

    // A vehicle whose alerts rest on what is never read again may not cost all others their turn.
    [Fact]
    public async Task A_noted_truck_does_not_wait_for_trucks_that_cannot_be_evaluated_again_yet()
    {
        const int Lacking = 20;
        var way = BorderWay.First;
        var begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromHours(8);
        var lacking = Enumerable.Range(0, Lacking).Select(i => new VehicleId($"苏E2{i:0000}", PlateColour.Yellow)).ToList();
        PositionReport Standing(int step, double metres = -3000) => new()
        {
            Time = begin + TimeSpan.FromSeconds(30 * step),
            Position = Geodesy.Along(way.From, way.To, way.At(metres)),
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        };
        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        var offset = 0L;
        async Task StoreAsync(IEnumerable<(VehicleId, PositionReport)> some, bool isBehind)
        {
            var list = some.ToList();
            await stages.StoreAsync(await stages.JudgeAsync(offset, list), isBehind);
            offset += list.Count;
        }

        await StoreAsync(lacking.SelectMany(v => Enumerable.Range(0, 30).Select(i => (v, Standing(i)))), false);
        var owner = stages.SessionNow.AlertOwner;
        var until = begin + TimeSpan.FromHours(7);
        await stages.AlertsThemselves.ApplyAsync(
            [.. lacking.Select((v, i) => new AlertChange(v, Change(until, i), new LogPosition(1, 0, 1_000_000 + i), until))], [owner], Stop);
        stages.RecreateTopic();
        await stages.StartAsync(true);
        offset = 0;
        await StoreAsync(Enumerable.Range(100, 100).Select(i => (s_truck, Standing(i))), false);
        await StoreAsync(lacking.Select(v => (v, Standing(31))), true);
        var rejudged = await stages.CountAsync("hazmattrack_rejudged_total");
        await StoreAsync(lacking.Select(v => (v, Standing(32))).Append((s_truck, Standing(2))), true);
        var batches = 0;
        for (; batches < 100 && await stages.CountAsync("hazmattrack_rejudged_total") == rejudged; batches++)
        {
            await StoreAsync(lacking.Select(v => (v, Standing(33 + batches))), true);
        }

        Assert.InRange(batches, 0, 3);
    }

    // The program before read the new log for a while, in which nothing was raised; then this one is installed.
    [Fact]
    public async Task Alerts_that_are_all_in_history_lack_nothing_after_an_upgrade()
    {
        var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 22, s_clock, _ => SomeFleet.Punctual);
        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        stages.IsProgramBefore = true;
        await stages.TakeAsync([.. fleet.Arrivals], atATime: 100);
        Assert.All(fleet.Trucks, t => Assert.NotEmpty(stages.StandingAsync(t.Vehicle).Result));
        stages.RecreateTopic();
        await stages.StartAsync(trustsHotState: true);
        var place = SomeFleet.WayOf(0)[0];
        await stages.StoreAsync(await stages.JudgeAsync(0, [(new VehicleId("苏E90000", PlateColour.Yellow), new PositionReport
        {
            Time = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromMinutes(10),
            Position = place,
            Status = ReportStatus.Fixed,
        })]));

        stages.IsProgramBefore = false;
        await stages.StartAsync(trustsHotState: true);
        Assert.DoesNotContain(fleet.Trucks, t => stages.SessionNow.LackingOf(t.Vehicle) is not null);
    }

    // The alert rests on a time that the truck never reports: it was sold. An operator wants it evaluated again.
    [Fact]
    public async Task An_operator_can_have_a_truck_evaluated_again_whose_alerts_rest_on_a_log_that_is_gone()
    {
        var fleet = SomeFleet.Drive(2, TimeSpan.FromHours(3), TimeSpan.FromSeconds(30), 22, s_clock, _ => SomeFleet.Punctual);
        var truck = fleet.Trucks[1].Vehicle;
        var log = fleet.Arrivals.Where(a => a.Vehicle == truck).ToList();
        var onset = SomeFleet.Judged(truck, log.Select(a => a.Report), VehicleDocuments.None)
            .Where(c => c.Finding.Rule == "crossing").Select(c => c.Finding.Onset).Order().ElementAt(1);
        var before = log.FindIndex(a => a.Report.Time > onset) - 20;
        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        await stages.StoreAsync(await stages.JudgeAsync(0, log.Take(before)));
        stages.FailsAfterAlerts = true;
        var jumped = await stages.JudgeAsync(before, log.Skip(before + 30).Take(6));
        await Assert.ThrowsAsync<Stages.CrashException>(() => stages.StoreAsync(jumped));
        stages.RecreateTopic();
        await stages.StartAsync(trustsHotState: true);
        await stages.JudgeAgainAsync(truck, acceptsLoss: true);
        await stages.JudgeAllAskedAsync();
        Assert.Empty(await stages.NotedAsync());
        await stages.AssertStandsAsync(truck, log.Take(before).Select(a => a.Report));
    }

    private static FindingChange Change(Instant onset, int at)
    {
        var finding = new Finding
        {
            Rule = "crossing",
            RuleVersion = 1,
            Key = "320000>310000",
            Onset = onset,
            Position = new(31_290_000, 121_160_000),
            Severity = Severity.Notice,
        };
        return new(FindingChangeKind.Raised, new("crossing", finding.Key, onset), finding, ChangeCause.LateReport, at);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
