using System.Globalization;
using System.Net.Sockets;
using System.Net;
using System.Text.Json;
using System.Text;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Http.Access;
using HazmatTrack.Http;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Tests.Alerts;
using HazmatTrack.TestServers;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Testing;
using HazmatTrack.Web.Alerts;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Alerts;

public class AlertStreamTests
{
    [Fact]
    public async Task A_client_is_told_of_an_alert_as_it_is_stored()
    {
        await using var host = await AlertsHost.StartAsync();
        using var stream = await StreamClient.OpenAsync(host.Client);
        Assert.Equal(("0", "start"), await HeadAsync(stream));
        var id = await host.RaisedAsync();
        var (eventId, type, data) = (await stream.NextAsync())!.Value;
        Assert.Equal(("1", "raised"), (eventId, type));
        var told = JsonDocument.Parse(data).RootElement;
        Assert.Equal(id.ToString(), told.GetProperty("alert").GetProperty("id").GetString());
        Assert.Equal("由江苏进入上海", told.GetProperty("alert").GetProperty("title").GetProperty("zh-CN").GetString());

        await host.Store.HandleAsync(id, SomeAlerts.Step(HandlingAction.Acknowledge), default);
        Assert.Equal(("2", "acknowledged"), await HeadAsync(stream));
        await host.Store.ApplyAsync([SomeAlerts.Retract(200)], default);
        Assert.Equal(("3", "retracted"), await HeadAsync(stream));
    }

    [Fact]
    public async Task No_event_is_lost_or_doubled_over_many_reconnections()
    {
        const int Count = 400;
        await using var host = await AlertsHost.StartAsync(new() { StreamBuffer = 16 });
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
            {
                await host.RaiseAsync(i);
            }
        });

        // Five clients that leave and come back all the time, one of them so rarely that it must read the store.
        var told = await Task.WhenAll(Enumerable.Range(1, 5).Select(async client =>
        {
            var random = new Random(client);
            var seen = new List<long>();
            var lastId = "0";
            while (seen.Count < Count)
            {
                using var stream = random.Next(2) == 0
                    ? await StreamClient.OpenAsync(host.Client, lastEventId: lastId)
                    : await StreamClient.OpenAsync(host.Client, $"?lastEventId={lastId}");
                for (var left = random.Next(1, client * 20); left >= 0 && seen.Count < Count; left--)
                {
                    var (id, type, _) = (await stream.NextAsync())!.Value;
                    if (type == "raised")
                    {
                        seen.Add(long.Parse(id!, CultureInfo.InvariantCulture));
                    }
                }

                lastId = stream.LastId!;
            }

            return seen;
        }));
        await writing;
        Assert.All(told, seen => Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), seen));
    }

    [Fact]
    public async Task A_client_goes_on_where_it_was_after_the_server_was_started_again()
    {
        var folder = Directory.CreateTempSubdirectory("hazmat-alerts-");
        var file = Path.Combine(folder.FullName, "alerts.db");
        string lastId;
        await using (var host = await AlertsHost.StartAsync(file: file))
        {
            using var stream = await StreamClient.OpenAsync(host.Client);
            await host.RaiseAsync(1);
            await HeadAsync(stream);
            await HeadAsync(stream);
            lastId = stream.LastId!;
            await host.RaiseAsync(2);
        }

        await using (var host = await AlertsHost.StartAsync(file: file))
        {
            using var stream = await StreamClient.OpenAsync(host.Client, lastEventId: lastId);
            await host.RaiseAsync(3);
            Assert.Equal(("1", "start"), await HeadAsync(stream));
            Assert.Equal(("2", "raised"), await HeadAsync(stream));
            Assert.Equal(("3", "raised"), await HeadAsync(stream));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_client_hears_each_event_once_though_the_first_reads_of_the_store_failed()
    {
        const int Count = 620;
        var folder = Directory.CreateTempSubdirectory("hazmat-alerts-");
        var file = Path.Combine(folder.FullName, "alerts.db");
        await using (var store = await AlertStore.OpenSqliteAsync(file, default))
        {
            await store.ApplyAsync(
                [.. Enumerable.Range(1, Count).Select(i => SomeAlerts.Raise(i, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(i))))], default);
        }

        await RunAsync(file, "alter table alert_event rename to away", changed: 0);
        await using (var host = await AlertsHost.StartAsync(options: new() { Poll = TimeSpan.FromMilliseconds(50) }, file: file))
        {
            var metrics = host.Services.GetRequiredService<AlertStreamMetrics>();
            await Eventually.BecomesTrueAsync(() => metrics.Failures.Value >= 1, "the first read to fail");
            await RunAsync(file, "alter table away rename to alert_event", changed: 0);
            using var stream = await StreamClient.OpenAsync(host.Client, lastEventId: "0");
            Assert.Equal(("0", "start"), await HeadAsync(stream));
            for (var i = 1; i <= Count; i++)
            {
                Assert.Equal((i.ToString(CultureInfo.InvariantCulture), "raised"), await HeadAsync(stream));
            }
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_client_that_follows_open_violations_hears_of_each_until_it_is_none()
    {
        await using var host = await AlertsHost.StartAsync();
        using var stream = await StreamClient.OpenAsync(host.Client, "?severity=orange,red&status=open,acknowledged");
        await host.RaiseAsync(1, Severity.Notice);
        await host.RaiseAsync(2, Severity.Red);
        var red = (await host.Store.ListAsync(new() { Severities = [Severity.Red] }, default)).Alerts[0];
        await host.Store.HandleAsync(red.Id, SomeAlerts.Step(HandlingAction.Acknowledge), default);
        await host.Store.HandleAsync(red.Id, SomeAlerts.Step(HandlingAction.Handle), default);
        await host.Store.HandleAsync(red.Id, SomeAlerts.Step(HandlingAction.Close), default);
        await host.RaiseAsync(3, Severity.Orange);
        var onset = SomeAlerts.Morning + TimeSpan.FromSeconds(3);
        await host.Store.ApplyAsync([SomeAlerts.Amend(200, SomeAlerts.Finding(onset, severity: Severity.Yellow), onset)], default);
        await host.Store.ApplyAsync([SomeAlerts.Retract(201, SomeAlerts.Finding(onset))], default);
        await host.RaiseAsync(4, Severity.Red);
        foreach (var expected in (
            (string?, string)[])[("0", "start"), ("2", "raised"), ("3", "acknowledged"), ("4", "handled"), ("6", "raised"), ("7", "amended"), ("9", "raised")])
        {
            Assert.Equal(expected, await HeadAsync(stream));
        }
    }

    [Fact]
    public async Task A_filtered_client_hears_of_its_province_and_rule_only_and_its_id_moves_on()
    {
        await using var host = await AlertsHost.StartAsync(new() { Heartbeat = TimeSpan.FromMilliseconds(100) });
        using var shanghai = await StreamClient.OpenAsync(host.Client, "?province=310000&rule=permit");
        await host.RaiseAsync(1);
        await host.Store.ApplyAsync([SomeAlerts.Raise(2, SomeAlerts.Finding(rule: "permit") with { Province = ProvinceCode.Zhejiang })], default);
        await host.Store.ApplyAsync([SomeAlerts.Raise(3, SomeAlerts.Finding(rule: "permit", key: "x"))], default);
        Assert.Equal(("0", "start"), await HeadAsync(shanghai));
        Assert.Equal(("3", "raised"), await HeadAsync(shanghai));
        await host.RaiseAsync(4);
        while (await shanghai.LineAsync("id: ") != "id: 4")
        {
        }

        await shanghai.LineAsync(": alive");
    }

    [Theory]
    [InlineData("99", "unknown", "3")]
    [InlineData("1", "expired", "2")]
    public async Task A_client_that_cannot_be_resumed_is_told_so(string lastEventId, string reason, string continues)
    {
        var folder = Directory.CreateTempSubdirectory("hazmat-alerts-");
        var file = Path.Combine(folder.FullName, "alerts.db");
        await using (var host = await AlertsHost.StartAsync(file: file))
        {
            for (var i = 1; i <= 3; i++)
            {
                await host.RaiseAsync(i);
            }

            // As an operator would who moved the oldest events to an archive.
            await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "delete from alert_event where sequence <= 2";
            await command.ExecuteNonQueryAsync();

            using var stream = await StreamClient.OpenAsync(host.Client, lastEventId: lastEventId);
            var (id, type, data) = (await stream.NextAsync())!.Value;
            Assert.Equal((continues, "gap"), (id, type));
            Assert.Equal(reason, JsonDocument.Parse(data).RootElement.GetProperty("reason").GetString());
            await host.RaiseAsync(4);
            Assert.Equal(reason == "unknown" ? "4" : "3", (await stream.NextAsync())!.Value.Id);
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999999")]
    [InlineData("3fa85f64-5717-4562-b3fc-2c963f66afa6")]
    [InlineData("%20")]
    [InlineData("")]
    public async Task A_client_whose_last_id_cannot_be_used_is_told_so_and_hears_what_comes_next(string id)
    {
        await using var host = await AlertsHost.StartAsync();
        await host.RaiseAsync(1);
        using var query = await StreamClient.OpenAsync(host.Client, $"?lastEventId={id}");
        using var header = await StreamClient.OpenAsync(host.Client, "?lastEventId=x", lastEventId: id.Length == 0 ? "x" : id);
        foreach (var stream in new[] { query, header })
        {
            var (continues, type, data) = (await stream.NextAsync())!.Value;
            Assert.Equal(("1", "gap"), (continues, type));
            Assert.Equal("unusable", JsonDocument.Parse(data).RootElement.GetProperty("reason").GetString());
        }

        await host.RaiseAsync(2);
        Assert.Equal(("2", "raised"), await HeadAsync(query));
        Assert.Equal(("2", "raised"), await HeadAsync(header));
    }

    [Fact]
    public async Task A_stream_tells_browsers_when_to_come_back()
    {
        await using var host = await AlertsHost.StartAsync();
        using var stream = await StreamClient.OpenAsync(host.Client);
        Assert.Equal("retry: 2000", await stream.LineAsync("retry"));
    }

    [Fact]
    public async Task A_client_that_takes_no_bytes_is_cut_off_and_costs_the_others_nothing()
    {
        // Time is the test's own: it goes on only after the quick client has heard everything, so no slow machine makes that one slow.
        var clock = new FakeTimeProvider();
        var options = new AlertStreamOptions { SlowClient = TimeSpan.FromMinutes(5), Heartbeat = TimeSpan.FromMinutes(5), StreamBuffer = 16 };
        await using var host = await AlertsHost.StartAsync(options, clock: clock);
        using var slow = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync("127.0.0.1", host.Client.BaseAddress!.Port);
        await slow.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/alerts/stream?lastEventId=0 HTTP/1.1\r\nHost: x\r\n\r\n"));
        using var quick = await StreamClient.OpenAsync(host.Client, lastEventId: "0");
        Assert.Equal("start", (await HeadAsync(quick)).Type);

        // 50 MB are more than any system holds for a client that reads nothing.
        var metrics = (AlertStreamMetrics)host.Services.GetService(typeof(AlertStreamMetrics))!;
        var heard = 0;
        for (var raised = 0; metrics.SlowClients.Value == 0; raised += 200)
        {
            Assert.True(raised < 40_000, "The slow client was not cut off.");
            await host.Store.ApplyAsync(
                [.. Enumerable.Range(raised, 200)
                    .Select(i => SomeAlerts.Raise(i, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(i), measured: new('x', 500))))],
                default);
            for (; heard < raised + 200; heard++)
            {
                Assert.Equal(heard + 1, long.Parse((await quick.NextAsync())!.Value.Id!, CultureInfo.InvariantCulture));
            }

            clock.Advance(options.SlowClient / 3);
        }
    }

    [Fact]
    public async Task A_client_that_takes_no_bytes_while_the_server_ends_is_cut_off()
    {
        await using var host = await AlertsHost.StartAsync(new() { SlowClient = TimeSpan.FromMilliseconds(50) });
        var body = new StuckBody();
        var context = new DefaultHttpContext { RequestServices = host.Services, User = new(new CallerIdentity(SomePeople.Everybody.Caller, "Test")) };
        context.Response.Body = body;
        var streaming = host.Services.GetRequiredService<AlertStream>().RunAsync(context, new(null, null, [], []), null);
        await body.Flushed;
        await host.Services.GetRequiredService<ServingEnd>().StoppingAsync(TestContext.Current.CancellationToken);
        await streaming;
        Assert.Equal(1, host.Services.GetRequiredService<AlertStreamMetrics>().SlowClients.Value);
    }

    [Fact]
    public async Task A_store_that_cannot_be_asked_is_told_to_those_who_listen()
    {
        var database = await Servers.NewPostgresDatabaseAsync();
        await using var host = await AlertsHost.StartAsync(
            new() { Heartbeat = TimeSpan.FromMilliseconds(200) }, new() { Poll = TimeSpan.FromMilliseconds(50) },
            store: await AlertStore.OpenPostgresAsync(database, default));
        using var stream = await StreamClient.OpenAsync(host.Client);
        Assert.Equal("start", (await HeadAsync(stream)).Type);

        await using var admin = new Npgsql.NpgsqlConnection(database);
        await admin.OpenAsync();
        await ExecuteAsync(admin, "alter table alert_event rename to alert_event_gone");
        Assert.Equal("stale", (await HeadAsync(stream)).Type);
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(host.Services.GetRequiredService<AlertTail>().StaleSince is not null), "no read that began before is under way");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/api/v1/alerts/stream?lastEventId=0")).StatusCode);

        await ExecuteAsync(admin, "alter table alert_event_gone rename to alert_event");
        string type;
        do
        {
            type = (await HeadAsync(stream)).Type;
        }
        while (type == "stale");
        Assert.Equal("current", type);
        Assert.Null(host.Services.GetRequiredService<AlertTail>().StaleSince);
        await host.RaiseAsync(1);
        Assert.Equal(("1", "raised"), await HeadAsync(stream));
    }

    [Fact]
    public async Task A_client_of_one_silo_hears_at_once_what_another_silo_stored()
    {
        var database = await Servers.NewPostgresDatabaseAsync();
        var options = new AlertsOptions { Poll = TimeSpan.FromSeconds(30) };
        await using var host = await AlertsHost.StartAsync(options: options, store: await AlertStore.OpenPostgresAsync(database, default));
        await using var other = await AlertStore.OpenPostgresAsync(database, default);
        using var stream = await StreamClient.OpenAsync(host.Client, lastEventId: "0");
        Assert.Equal("start", (await HeadAsync(stream)).Type);
        await other.ApplyAsync([SomeAlerts.Raise()], default);

        // The next look by itself would come only after half a minute, beyond the client's own deadline.
        Assert.Equal(("1", "raised"), await HeadAsync(stream));
    }

    /// <summary>Takes what is written before the first flush, and then nothing.</summary>
    private sealed class StuckBody : MemoryStream
    {
        private readonly TaskCompletionSource _flushed = new();

        public Task Flushed => _flushed.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_flushed.Task.IsCompleted)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            _flushed.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private static async Task<(string? Id, string Type)> HeadAsync(StreamClient stream)
    {
        var (id, type, _) = (await stream.NextAsync())!.Value;
        return (id, type);
    }

    private static async Task RunAsync(string file, string sql, int changed = 1)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(changed, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
