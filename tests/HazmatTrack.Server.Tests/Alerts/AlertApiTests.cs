using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Tests.Alerts;
using HazmatTrack.TestServers;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Server.Tests.Alerts;

public class AlertApiTests
{
    [Fact]
    public async Task An_alert_is_shown_with_everything_that_others_build_on()
    {
        await using var host = await AlertsHost.StartAsync();
        var id = await host.RaisedAsync();
        var list = await JsonAsync(host, "/api/v1/alerts?province=310000&status=open,acknowledged&from=2026-03-01T08:00:00%2B08:00");
        Assert.Equal(JsonValueKind.Null, list.GetProperty("nextCursor").ValueKind);
        Assert.Equal("1", list.GetProperty("lastEventId").GetString());
        var alert = Assert.Single(list.GetProperty("items").EnumerateArray());
        var detail = await JsonAsync(host, $"/api/v1/alerts/{id}");
        foreach (var shown in (JsonElement[])[alert, detail])
        {
            Assert.Equal(id.ToString(), shown.GetProperty("id").GetString());
            Assert.Equal("crossing", shown.GetProperty("rule").GetString());
            Assert.Equal(1, shown.GetProperty("ruleVersion").GetInt32());
            Assert.Equal("notice", shown.GetProperty("severity").GetString());
            Assert.Equal("open", shown.GetProperty("status").GetString());
            Assert.Equal("2026-03-01T08:00:00+08:00", shown.GetProperty("onset").GetString());
            Assert.Equal("2026-03-01T08:01:00.100+08:00", shown.GetProperty("detectedAt").GetString());
            Assert.Equal("沪A12345_2", shown.GetProperty("vehicle").GetString());
            Assert.Equal(121.105, shown.GetProperty("position").GetProperty("lon").GetDouble());
            Assert.Equal("320000", shown.GetProperty("fromProvince").GetString());
            Assert.Equal("310000", shown.GetProperty("toProvince").GetString());
            Assert.False(shown.GetProperty("late").GetBoolean());
            Assert.Equal(1, shown.GetProperty("revision").GetInt32());
            var before = shown.GetProperty("crossing").GetProperty("before");
            Assert.Equal((3, 97), (before.GetProperty("partition").GetInt32(), before.GetProperty("offset").GetInt32()));
            Assert.Equal(100, shown.GetProperty("evidence")[0].GetProperty("offset").GetInt32());
        }

        Assert.False(alert.TryGetProperty("history", out _));
        Assert.Equal("raised", detail.GetProperty("history")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_list_is_read_page_by_page()
    {
        await using var host = await AlertsHost.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await host.RaiseAsync(i);
        }

        var (cursor, seen) = ("", new List<string?>());
        do
        {
            var page = await JsonAsync(host, $"/api/v1/alerts?limit=3{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("onset").GetString()));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Open_violations_are_asked_for_by_themselves_however_old_and_counted_in_full()
    {
        await using var host = await AlertsHost.StartAsync();
        await host.RaiseAsync(1, Severity.Red);
        for (var i = 2; i < 40; i++)
        {
            await host.RaiseAsync(i, Severity.Notice);
        }

        var (old, newest) = (await JsonAsync(host, "/api/v1/alerts?severity=yellow,orange,red&status=open,acknowledged,assigned,handled&limit=5"), await JsonAsync(host, "/api/v1/alerts?limit=5"));
        Assert.Equal("red", Assert.Single(old.GetProperty("items").EnumerateArray()).GetProperty("severity").GetString());
        Assert.All(newest.GetProperty("items").EnumerateArray(), a => Assert.Equal("notice", a.GetProperty("severity").GetString()));
        var counts = await JsonAsync(host, "/api/v1/alerts/counts");
        Assert.Equal(
            (39, 1, 38, 1, "39"),
            (counts.GetProperty("total").GetInt32(), counts.GetProperty("violations").GetInt32(), counts.GetProperty("notice").GetInt32(),
                counts.GetProperty("red").GetInt32(), counts.GetProperty("lastEventId").GetString()));
    }

    [Fact]
    public async Task What_is_open_comes_first_where_it_is_asked_for_and_pages_go_on_in_their_own_order_only()
    {
        await using var host = await AlertsHost.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            await host.RaiseAsync(i);
        }

        await host.Store.ApplyAsync(
            [SomeAlerts.Change(FindingChangeKind.Retracted, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(5)), 90)], default);
        var first = await JsonAsync(host, "/api/v1/alerts?sort=open&limit=4");
        var rest = await JsonAsync(host, $"/api/v1/alerts?sort=open&limit=4&cursor={first.GetProperty("nextCursor").GetString()}");
        Assert.Equal(
            ["open", "open", "open", "open", "open", "retracted"],
            first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(a => a.GetProperty("status").GetString()));
        await BadAsync(await host.Client.GetAsync($"/api/v1/alerts?cursor={first.GetProperty("nextCursor").GetString()}"), HttpStatusCode.BadRequest, "cursor");
        await BadAsync(await host.Client.GetAsync($"/api/v1/alerts?sort=open&order=asc&cursor={first.GetProperty("nextCursor").GetString()}"), HttpStatusCode.BadRequest, "cursor");
    }

    [Fact]
    public async Task An_alert_that_ended_is_not_told_as_amended_by_late_data()
    {
        await using var host = await AlertsHost.StartAsync();
        var id = await host.RaisedAsync();
        await host.Store.ApplyAsync([SomeAlerts.Amend(200, SomeAlerts.Finding() with { End = SomeAlerts.Morning + TimeSpan.FromMinutes(9) })], default);
        var ended = await JsonAsync(host, $"/api/v1/alerts/{id}");
        Assert.Equal((false, false), (ended.GetProperty("late").GetBoolean(), ended.GetProperty("amendedLate").GetBoolean()));
        await host.Store.ApplyAsync([SomeAlerts.Change(FindingChangeKind.Amended, SomeAlerts.Finding(measured: "3 km"), 300, late: true)], default);
        var corrected = await JsonAsync(host, $"/api/v1/alerts/{id}");
        Assert.Equal((false, true), (corrected.GetProperty("late").GetBoolean(), corrected.GetProperty("amendedLate").GetBoolean()));
        Assert.Equal([false, false, true], corrected.GetProperty("history").EnumerateArray().Select(h => h.GetProperty("late").GetBoolean()));
    }

    [Fact]
    public async Task An_inspector_takes_an_alert_through_its_life()
    {
        await using var host = await AlertsHost.StartAsync();
        await host.Store.ApplyAsync([SomeAlerts.Raise(100, SomeAlerts.Finding(severity: Severity.Red))], default);
        var id = (await host.Store.ListAsync(new(), default)).Alerts[0].Id;
        foreach (var (step, body, status) in ((string, object, string)[])[
            ("acknowledge", new { note = "看到" }, "acknowledged"),
            ("acknowledge", new { note = "看到" }, "acknowledged"),
            ("assign", new { assignee = "王警官" }, "assigned"),
            ("handle", new { }, "handled"),
            ("close", new { }, "closed")])
        {
            using var answer = await host.Client.PostAsJsonAsync($"/api/v1/alerts/{id}/{step}", body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(status, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        }

        var history = (await JsonAsync(host, $"/api/v1/alerts/{id}")).GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(["raised", "acknowledged", "assigned", "handled", "closed"], history.Select(h => h.GetProperty("type").GetString()));
        Assert.All(history.Skip(1), h => Assert.Equal(SomePeople.Everybody.Caller.Name, h.GetProperty("by").GetString()));
        Assert.Equal("看到", history[1].GetProperty("note").GetString());
        Assert.Equal("王警官", history[2].GetProperty("assignee").GetString());
    }

    [Fact]
    public async Task A_step_that_cannot_be_taken_is_a_conflict_with_its_name()
    {
        await using var host = await AlertsHost.StartAsync();
        var id = await host.RaisedAsync();
        await ConflictAsync("handle", "not-seen-yet");
        await host.Store.HandleAsync(id, SomeAlerts.Step(HandlingAction.Acknowledge, by: "张警官"), default);
        Assert.Contains("张警官", await ConflictAsync("acknowledge", "already-done"), StringComparison.Ordinal);
        await host.Store.ApplyAsync([SomeAlerts.Retract(200)], default);
        await ConflictAsync("close", "alert-retracted");

        async Task<string> ConflictAsync(string step, string code)
        {
            using var answer = await host.Client.PostAsJsonAsync($"/api/v1/alerts/{id}/{step}", new { });
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(code, problem.GetProperty("code").GetString());
            return problem.GetProperty("detail").GetString()!;
        }
    }

    [Theory]
    [InlineData("vehicle=沪A12345", "vehicle")]
    [InlineData("vehicle=", "vehicle")]
    [InlineData("vehicle=沪A12345_2&vehicle=沪A12346_2", "vehicle")]
    [InlineData("province=31", "province")]
    [InlineData("province=上海", "province")]
    [InlineData("status=new", "status")]
    [InlineData("status=open,", "status")]
    [InlineData("severity=grave", "severity")]
    [InlineData("severity=red,,orange", "severity")]
    [InlineData("sort=severity", "sort")]
    [InlineData("order=up", "order")]
    [InlineData("from=2026-03-01", "from")]
    [InlineData("from=2026-03-01T08:00:00", "from")]
    [InlineData("from=2026-13-01T08:00:00Z", "from")]
    [InlineData("to=yesterday", "to")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "to")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("provnice=310000", "provnice")]
    public async Task A_bad_parameter_is_named(string query, string field)
    {
        await using var host = await AlertsHost.StartAsync();
        await BadAsync(await host.Client.GetAsync($"/api/v1/alerts?{query}"), HttpStatusCode.BadRequest, field);
    }

    [Theory]
    [InlineData("province=1", "province")]
    [InlineData("severity=Red", "severity")]
    [InlineData("status=none", "status")]
    [InlineData("vehicle=沪A12345_2", "vehicle")]
    public async Task A_bad_parameter_of_the_stream_is_named(string query, string field)
    {
        await using var host = await AlertsHost.StartAsync();
        await BadAsync(await host.Client.GetAsync($"/api/v1/alerts/stream?{query}"), HttpStatusCode.BadRequest, field);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"note":"李"}x""", "body")]
    [InlineData("""{"by":"李"}""", "by")]
    [InlineData("""{"by":7}""", "by")]
    [InlineData("""{"assignee":"王"}""", "assignee")]
    [InlineData("""{"note":"\u0007"}""", "note")]
    [InlineData("""{"notes":"x"}""", "notes")]
    public async Task A_bad_body_is_named(string body, string field)
    {
        await using var host = await AlertsHost.StartAsync();
        var id = await host.RaisedAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await BadAsync(await host.Client.PostAsync($"/api/v1/alerts/{id}/acknowledge", content), HttpStatusCode.BadRequest, field);
        Assert.Single(await host.Store.EventsAfterAsync(0, 10, default));
    }

    [Fact]
    public async Task Bodies_too_long_of_another_kind_or_without_assignee_are_refused()
    {
        await using var host = await AlertsHost.StartAsync();
        var id = await host.RaisedAsync();
        var uri = $"/api/v1/alerts/{id}/assign";
        await BadAsync(await host.Client.PostAsJsonAsync(uri, new { assignee = "王", note = new string('x', 2001) }),
            HttpStatusCode.BadRequest, "note");
        await BadAsync(await host.Client.PostAsJsonAsync(uri, new { assignee = "王", note = new string('x', 20_000) }),
            HttpStatusCode.RequestEntityTooLarge, "body");
        await BadAsync(await host.Client.PostAsJsonAsync(uri, new { assignee = new string('x', 101) }), HttpStatusCode.BadRequest, "assignee");
        await BadAsync(await host.Client.PostAsJsonAsync(uri, new { by = "李", assignee = "王" }), HttpStatusCode.BadRequest, "by");
        await BadAsync(await host.Client.PostAsJsonAsync(uri, new { }), HttpStatusCode.BadRequest, "assignee");
        using var form = new StringContent("by=李");
        await BadAsync(await host.Client.PostAsync(uri, form), HttpStatusCode.UnsupportedMediaType, "Content-Type");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00000000000000000000")]
    public async Task An_unknown_alert_is_not_found(string id)
    {
        await using var host = await AlertsHost.StartAsync();
        using var read = await host.Client.GetAsync($"/api/v1/alerts/{id}");
        using var step = await host.Client.PostAsJsonAsync($"/api/v1/alerts/{id}/close", new { });
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (read.StatusCode, step.StatusCode));
        Assert.Equal("application/problem+json", read.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_store_that_cannot_be_asked_is_an_error_and_never_an_empty_list()
    {
        var database = await Servers.NewPostgresDatabaseAsync();
        await using var host = await AlertsHost.StartAsync(store: await AlertStore.OpenPostgresAsync(database, default));
        await using (var admin = new Npgsql.NpgsqlConnection(database))
        {
            await admin.OpenAsync();
            await using var command = new Npgsql.NpgsqlCommand("drop table alert", admin);
            await command.ExecuteNonQueryAsync();
        }

        using var answer = await host.Client.GetAsync("/api/v1/alerts");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("store-unavailable", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private static async Task<JsonElement> JsonAsync(AlertsHost host, string uri) => await host.Client.GetFromJsonAsync<JsonElement>(uri);

    private static async Task BadAsync(HttpResponseMessage answer, HttpStatusCode status, string field)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        }
    }
}
