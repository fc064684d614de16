using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using HazmatTrack.Access.Recording;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>The province concerned can ask who looked at its vehicles, and an auditor who did what.</summary>
public sealed class AuditSearchTests : IDisposable
{
    private static readonly VehicleId s_truck = new("沪A12345", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-auditors-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task The_home_province_sees_who_looked_at_its_truck_and_why_and_another_province_does_not()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        await program.SendAsync([(s_truck, new()
        {
            Time = now - TimeSpan.FromMinutes(1),
            Position = new(31_200_000, 121_400_000),
            SpeedDeciKmh = 300,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        })]);
        await silo.HasTakenAsync(1);

        var (from, to) = (Uri.EscapeDataString((now - TimeSpan.FromHours(1)).ToString()), Uri.EscapeDataString(now.ToString()));
        var track = $"/api/v1/vehicles/{Uri.EscapeDataString(s_truck.ToString())}/history?from={from}&to={to}";
        Assert.Equal(200, await StatusAsync(silo, "officer-sh", track, "complaint", "T-7"));
        Assert.Equal(404, await StatusAsync(silo, "operator-b", track, "inspection"));

        var home = await FindAsync(silo, "officer-sh", new { vehicle = s_truck.ToString() });
        Assert.Contains(home, e => Text(e, "action") == "readTrack" && Text(e, "subject") == "officer-sh" && Text(e, "purpose") == "complaint"
            && Text(e, "caseNumber") == "T-7" && Text(e, "outcome") == "allowed");
        Assert.Empty(await FindAsync(silo, "officer-js", new { vehicle = s_truck.ToString() }));
        Assert.All(await FindAsync(silo, "officer-js", new { }), e => Assert.Equal("officer-js", Text(e, "subject")));

        // An auditor sees the refusal as well, and who asked for the record.
        var all = await FindAsync(silo, "auditor", new { limit = 1000 });
        Assert.Contains(all, e => Text(e, "subject") == "operator-b" && Text(e, "outcome") == "refused");
        Assert.Contains(all, e => Text(e, "subject") == "officer-js" && Text(e, "action") == "readAudit");
        Assert.Equal(all.Select(e => e.GetProperty("number").GetInt64()), all.Select(e => e.GetProperty("number").GetInt64()).OrderDescending());
    }

    [Fact]
    public async Task Of_what_others_did_the_home_province_reads_its_own_vehicles_alone_and_nothing_of_their_case()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var store = silo.Host.App.Services.GetRequiredService<IAuditStore>();
        var foreign = SomeAudit.Officer with { Subject = "li.si", Organisation = "苏公安", Province = ProvinceCode.Jiangsu };
        await store.AppendAsync(
            [
                Entry(foreign, SomeAudit.Truck, SomeAudit.Other), Entry(SomeAudit.Officer, SomeAudit.Truck, SomeAudit.Other),
                Entry(SomeAudit.Officer, SomeAudit.Other),
            ],
            Stop);

        var home = await FindAsync(silo, "officer-sh", new { vehicle = SomeAudit.Truck.ToString() });
        var theirs = Assert.Single(home, e => Text(e, "subject") == "li.si");
        Assert.Equal([SomeAudit.Truck.ToString()], Vehicles(theirs));
        Assert.Equal(("readTrack", "track", "苏公安"), (Text(theirs, "action"), Text(theirs, "objectKind"), Text(theirs, "organisation")));
        Assert.NotNull(Text(theirs, "purpose"));
        Assert.All(
            ["rows", "address", "caseNumber", "requestId", "objectId"], name => Assert.Equal(JsonValueKind.Null, theirs.GetProperty(name).ValueKind));

        // What its own people did the province reads whole, whatever vehicles it was about.
        var own = (await FindAsync(silo, "officer-sh", new { })).Where(e => Text(e, "subject") == SomeAudit.Officer.Subject).ToList();
        Assert.Equal([1, 2], own.Select(e => Vehicles(e).Count));
        Assert.All(own, e => Assert.Equal(
            (120L, "192.0.2.7", "2021-7", "r-0", "7"),
            (e.GetProperty("rows").GetInt64(), Text(e, "address"), Text(e, "caseNumber"), Text(e, "requestId"), Text(e, "objectId"))));

        var all = await FindAsync(silo, "auditor", new { vehicle = SomeAudit.Truck.ToString() });
        Assert.Equal((2, "192.0.2.7"), all.Where(e => Text(e, "subject") == "li.si").Select(e => (Vehicles(e).Count, Text(e, "address"))).Single());

        AuditEntry Entry(AuditActor actor, params IEnumerable<VehicleId> vehicles) => SomeAudit.Read(0, actor, vehicles) with { ObjectId = "7" };
    }

    /// <summary>What a page shows all the while is recorded once, and was shown later too.</summary>
    [Fact]
    public async Task Who_asks_from_an_instant_on_finds_the_list_that_was_recorded_shortly_before_and_went_on()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var store = silo.Host.App.Services.GetRequiredService<IAuditStore>();
        var looks = await store.AppendAsync(
            [
                SomeAudit.Read(0, SomeAudit.Officer, SomeAudit.Truck) with { Action = AuditAction.ReadVehicle, ObjectId = "list" },
                SomeAudit.Read(1, SomeAudit.Officer, SomeAudit.Truck),
            ],
            Stop);
        var (truck, recorded) = (SomeAudit.Truck.ToString(), looks[^1].RecordedAt);
        Assert.Equal([looks[0].Sequence], await FromAsync(recorded + TimeSpan.FromMilliseconds(1)));
        Assert.Equal([looks[1].Sequence, looks[0].Sequence], await FromAsync(recorded));
        Assert.Empty(await FromAsync(recorded + RepeatedLooks.GoesOnFor + TimeSpan.FromMinutes(1)));

        async Task<IEnumerable<long>> FromAsync(Instant from) =>
            (await FindAsync(silo, "officer-sh", new { vehicle = truck, from = from.ToString() }))
                .Where(e => Text(e, "subject") == SomeAudit.Officer.Subject).Select(NumberOf);
    }

    /// <summary>Somebody of Zhejiang looks at two trucks of Shanghai and one of Jiangsu.</summary>
    [Fact]
    public async Task The_home_province_sees_who_looked_at_any_of_its_trucks_and_nothing_of_those_of_other_provinces()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var store = silo.Host.App.Services.GetRequiredService<IAuditStore>();
        var second = new VehicleId("沪B23456", PlateColour.Yellow);
        var foreign = SomeAudit.Officer with { Subject = "li.si", Organisation = "浙公安", Province = ProvinceCode.Zhejiang };
        var looks = await store.AppendAsync(
            [
                SomeAudit.Read(0, foreign, SomeAudit.Truck), SomeAudit.Read(1, foreign, SomeAudit.Other),
                SomeAudit.Read(2, foreign, SomeAudit.Truck, SomeAudit.Other, second) with { Action = AuditAction.Export },
                SomeAudit.Read(3, foreign, second) with { Outcome = AuditOutcome.Refused },
            ],
            Stop);
        var numbers = looks.Select(r => r.Sequence).ToList();
        var (truck, other) = (SomeAudit.Truck.ToString(), SomeAudit.Other.ToString());

        foreach (var query in (object[])[new { }, new { home = "310000" }, new { province = "330000" }])
        {
            var theirs = await TheirsAsync("officer-sh", query);
            Assert.Equal([numbers[3], numbers[2], numbers[0]], theirs.Select(NumberOf));
            Assert.Equal([second.ToString(), $"{truck} {second}", truck], theirs.Select(e => string.Join(' ', Vehicles(e))));
            Assert.Equal(
                ["readTrack refused", "export allowed", "readTrack allowed"], theirs.Select(e => $"{Text(e, "action")} {Text(e, "outcome")}"));
            Assert.All(theirs, e => Assert.All(
                ["rows", "address", "caseNumber", "requestId", "objectId"], name => Assert.Equal(JsonValueKind.Null, e.GetProperty(name).ValueKind)));
        }

        foreach (var query in (object[])[new { }, new { home = "320000" }, new { province = "330000" }])
        {
            Assert.Equal([other, other], (await TheirsAsync("officer-js", query)).Select(e => string.Join(' ', Vehicles(e))));
        }

        Assert.Empty(await FindAsync(silo, "officer-js", new { home = "310000" }));

        // Page by page, and by time.
        Assert.Equal([numbers[3], numbers[2]], (await FindAsync(silo, "officer-sh", new { home = "310000", limit = 2 })).Select(NumberOf));
        Assert.Equal([numbers[0]], (await FindAsync(silo, "officer-sh", new { home = "310000", limit = 2, before = numbers[2] })).Select(NumberOf));
        var (earlier, later) = (looks[0].RecordedAt - TimeSpan.FromHours(1), looks[0].RecordedAt + TimeSpan.FromHours(1));
        Assert.Equal(3, (await TheirsAsync("officer-sh", new { home = "310000", from = earlier.ToString(), to = later.ToString() })).Count);
        Assert.Empty(await TheirsAsync("officer-sh", new { home = "310000", to = earlier.ToString() }));
        Assert.Empty(await TheirsAsync("officer-sh", new { home = "310000", from = later.ToString() }));

        // Not even whether an entry about its own trucks names one of another province as well.
        foreach (var query in (object[])[new { vehicle = other }, new { home = "320000" }, new { vehicle = truck, home = "320000" }])
        {
            Assert.Empty(await TheirsAsync("officer-sh", query));
        }

        var all = await TheirsAsync("auditor", new { home = "310000" });
        Assert.Equal([(1, numbers[3]), (3, numbers[2]), (1, numbers[0])], all.Select(e => (Vehicles(e).Count, NumberOf(e))));

        async Task<List<JsonElement>> TheirsAsync(string person, object query) =>
            [.. (await FindAsync(silo, person, query)).Where(e => Text(e, "subject") == "li.si")];
    }

    /// <summary>People of three provinces look at a truck of Zhejiang; an officer of the first two asks who did.</summary>
    [Fact]
    public async Task An_officer_of_several_provinces_reads_what_the_people_of_all_of_them_did_with_vehicles_of_others()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var truck = new VehicleId("浙A12345", PlateColour.Yellow);
        var looks = await silo.Host.App.Services.GetRequiredService<IAuditStore>().AppendAsync(
            [
                SomeAudit.Read(0, SomeAudit.Officer, truck), SomeAudit.Read(1, Of("li.si", ProvinceCode.Jiangsu), truck),
                SomeAudit.Read(2, Of("wang.wu", ProvinceCode.Zhejiang), truck),
            ],
            Stop);
        var numbers = looks.Select(r => r.Sequence).ToList();
        var vehicle = truck.ToString();
        foreach (var query in (object[])[new { vehicle }, new { home = "330000" }, new { vehicle, home = "330000" }])
        {
            Assert.Equal([numbers[1], numbers[0]], await OfPeopleAsync(query));
        }

        Assert.Equal([numbers[1]], await OfPeopleAsync(new { vehicle, province = "320000" }));
        Assert.Equal([numbers[0]], await OfPeopleAsync(new { home = "330000", province = "310000" }));
        Assert.Empty(await OfPeopleAsync(new { vehicle, province = "330000" }));

        // The entries of a person of one of the provinces are read whole.
        var theirs = await FindAsync(silo, SomePeople.OfficerOfTwo.Id, new { vehicle });
        Assert.Equal("2021-7", Text(Assert.Single(theirs, e => Text(e, "subject") == "li.si"), "caseNumber"));

        async Task<List<long>> OfPeopleAsync(object query) =>
            [.. (await FindAsync(silo, SomePeople.OfficerOfTwo.Id, query)).Where(e => Text(e, "issuer") == SomeAudit.Officer.Issuer).Select(NumberOf)];

        static AuditActor Of(string subject, ProvinceCode province) => SomeAudit.Officer with { Subject = subject, Organisation = "公安", Province = province };
    }

    [Fact]
    public async Task The_record_has_which_key_was_refused_and_why_and_its_caller_is_not_told()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var key = await SomeKeys.IssueAsync(silo, Role.Operator, SomePeople.Operator, default, AccessAction.ReadVehicles);
        Assert.True(ApiKeyText.TryParse(key, out var named, out _));
        var id = named.ToString();
        Assert.NotEqual(401, (await AskAsync(key)).Status);
        await silo.Host.App.Services.GetRequiredService<IAccessStore>().RevokeKeyAsync(id, "test", Stop);
        await Eventually.BecomesTrueAsync(async () => (await AskAsync(key)).Status == 401, "refused once revoked", 10);
        var (revoked, malformed) = (await AskAsync(key), await AskAsync("mistyped"));
        Assert.Equal((401, 401), (revoked.Status, malformed.Status));
        Assert.Equal(malformed.Body, revoked.Body);

        var refused = (await FindAsync(silo, "auditor", new { limit = 1000 })).Where(e => Text(e, "objectKind") == "key").ToList();
        Assert.All(refused, e => Assert.Equal(("readVehicle", "refused"), (Text(e, "action"), Text(e, "outcome"))));
        Assert.Equal(["Malformed", $"{id} Revoked"], refused.Select(e => Text(e, "objectId")).Distinct());

        Task<(int Status, string Body)> AskAsync(string text) => AskWithAsync(silo, text);
    }

    /// <summary>Anybody can name the id of another's key: what is done with a wrong secret is not the key's.</summary>
    [Fact]
    public async Task A_refused_use_is_found_by_its_key_where_the_secret_was_right_and_not_where_it_was_guessed()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var random = RandomNumberGenerator.GetBytes(ApiKeyText.RandomLength);
        var draft = ApiKeyText.Make(random);
        random[^1] ^= 1;
        var guess = ApiKeyText.Make(random);
        Assert.Equal(draft.Id, guess.Id);
        var keys = silo.Host.App.Services.GetRequiredService<IAccessStore>();
        await SomeKeys.StoreAsync(keys, draft, Role.Operator, SomePeople.Operator, default, [], AccessAction.ReadVehicles);
        await keys.RevokeKeyAsync(draft.Id, "test", Stop);
        await Eventually.BecomesTrueAsync(
            async () => (await AskWithAsync(silo, draft.Text)).Status == 401, "refused once revoked", 10);
        var found = await FindAsync(silo, "auditor", new { key = draft.Id });
        Assert.Equal(("refused", "key", $"{draft.Id} Revoked"), (Text(found[0], "outcome"), Text(found[0], "objectKind"), Text(found[0], "objectId")));
        Assert.Equal(draft.Id, Text(found[0], "key"));
        Assert.Null(Text(found[0], "organisation"));

        Assert.Equal(401, (await AskWithAsync(silo, guess.Text)).Status);
        Assert.Equal(found.Count, (await FindAsync(silo, "auditor", new { key = draft.Id })).Count);
        var guessed = Assert.Single(await FindAsync(silo, "auditor", new { limit = 1000 }), e => Text(e, "objectId") == "Unknown");
        Assert.Null(Text(guessed, "key"));
    }

    [Fact]
    public async Task A_sign_in_by_the_provider_that_fails_is_recorded()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync("--SignIn:main:Authority=http://127.0.0.1:9");
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = silo.Http.BaseAddress };
        using var answer = await browser.GetAsync(new Uri("/api/v1/sign-in/callback/main?error=access_denied&state=x", UriKind.Relative), Stop);
        Assert.Equal((302, "/?sign-in=failed&why=not-begun-here"), ((int)answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Contains(
            await FindAsync(silo, "auditor", new { }),
            e => (Text(e, "action"), Text(e, "outcome"), Text(e, "objectId")) == ("signIn", "failed", "main not-begun-here"));
    }

    /// <summary>Another province keeps them, and proves by them what was changed or cut off here.</summary>
    [Fact]
    public async Task Other_provinces_fetch_the_signed_checkpoints_and_operators_do_not()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync("--Audit:CheckpointEvery=00:00:01");
        await FindAsync(silo, "auditor", new { });
        using var officer = await ClientAsync(silo, "officer-js");
        var items = Array.Empty<JsonElement>();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var page = await officer.GetFromJsonAsync<JsonElement>("/api/v1/audit/checkpoints?from=1&limit=1", Stop);
                items = [.. page.GetProperty("items").EnumerateArray()];
                return items.Length > 0;
            },
            "there is a checkpoint",
            20);
        var note = SignedNote.Parse(Text(items[0], "note")!);
        Assert.Equal(items[0].GetProperty("size").GetInt64(), AuditCheckpoint.Parse(note.Text).Size);
        Assert.True(note.IsSignedBy(silo.Host.App.Services.GetRequiredService<AuditSigner>().PublicKey));
        var later = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/audit/checkpoints?from={long.MaxValue}", Stop);
        Assert.Equal((0, JsonValueKind.Null), (later.GetProperty("items").GetArrayLength(), later.GetProperty("nextFrom").ValueKind));
        Assert.Equal(403, await StatusAsync(silo, "operator-a", "/api/v1/audit/checkpoints", "inspection"));
        Assert.Equal(400, await StatusAsync(silo, "officer-js", "/api/v1/audit/checkpoints?from=-1", "inspection"));
    }

    private static async Task<(int Status, string Body)> AskWithAsync(TestProgram.Silo silo, string key)
    {
        using var client = new HttpClient { BaseAddress = silo.Http.BaseAddress, DefaultRequestHeaders = { { "X-Api-Key", key } } };
        using var answer = await client.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), Stop);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<int> StatusAsync(TestProgram.Silo silo, string person, string path, string purpose, string? number = null)
    {
        using var client = await ClientAsync(silo, person);
        client.DefaultRequestHeaders.Add("Purpose", purpose);
        if (number is not null)
        {
            client.DefaultRequestHeaders.Add("Case-Number", number);
        }

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        await answer.Content.ReadAsStringAsync(Stop);
        return (int)answer.StatusCode;
    }

    private static async Task<List<JsonElement>> FindAsync(TestProgram.Silo silo, string person, object query)
    {
        using var client = await ClientAsync(silo, person);
        using var answer = await client.PostAsJsonAsync("/api/v1/audit/search", query, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("items").EnumerateArray()];
    }

    private static async Task<HttpClient> ClientAsync(TestProgram.Silo silo, string person) => new(new HttpClientHandler { UseCookies = false })
    {
        BaseAddress = silo.Http.BaseAddress,
        DefaultRequestHeaders = { { "Cookie", await silo.SignInAsync(person) }, { "X-Hazmat", "1" } },
    };

    private static List<string> Vehicles(JsonElement entry) => [.. entry.GetProperty("vehicles").EnumerateArray().Select(v => v.GetString()!)];

    private static long NumberOf(JsonElement entry) => entry.GetProperty("number").GetInt64();

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();
}
