using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using HazmatTrack.Access.Demo;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>An operator reads what was refused of its own reports, on real brokers, and sends it again; nobody else sees what was sent.</summary>
public sealed class OperatorLettersTests
{
    private const string A = DemoPeople.OperatorA, B = DemoPeople.OperatorB;

    private static readonly VehicleId s_ofA = new("沪A10001", PlateColour.Yellow), s_ofB = new("苏B10002", PlateColour.Yellow);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Instant Now => Instant.From(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task What_is_refused_is_read_and_sent_again_by_its_operator_alone()
    {
        await using var program = await TestProgram.RealAsync();
        var (silo, prefix) = await StartAsync(program);
        var people = await PeopleAsync(silo);
        var start = Instant.FromSeconds((Now.UnixMilliseconds / 1000) - 600);
        using (var producer = new ProducerBuilder<string?, byte[]>(new ProducerConfig { BootstrapServers = Servers.Kafka }).Build())
        {
            // No report under its own vehicle, which the tracker finds; garbage that names nobody; and a report of another operator's vehicle.
            await producer.ProduceAsync(prefix + A, new() { Key = s_ofA.ToString(), Value = [1, 2, 3] }, Stop);
            await producer.ProduceAsync(prefix + A, new() { Value = "not a position"u8.ToArray() }, Stop);
            await producer.ProduceAsync(prefix + A, new() { Key = s_ofB.ToString(), Value = PositionSender.Encode(s_ofB, ReportAt(start)) }, Stop);
        }

        var posted = await CallAsync(silo, people["operator-a"], "POST", "/api/v1/positions", $"[{Item(s_ofA, start)},{Item(s_ofA, Old)},{Item(s_ofB, start)}]");
        Assert.Equal(202, posted.Status);
        await Eventually.BecomesTrueAsync(async () => (await LettersAsync(silo, people["operator-a"])).Count == 5, "all letters", 60);
        await Eventually.BecomesTrueAsync(async () => (await program.HistoryAsync(s_ofA)).Count == 1, "the good report is stored", 60);

        var letters = await LettersAsync(silo, people["operator-a"]);
        Assert.Equal(
            ["not-your-vehicle", "not-your-vehicle", "too-old", "undecodable", "undecodable"],
            letters.Select(l => l.GetProperty("reason").GetString()).Order());
        Assert.All(letters, l => Assert.Equal(A, l.GetProperty("operator").GetString()));
        Assert.All(letters, l => Assert.NotEqual("", l.GetProperty("text").GetProperty("zh-CN").GetString()));
        Assert.Equal(3, letters.Count(l => l.GetProperty("place").ValueKind == JsonValueKind.Object));
        Assert.Equal(2, (await LettersAsync(silo, people["operator-a"], """{"reason":"undecodable"}""")).Count);
        Assert.Equal(2, (await LettersAsync(silo, people["operator-a"], $$"""{"vehicle":"{{s_ofA}}"}""")).Count);
        Assert.Empty(await LettersAsync(silo, people["operator-a"], """{"to":"2026-01-01T00:00:00Z"}"""));
        var page = await CallAsync(silo, people["operator-a"], "POST", "/api/v1/dead-letters/search", """{"limit":4}""");
        var next = page.Json.GetProperty("nextBefore").GetInt64();
        Assert.Equal(
            letters[^1].GetProperty("id").GetInt64(),
            Assert.Single(await LettersAsync(silo, people["operator-a"], $$"""{"before":{{next}}}""")).GetProperty("id").GetInt64());

        // Counts, and each with its original.
        var counts = (await CallAsync(silo, people["operator-a"], "GET", "/api/v1/dead-letters/counts")).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(
            [("not-your-vehicle", 2, 2), ("too-old", 1, 1), ("undecodable", 2, 2)],
            counts.Select(c => (c.GetProperty("reason").GetString()!, c.GetProperty("refused").GetInt32(), c.GetProperty("kept").GetInt32())));
        var old = letters.Single(l => l.GetProperty("reason").GetString() == "too-old").GetProperty("id").GetInt64();
        var foreign = letters.Single(l => l.GetProperty("reason").GetString() == "not-your-vehicle" && l.GetProperty("place").ValueKind == JsonValueKind.Object)
            .GetProperty("id").GetInt64();
        var detail = (await CallAsync(silo, people["operator-a"], "GET", $"/api/v1/dead-letters/{old}")).Json;
        Assert.Equal(("text", Item(s_ofA, Old)), (Original(detail, "encoding"), Original(detail, "content")));
        detail = (await CallAsync(silo, people["operator-a"], "GET", $"/api/v1/dead-letters/{foreign}")).Json;
        Assert.Equal("base64", Original(detail, "encoding"));
        Assert.Equal(PositionSender.Encode(s_ofB, ReportAt(start)), Convert.FromBase64String(Original(detail, "content")!));
        Assert.Equal(s_ofB.Plate, detail.GetProperty("report").GetProperty("plate").GetString());

        // Another operator is answered as about what there is not; an administrator sees neither vehicle nor original, and sends nothing.
        Assert.Empty(await LettersAsync(silo, people["operator-b"]));
        Assert.Empty(await LettersAsync(silo, people["operator-b"], $$"""{"operator":"{{A}}"}"""));
        foreach (var (method, path, body) in new[] { ("GET", "", null), ("POST", "/resubmit", "{}") })
        {
            var theirs = await CallAsync(silo, people["operator-b"], method, $"/api/v1/dead-letters/{old}{path}", body);
            var none = await CallAsync(silo, people["operator-b"], method, $"/api/v1/dead-letters/999{path}", body);
            Assert.Equal((404, none.Text.Replace("999", $"{old}", StringComparison.Ordinal)), (theirs.Status, theirs.Text));
        }

        var seen = await LettersAsync(silo, people["administrator"], $$"""{"operator":"{{A}}"}""");
        Assert.Equal(5, seen.Count);
        Assert.All(seen, l => Assert.True(l.GetProperty("vehicle").ValueKind == JsonValueKind.Null && l.GetProperty("detail").ValueKind == JsonValueKind.Null));
        var whole = await CallAsync(silo, people["administrator"], "GET", $"/api/v1/dead-letters/{old}");
        Assert.DoesNotContain(s_ofA.Plate, whole.Text, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, whole.Json.GetProperty("original").ValueKind);
        Assert.Equal(400, (await CallAsync(silo, people["administrator"], "POST", "/api/v1/dead-letters/search", $$"""{"vehicle":"{{s_ofA}}"}""")).Status);
        Assert.Equal(403, (await CallAsync(silo, people["administrator"], "POST", $"/api/v1/dead-letters/{old}/resubmit", "{}")).Status);
        Assert.Equal(403, (await CallAsync(silo, people["inspector-sh"], "POST", "/api/v1/dead-letters/search", "{}")).Status);

        // As it was, it is refused as it was; corrected, it is in the vehicle's history, once.
        var resubmit = $"/api/v1/dead-letters/{old}/resubmit";
        var again = await CallAsync(silo, people["operator-a"], "POST", resubmit, "{}");
        Assert.Equal((400, "nothing-accepted"), (again.Status, again.Json.GetProperty("code").GetString()));
        Assert.Equal("too-old", again.Json.GetProperty("rejected")[0].GetProperty("code").GetString());
        var corrected = $$"""{"report":{{Item(s_ofA, start + TimeSpan.FromSeconds(30))}}}""";
        var taken = await CallAsync(silo, people["operator-a"], "POST", resubmit, corrected);
        Assert.Equal((200, "demo operator-a"), (taken.Status, taken.Json.GetProperty("resubmittedBy").GetString()));
        await Eventually.BecomesTrueAsync(async () => (await program.HistoryAsync(s_ofA)).Count == 2, "the corrected report is stored", 30);
        var twice = await CallAsync(silo, people["operator-a"], "POST", resubmit, corrected);
        Assert.Equal((409, "already-done"), (twice.Status, twice.Json.GetProperty("code").GetString()));
        Assert.Contains("demo operator-a", twice.Text, StringComparison.Ordinal);

        // A vehicle that was registered since: as it was sent by Kafka, it goes by HTTP.
        var store = silo.Host.App.Services.GetRequiredService<IAccessStore>();
        await store.ReleaseVehiclesAsync(B, [s_ofB], "test", Stop);
        await store.RegisterVehiclesAsync(A, [s_ofB], "test", Stop);
        await Eventually.BecomesTrueAsync(
            async () => (await CallAsync(silo, people["operator-a"], "POST", $"/api/v1/dead-letters/{foreign}/resubmit")).Status == 200, "taken", 20);
        await Eventually.BecomesTrueAsync(async () => (await program.HistoryAsync(s_ofB)).SequenceEqual([ReportAt(start)]), "the report itself is stored", 30);

        var entries = await AccessServer.FindEntriesAsync(silo, new() { Limit = 500 });
        var resubmissions = entries.Where(e => e.Action == AuditAction.ResubmitReport && e.ObjectId == $"{old}").ToList();
        Assert.Contains(resubmissions, e => e.Outcome == AuditOutcome.Allowed && e.Vehicles.Contains(s_ofA));
        Assert.Contains(resubmissions, e => e.Outcome == AuditOutcome.Failed);
        Assert.Contains(entries, e => e.Action == AuditAction.ReadDeadLetters && e.Actor.Subject == "operator-b" && e.Outcome == AuditOutcome.Refused);

        // Read again from the beginning by another group, which refuses the same records of positions again too.
        await program.StopAsync(silo);
        silo = await program.StartAsync([.. Arguments(program, prefix), $"--Ingest:Group={program.Topic}-again"]);
        await Eventually.BecomesTrueAsync(
            async () => await silo.CountAsync("hazmattrack_reports_duplicate_total") + await silo.CountAsync("hazmattrack_records_reread_total") >= 4,
            "read again", 60);
        people = await PeopleAsync(silo);
        posted = await CallAsync(silo, people["operator-a"], "POST", "/api/v1/positions", $"[{Item(s_ofA, Old)}]");
        Assert.Equal(400, posted.Status);
        await Eventually.BecomesTrueAsync(async () => (await LettersAsync(silo, people["operator-a"])).Count == 6, "the one letter more", 60);
        counts = (await CallAsync(silo, people["operator-a"], "GET", "/api/v1/dead-letters/counts")).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(6, counts.Sum(c => c.GetProperty("refused").GetInt32()));
    }

    [Fact]
    public async Task A_flood_is_counted_and_no_more_of_it_kept_than_was_set()
    {
        await using var program = await TestProgram.RealAsync();
        var (silo, prefix) = await StartAsync(program, "--DeadLetters:MostPerDay=20");
        var people = await PeopleAsync(silo);
        using (var producer = new ProducerBuilder<string?, byte[]>(new ProducerConfig { BootstrapServers = Servers.Kafka }).Build())
        {
            for (var i = 0; i < 300; i++)
            {
                producer.Produce(prefix + A, new() { Value = Encoding.UTF8.GetBytes($"garbage {i}") });
            }

            producer.Flush(TimeSpan.FromSeconds(30));
        }

        var items = string.Join(',', Enumerable.Range(0, 500).Select(i => Item(s_ofA, Old + TimeSpan.FromSeconds(i))));
        Assert.Equal(400, (await CallAsync(silo, people["operator-a"], "POST", "/api/v1/positions", $"[{items}]")).Status);
        await Eventually.BecomesTrueAsync(async () => await RefusedAsync() == 800, "all are counted", 60);
        Assert.Equal(20, (await LettersAsync(silo, people["operator-a"], """{"limit":1000}""")).Count);

        // Of the items by HTTP that are no letters one record stands for all, so that the topic is not filled either.
        Assert.Equal(20, await silo.CountAsync("hazmattrack_letters_total", "kept"));
        Assert.Equal(780, await silo.CountAsync("hazmattrack_letters_total", "counted"));
        using var consumer = new ConsumerBuilder<string?, byte[]>(new ConsumerConfig { BootstrapServers = Servers.Kafka, GroupId = "x" }).Build();
        var topic = silo.Host.App.Services.GetRequiredService<PositionTopicsOptions>().DeadLetterTopic;
        Assert.Equal(321, Enumerable.Range(0, 4).Sum(p => consumer.QueryWatermarkOffsets(new(topic, p), TimeSpan.FromSeconds(20)).High.Value));

        async Task<int> RefusedAsync() => (await CallAsync(silo, people["operator-a"], "GET", "/api/v1/dead-letters/counts")).Json.GetProperty("items")
            .EnumerateArray().Sum(c => c.GetProperty("refused").GetInt32());
    }

    private static Instant Old => Instant.FromSeconds((Now.UnixMilliseconds / 86_400_000 * 86_400) - (200 * 86_400));

    private static string[] Arguments(TestProgram program, string prefix) =>
    [
        "--Operators:Topics=true", $"--Operators:TopicPrefix={prefix}", $"--Operators:Group={program.Topic}-operators", "--Operators:TakesUnregistered=false",
    ];

    private static async Task<(TestProgram.Silo Silo, string Prefix)> StartAsync(TestProgram program, params string[] more)
    {
        var prefix = $"{program.Topic}.in.";
        var silo = await program.StartAsync([.. Arguments(program, prefix), .. more]);
        var store = silo.Host.App.Services.GetRequiredService<IAccessStore>();
        foreach (var (code, vehicle) in new[] { (A, s_ofA), (B, s_ofB) })
        {
            await store.SaveOperatorAsync(new() { Code = code, Name = code, Province = ProvinceCode.Shanghai }, "test", VersionCondition.None, Stop);
            await store.RegisterVehiclesAsync(code, [vehicle], "test", Stop);
        }

        return (silo, prefix);
    }

    private static async Task<Dictionary<string, string>> PeopleAsync(TestProgram.Silo silo)
    {
        var people = new Dictionary<string, string>();
        foreach (var person in new[] { "operator-a", "operator-b", "administrator", "inspector-sh" })
        {
            people.Add(person, await silo.SignInAsync(person));
        }

        return people;
    }

    private static async Task<List<JsonElement>> LettersAsync(TestProgram.Silo silo, string cookie, string body = "{}")
    {
        var answer = await CallAsync(silo, cookie, "POST", "/api/v1/dead-letters/search", body);
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("items").EnumerateArray()];
    }

    private static async Task<(int Status, string Text, JsonElement Json)> CallAsync(
        TestProgram.Silo silo, string cookie, string method, string path, string? body = null)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = silo.Http.BaseAddress };
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("X-Hazmat", "1");
        request.Headers.AcceptLanguage.Add(new("en"));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var answer = await http.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        return ((int)answer.StatusCode, text, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }

    private static string? Original(JsonElement detail, string name) => detail.GetProperty("original").GetProperty(name).GetString();

    private static PositionReport ReportAt(Instant time) => new()
    {
        Time = time,
        Position = new(31_200_000, 121_400_000),
        SpeedDeciKmh = 500,
        HeadingDegrees = 90,
        Status = ReportStatus.AccOn | ReportStatus.Fixed,
    };

    private static string Item(VehicleId vehicle, Instant time) =>
        $$"""{"plate":"{{vehicle.Plate}}","plateColor":2,"time":"{{time}}","lat":31.2,"lon":121.4,"speedKmh":50,"heading":90}""";
}
