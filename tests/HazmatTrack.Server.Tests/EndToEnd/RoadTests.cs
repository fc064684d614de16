using System.Data.Common;
using System.Net;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Alerts;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Vehicles;
using HazmatTrack.Web.History;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>The road of one report, whole: Kafka, grain, alert, stream, history, hot state.</summary>
public sealed class RoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-road-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_crossing_reaches_the_inspector_history_and_hot_state()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var fleet = SomeFleet.Drive(1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 1, TimeProvider.System);
        var (vehicle, arrivals) = fleet.Trucks[0];
        var reports = SomeFleet.Distinct(arrivals.Select(a => a.Report));
        var expected = SomeFleet.Expected(vehicle, reports);
        Assert.Contains(expected, e => e.StartsWith("crossing", StringComparison.Ordinal));

        using var stream = await StreamClient.OpenAsync(silo.Http);
        await program.SendAsync(reports.Select(r => (vehicle, r)));

        var raised = await NextRaisedAsync(stream);
        Assert.Contains(vehicle.ToString(), raised, StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(async () => (await program.StandingAsync(vehicle)).SequenceEqual(expected), "the expected alerts");
        await silo.HasTakenAsync(reports.Count);
        Assert.Equal(reports, await program.HistoryAsync(vehicle));

        var hot = silo.Host.App.Services.GetRequiredService<IHotState>();
        await Eventually.BecomesTrueAsync(
            async () => (await hot.LastSeenAsync([vehicle], Stop))[0]?.Time == reports[^1].Time, "the newest report in hot state");
        Assert.Equal(reports.Count, await silo.CountAsync("hazmattrack_reports_applied_total"));
        Assert.Equal(reports.Count, await silo.CountAsync("hazmattrack_event_to_stored_seconds_count"));
        Assert.Equal(reports.Count, await silo.CountAsync("hazmattrack_arrival_to_stored_seconds_count"));
        await Eventually.BecomesTrueAsync(
            async () => await silo.CountAsync("hazmattrack_alert_stored_to_sent_seconds_count{to=\"stream\"}") >= expected.Count
                && await silo.CountAsync("hazmattrack_alert_stored_to_sent_seconds_count{to=\"topic\"}") >= expected.Count,
            "how long the alerts took");
        Assert.Equal(1, await silo.CountAsync("hazmattrack_build_info"));
    }

    [Fact]
    public async Task A_second_start_on_the_same_folder_continues_where_the_first_ended()
    {
        var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 2, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        foreach (var half in new[] { 0, 1 })
        {
            var silo = await program.StartAsync();
            var some = fleet.Arrivals.Where((_, i) => i < fleet.Arrivals.Count / 2 == (half == 0)).ToList();
            await program.SendAsync(some);
            await silo.HasTakenAsync(some.Count);
            if (half == 0)
            {
                await program.StopAsync(silo);
            }
        }

        await HasWhatItMustAsync(program, fleet);
    }

    [Fact]
    public async Task Trucks_that_fall_silent_sleep_and_go_on_with_their_next_report_as_if_they_had_not()
    {
        var fleet = SomeFleet.Drive(20, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 5, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync("--Ingest:SleepAfter=00:00:01");
        var sent = 0;
        foreach (var some in fleet.Arrivals.Chunk((fleet.Arrivals.Count / 4) + 1))
        {
            await program.SendAsync(some);
            sent += some.Length;
            await silo.HasTakenAsync(sent);
            var awake = silo.Host.App.Services.GetRequiredService<LocalVehicles>();
            await Eventually.BecomesTrueAsync(() => Task.FromResult(awake.Count == 0), "asleep");
        }

        await Eventually.BecomesTrueAsync(
            async () => await silo.CountAsync("hazmattrack_vehicles", "awake") == 0 && await silo.CountAsync("hazmattrack_vehicles", "asleep") == 20,
            "asleep, by the metrics");

        await HasWhatItMustAsync(program, fleet);
        var (loaded, rebuilt) = (await silo.CountAsync("hazmattrack_states_loaded_total"), await silo.CountAsync("hazmattrack_states_rebuilt_total"));
        Assert.True(loaded + rebuilt >= 60 && loaded > rebuilt, $"{loaded} loaded, {rebuilt} built again");
    }

    [Fact]
    public async Task Of_made_up_plates_only_so_many_a_day_are_taken_and_known_trucks_are_not_touched()
    {
        var fleet = SomeFleet.Drive(3, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 6, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync("--Ingest:NewVehiclesPerDay=4");
        var arrivals = fleet.Arrivals.OrderBy(a => a.Report.Time).ToList();
        var half = arrivals.Count / 2;
        await program.SendAsync(arrivals.Take(half));
        await silo.HasTakenAsync(half);

        var report = arrivals[half].Report;
        await program.SendAsync(Enumerable.Range(0, 50).Select(i => (new VehicleId($"皖A{20_000 + i}", PlateColour.Yellow), report)));
        await program.SendAsync(arrivals.Skip(half));
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_dead_letters_total", "too-many-new-vehicles") == 49, "dead letters");
        await HasWhatItMustAsync(program, fleet);
        Assert.Equal(4, await silo.CountAsync("hazmattrack_new_vehicles_total", "admitted"));

        // They are known from then on, whatever else is sent.
        await program.StopAsync(silo);
        silo = await program.StartAsync("--Ingest:NewVehiclesPerDay=1");
        await program.SendAsync([(fleet.Trucks[0].Vehicle, report with { Time = report.Time + TimeSpan.FromMinutes(59) })]);
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_reports_applied_total") == 1, "a known truck's report");
    }

    [Fact]
    public async Task A_plate_that_never_reported_is_not_made_known_by_having_it_judged_again()
    {
        var fleet = SomeFleet.Drive(2, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 6, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync(fleet.Arrivals.SkipLast(1));
        await silo.HasTakenAsync(fleet.Arrivals.Count - 1);
        var plate = new VehicleId("皖A20000", PlateColour.Yellow);
        using var answer = await silo.Http.PostAsync(
            new Uri($"/api/v1/vehicles/{plate}/judge-again", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);

        // What was asked for is looked at between the batches of reports.
        await program.SendAsync(fleet.Arrivals.TakeLast(1));
        await silo.HasTakenAsync(fleet.Arrivals.Count);
        await HasWhatItMustAsync(program, fleet);
        var status = HttpStatusCode.ServiceUnavailable;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var seen = await silo.Http.GetAsync(new Uri($"/api/v1/vehicles/{plate}", UriKind.Relative), TestContext.Current.CancellationToken);
                return (status = seen.StatusCode) != HttpStatusCode.ServiceUnavailable;
            },
            "hot state to be whole");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Null(silo.Host.App.Services.GetRequiredService<LocalVehicles>().Find(plate));
    }

    [Fact]
    public async Task Late_shuffled_and_doubled_reports_end_in_the_same_alerts()
    {
        var fleet = SomeFleet.Drive(6, TimeSpan.FromHours(3), TimeSpan.FromSeconds(30), 3, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var random = new Random(3);

        // Blocks of an hour's worth come in any order, and everything comes twice: most of it lies far before the tail.
        var blocks = fleet.Arrivals.Chunk(700).Concat(fleet.Arrivals.Chunk(900)).ToArray();
        random.Shuffle(blocks);
        var sent = 0;
        foreach (var block in blocks)
        {
            random.Shuffle(block);
            await program.SendAsync(block);
            sent += block.Length;
            await silo.HasTakenAsync(sent);
        }

        await HasWhatItMustAsync(program, fleet);
        Assert.True(await silo.CountAsync("hazmattrack_rejudged_total") > 0);
    }

    [Fact]
    public async Task Positions_are_read_only_while_the_silo_is_one_of_the_cluster()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();

        // In this order they start, and in the reverse they stop.
        var services = silo.Host.App.Services.GetServices<IHostedService>().ToList();
        var cluster = services.FindIndex(s => s.GetType().Name == "SiloHostedService");
        Assert.InRange(cluster, 0, services.FindIndex(s => s is TrackingService) - 1);
    }

    [Fact]
    public async Task What_is_no_position_goes_to_the_dead_letters_and_costs_nothing_else()
    {
        var fleet = SomeFleet.Drive(1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 4, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var (vehicle, _) = fleet.Trucks[0];
        var far = new PositionReport { Time = Instant.From(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(2)), Status = ReportStatus.Fixed };
        await program.SendAsync(fleet.Arrivals.Append((vehicle, far)).Append((vehicle, far with { Time = default })));
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_dead_letters_total") == 2, "dead letters");
        Assert.Equal(1, await silo.CountAsync("hazmattrack_dead_letters_total", "in-the-future"));
        Assert.Equal(1, await silo.CountAsync("hazmattrack_dead_letters_total", "clock-reset"));
        await HasWhatItMustAsync(program, fleet);
    }

    [Fact]
    public async Task A_vehicle_that_a_sender_spreads_over_partitions_is_neither_lost_nor_holds_anything_up()
    {
        var fleet = SomeFleet.Drive(2, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 6, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var kafka = silo.Host.App.Services.GetRequiredService<HazmatTrack.Kafka.KafkaOptions>();
        var (vehicle, arrivals) = fleet.Trucks[0];
        var reports = SomeFleet.Distinct(arrivals.Select(a => a.Report));
        using (var producer = new ProducerBuilder<string, byte[]>(kafka.Apply(new ProducerConfig())).Build())
        {
            foreach (var (n, report) in reports.Index())
            {
                producer.Produce(new TopicPartition(program.Topic, n % 3), new() { Key = vehicle.ToString(), Value = PositionSender.Encode(vehicle, report) });
            }

            producer.Flush(Stop);
        }

        var (other, others) = fleet.Trucks[1];
        await program.SendAsync(others.Select(a => (other, a.Report)));
        await silo.HasTakenAsync(reports.Count + others.Count);
        Assert.Equal(reports, await program.HistoryAsync(vehicle));
        Assert.Equal(SomeFleet.Expected(other, others.Select(a => a.Report)), await program.StandingAsync(other));
        Assert.Equal(0, await silo.CountAsync("hazmattrack_tracking_restarts_total"));
    }

    [Fact]
    public async Task While_a_store_does_not_answer_reading_pauses_and_then_goes_on_as_if_nothing_had_been()
    {
        var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 6, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();

        // A partition that is not open yet waits by itself, and reading would not pause for it.
        await program.SendAsync(fleet.Arrivals.Take(40));
        await silo.HasTakenAsync(40);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "history.db")};Pooling=False"))
        {
            await connection.OpenAsync(Stop);
            await using var locked = connection.BeginTransaction(deferred: false);
            await program.SendUntilPausedAsync(silo, [.. fleet.Arrivals.Skip(40)]);
        }

        await HasWhatItMustAsync(program, fleet);
        Assert.Equal(0, await silo.CountAsync("hazmattrack_tracking_restarts_total"));
    }

    [Fact]
    public async Task Flushed_hot_state_comes_back_parked_vehicles_included()
    {
        var fleet = SomeFleet.Drive(5, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 5, TimeProvider.System);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync(fleet.Arrivals);
        var hot = silo.Host.App.Services.GetRequiredService<IHotState>();
        VehicleId[] all = [.. fleet.Trucks.Select(t => t.Vehicle)];
        async Task<bool> AllThereAsync() => (await hot.LastSeenAsync(all, Stop))
            .Zip(fleet.Trucks, (s, t) => s?.Time == t.Arrivals.Max(a => a.Report.Time.UnixMilliseconds).AsInstant()).All(same => same);
        await Eventually.BecomesTrueAsync(AllThereAsync, "all in hot state");
        var redis = silo.Host.App.Services.GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>();
        await redis.GetServers()[0].FlushAllDatabasesAsync();
        await Eventually.BecomesTrueAsync(AllThereAsync, "all in hot state again", 30);
    }

    internal static async Task HasWhatItMustAsync(TestProgram program, SomeFleet fleet, int seconds = 30)
    {
        foreach (var (vehicle, arrivals) in fleet.Trucks)
        {
            var reports = arrivals.Select(a => a.Report).ToList();
            var expected = SomeFleet.Expected(vehicle, reports);
            IReadOnlyList<string> standing = [];
            await Eventually.BecomesTrueAsync(
                () => AskedAsync(async () => (standing = await program.StandingAsync(vehicle)).SequenceEqual(expected)),
                () => $"{vehicle}: the expected alerts\n{string.Join('\n', expected)}\nstanding\n{string.Join('\n', standing)}",
                seconds);
            var all = SomeFleet.Distinct(reports);
            List<PositionReport> history = [];
            await Eventually.BecomesTrueAsync(
                () => AskedAsync(async () => (history = await program.HistoryAsync(vehicle)).Count >= all.Count), $"{vehicle}: its whole history", seconds);
            Assert.Equal(all, history);
        }
    }

    /// <summary>A connection that a test has cut is no answer, nor is one that says that a partition has no owner for the moment: it is asked again.</summary>
    private static async Task<bool> AskedAsync(Func<Task<bool>> outcome)
    {
        try
        {
            return await outcome();
        }
        catch (Exception e) when (e is DbException or TrackHistoryException)
        {
            return false;
        }
    }

    internal static async Task<string> NextRaisedAsync(StreamClient stream)
    {
        while (await stream.NextAsync() is { } item)
        {
            if (item.Type == "raised")
            {
                return item.Data;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}

file static class Numbers
{
    public static Instant AsInstant(this long milliseconds) => new(milliseconds);
}
