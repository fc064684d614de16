using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Access.Administration;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Http.Access;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>An administrator registers an operator with its vehicles and keys, and the operator uses them.</summary>
public sealed class AdministrationTests : IDisposable
{
    private const string Code = "91330000MA0000004K";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-admin-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task An_operator_is_registered_with_vehicles_and_a_key_sends_with_it_and_is_refused_once_the_key_is_revoked_or_the_operator_suspended()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync("--Operators:TakesUnregistered=false");
        using var administrator = await ClientAsync(silo, "administrator");

        Assert.Equal(201, (int)await StatusAsync(administrator.PutAsJsonAsync(
            $"/api/v1/operators/{Code}", new { name = "丙运输企业", province = "330000", contact = "调度 0571" }, Stop)));
        var registered = await JsonAsync(administrator.PostAsJsonAsync(
            $"/api/v1/operators/{Code}/vehicles", new { vehicles = new[] { "浙A12345_2", "浙A12346_2" } }, Stop));
        Assert.Equal(2, registered.GetProperty("registered").GetInt32());
        var created = await JsonAsync(administrator.PostAsJsonAsync(
            "/api/v1/keys", new { name = "网关", owner = Code, role = "operator", actions = new[] { "positions:send", "operators:read" }, days = 90 }, Stop));
        var (key, id) = (created.GetProperty("key").GetString()!, created.GetProperty("about").GetProperty("id").GetString()!);

        using var gateway = new HttpClient { BaseAddress = silo.Http.BaseAddress, DefaultRequestHeaders = { { "X-Api-Key", key } } };
        Assert.Equal(202, (int)await StatusAsync(SendAsync(gateway)));
        Assert.Equal(403, (int)await StatusAsync(gateway.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), Stop)));

        // The operator sees itself, its vehicles and its keys, and nobody else's.
        Assert.Equal(["浙A12345_2", "浙A12346_2"], Ids(await JsonAsync(gateway.GetAsync(new Uri($"/api/v1/operators/{Code}/vehicles", UriKind.Relative), Stop))));
        Assert.Equal([id], Ids(await JsonAsync(gateway.GetAsync(new Uri("/api/v1/keys", UriKind.Relative), Stop))));
        Assert.Equal(404, (int)await StatusAsync(gateway.GetAsync(new Uri($"/api/v1/operators/{DemoPeople.OperatorA}", UriKind.Relative), Stop)));
        Assert.Empty(Ids(await JsonAsync(gateway.GetAsync(new Uri($"/api/v1/keys?owner={DemoPeople.OperatorA}", UriKind.Relative), Stop))));

        // A list never shows the secret.
        var listed = await (await administrator.GetAsync(new Uri($"/api/v1/keys?owner={Code}", UriKind.Relative), Stop)).Content.ReadAsStringAsync(Stop);
        Assert.Contains(id, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(key[17..60], listed, StringComparison.Ordinal);

        await SuspendAsync(true);
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(SendAsync(gateway)) == HttpStatusCode.Unauthorized, "refused while suspended", 10);
        await SuspendAsync(false);
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(SendAsync(gateway)) == HttpStatusCode.Accepted, "taken again", 10);
        Assert.Equal(200, (int)await StatusAsync(administrator.DeleteAsync(new Uri($"/api/v1/keys/{id}", UriKind.Relative), Stop)));
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(SendAsync(gateway)) == HttpStatusCode.Unauthorized, "refused once revoked", 10);

        async Task SuspendAsync(bool suspended) => Assert.Equal(200, (int)await StatusAsync(administrator.PutAsJsonAsync(
            $"/api/v1/operators/{Code}", new { name = "丙运输企业", province = "330000", suspended }, Stop)));
    }

    [Fact]
    public async Task A_vehicle_stays_with_its_operator_until_it_is_released_there()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        using var administrator = await ClientAsync(silo, "administrator");
        var own = new { vehicles = new[] { "沪A00001_2" } };
        Assert.Equal(1, (await PostAsync($"{DemoPeople.OperatorA}/vehicles")).GetProperty("registered").GetInt32());
        var refused = await PostAsync($"{DemoPeople.OperatorB}/vehicles");
        Assert.Equal((0, "沪A00001_2"), (refused.GetProperty("registered").GetInt32(), refused.GetProperty("refused")[0].GetString()));
        Assert.Equal(0, (await PostAsync($"{DemoPeople.OperatorB}/vehicles/release")).GetProperty("released").GetInt32());
        Assert.Equal(1, (await PostAsync($"{DemoPeople.OperatorA}/vehicles/release")).GetProperty("released").GetInt32());
        Assert.Equal(1, (await PostAsync($"{DemoPeople.OperatorB}/vehicles")).GetProperty("registered").GetInt32());

        Task<JsonElement> PostAsync(string path) => JsonAsync(administrator.PostAsJsonAsync($"/api/v1/operators/{path}", own, Stop));
    }

    /// <summary>Each change is told from every other by the record alone, and what changed nothing from a change.</summary>
    [Fact]
    public async Task The_record_says_what_was_done_and_names_the_vehicles_that_were_changed()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        using var administrator = await ClientAsync(silo, "administrator");
        string[] of = [$"/api/v1/operators/{Code}", $"/api/v1/operators/{DemoPeople.OperatorA}"], actions = ["operators:read", "positions:send"];
        await PutAsync("丙运输企业", false);
        await PutAsync("丙运输企业", true);
        await PutAsync("丙运输企业", true);
        await PutAsync("丙运输公司", false);
        await VehiclesAsync($"{of[1]}/vehicles", "沪A00001_2");
        await VehiclesAsync($"{of[0]}/vehicles", "沪A00001_2", "浙A00001_2");
        await VehiclesAsync($"{of[0]}/vehicles", "沪A00001_2", "浙A00001_2");
        await VehiclesAsync($"{of[0]}/vehicles/release", "沪A00001_2", "浙A00001_2");
        await VehiclesAsync($"{of[0]}/vehicles/release", "沪A00001_2", "浙A00001_2");
        var body = new { name = "网关", owner = Code, role = "operator", actions, days = 90 };
        var created = await JsonAsync(administrator.PostAsJsonAsync("/api/v1/keys", body, Stop));
        var id = created.GetProperty("about").GetProperty("id").GetString();
        foreach (var key in new[] { id, id, "000000000000" })
        {
            await StatusAsync(administrator.DeleteAsync(new Uri($"/api/v1/keys/{key}", UriKind.Relative), Stop));
        }

        await JsonAsync(administrator.PostAsJsonAsync("/api/v1/sessions/end", new { issuer = "demo", subject = "nobody" }, Stop));

        var record = silo.Host.App.Services.GetRequiredService<IAuditStore>();
        var entries = (await record.ReadAsync(1, 100, Stop)).Select(r => AuditCodec.Decode(r.Body.Span).Entry)
            .Where(e => e.Action is AuditAction.ChangeOperator or AuditAction.ChangeKey or AuditAction.EndSession)
            .Select(e => $"{e.Outcome} {e.ObjectKind} {e.ObjectId} [{string.Join(' ', e.Vehicles)}]");
        Assert.Equal(
            [
                $"Allowed operator {Code} registered []",
                $"Allowed operator {Code} suspended []",
                $"Allowed operator {Code} unchanged []",
                $"Allowed operator {Code} changed, resumed []",
                $"Allowed operator {DemoPeople.OperatorA} vehicles registered [沪A00001_2]",
                $"Allowed operator {Code} vehicles registered [浙A00001_2]",
                $"Allowed operator {Code} unchanged []",
                $"Allowed operator {Code} vehicles released [浙A00001_2]",
                $"Allowed operator {Code} unchanged []",
                $"Allowed key {id} created as operator with positions:send operators:read for {Code} []",
                $"Allowed key {id} revoked []",
                $"Allowed key {id} unchanged []",
                "Refused key 000000000000 []",
                "Allowed person demo nobody unchanged []",
            ],
            entries);

        Task PutAsync(string name, bool suspended) =>
            JsonAsync(administrator.PutAsJsonAsync(of[0], new { name, province = "330000", suspended }, Stop));

        Task VehiclesAsync(string path, params string[] vehicles) => JsonAsync(administrator.PostAsJsonAsync(path, new { vehicles }, Stop));
    }

    [Fact]
    public async Task A_third_key_of_one_name_is_refused_and_everything_wrong_with_a_key_is_said_at_once()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        using var administrator = await ClientAsync(silo, "administrator");
        string[] actions = ["positions:send"], addresses = ["192.0.2.0/24"];
        var body = new { name = "网关", owner = DemoPeople.OperatorA, role = "operator", actions, days = 30, addresses };
        Assert.Equal(201, (int)await StatusAsync(administrator.PostAsJsonAsync("/api/v1/keys", body, Stop)));
        Assert.Equal(201, (int)await StatusAsync(administrator.PostAsJsonAsync("/api/v1/keys", body, Stop)));
        using var third = await administrator.PostAsJsonAsync("/api/v1/keys", body, Stop);
        Assert.Equal(409, (int)third.StatusCode);
        Assert.Equal("too-many-keys", (await third.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString());

        using var wrong = await administrator.PostAsJsonAsync(
            "/api/v1/keys", new { owner = "x", role = "boss", actions = new[] { "fly" }, days = 900, addresses = new[] { "here" }, colour = 1 }, Stop);
        var errors = (await wrong.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors").EnumerateObject()
            .Select(e => e.Name).Order().ToList();
        Assert.Equal(["actions", "addresses[0]", "colour", "days", "name", "role"], errors);
    }

    [Theory]
    [InlineData("91310000", "positions:send", "owner")]
    [InlineData(Code, "positions:send", "owner")]
    [InlineData(DemoPeople.OperatorA, "alerts:handle", "actions")]
    public async Task A_key_that_nobody_could_use_is_refused_by_the_member_that_is_to_be_changed(string owner, string action, string field)
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        using var administrator = await ClientAsync(silo, "administrator");
        using var refused = await administrator.PostAsJsonAsync(
            "/api/v1/keys", new { name = "网关", owner, role = "operator", actions = new[] { action }, days = 30 }, Stop);
        Assert.Equal(400, (int)refused.StatusCode);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
    }

    [Fact]
    public async Task Everything_wrong_with_an_operator_is_said_at_once()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        using var administrator = await ClientAsync(silo, "administrator");
        using var refused = await administrator.PutAsJsonAsync(
            "/api/v1/operators/91330000", new { province = "990000", contact = "a\rb", strange = 1 }, Stop);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors").EnumerateObject().ToList();
        Assert.Equal(["code", "contact", "name", "province", "strange"], errors.Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.All(errors, e => Assert.Equal(1, e.Value.GetArrayLength()));
    }

    [Fact]
    public async Task A_change_without_a_body_is_told_that_there_is_none_and_instants_are_written_at_the_offset_of_China()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        using var administrator = await ClientAsync(silo, "administrator");
        using var empty = new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } };
        using var refused = await administrator.PostAsync(new Uri("/api/v1/sessions/end", UriKind.Relative), empty, Stop);
        var fault = (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors").GetProperty("body")[0];
        Assert.Equal("没有请求体；应为一个 JSON 对象，如 {}。", fault.GetProperty("message").GetString());

        var created = await JsonAsync(administrator.PostAsJsonAsync(
            "/api/v1/keys", new { name = "网关", owner = DemoPeople.OperatorA, role = "operator", actions = new[] { "positions:send" }, days = 30 }, Stop));
        var about = created.GetProperty("about");
        Assert.All(["createdAt", "expiresAt"], m => Assert.EndsWith("+08:00", about.GetProperty(m).GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sessions_of_a_person_end_at_once()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        using var administrator = await ClientAsync(silo, "administrator");
        using var inspector = await ClientAsync(silo, "inspector-sh");
        Assert.Equal(200, (int)await StatusAsync(inspector.GetAsync(new Uri("/api/v1/session", UriKind.Relative), Stop)));
        var ended = await JsonAsync(administrator.PostAsJsonAsync("/api/v1/sessions/end", new { issuer = "demo", subject = "inspector-sh" }, Stop));
        Assert.Equal(1, ended.GetProperty("ended").GetInt32());
        await Eventually.BecomesTrueAsync(
            async () => await StatusAsync(inspector.GetAsync(new Uri("/api/v1/session", UriKind.Relative), Stop)) == HttpStatusCode.Unauthorized,
            "signed out",
            10);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public void A_change_is_made_soon_after_signing_in_only(int minutes, bool isMade)
    {
        var time = new FakeTimeProvider(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        var caller = DemoPeople.Usual.People.Single(p => p.Id == "administrator").Caller with { SignedInAt = Instant.From(time.GetUtcNow()) };
        var context = new DefaultHttpContext { User = new(new CallerIdentity(caller, "Test")) };
        time.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(isMade, Administrators.Refusal(context, new() { SignedInWithin = TimeSpan.FromMinutes(10) }, time) is null);
    }

    private static async Task<HttpClient> ClientAsync(TestProgram.Silo silo, string person)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = silo.Http.BaseAddress,
            DefaultRequestHeaders = { { "X-Hazmat", "1" }, { "Purpose", "inspection" } },
        };
        client.DefaultRequestHeaders.Add("Cookie", await silo.SignInAsync(person));
        return client;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient gateway) => gateway.PostAsJsonAsync(
        "/api/v1/positions",
        new[] { new { plate = "浙A12345", plateColor = 2, time = TimeProvider.System.GetUtcNow(), lat = 30.2, lon = 120.2, speedKmh = 40, heading = 10 } },
        Stop);

    private static IEnumerable<string> Ids(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!);

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        return answer.StatusCode;
    }

    private static async Task<JsonElement> JsonAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
