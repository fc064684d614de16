using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>
/// Persons in documents are shown in full to those whose duty needs them and who say why, and masked to everybody else: two trucks of Shandong, of which one
/// drives about in Shanghai and the other has come there from Jiangsu without a permit.
/// </summary>
public sealed class PersonsInDocumentsTests : IAsyncLifetime
{
    private const string Driver = "310101199001011234", Phone = "13812345678", MaskedDriver = "310*************34", MaskedPhone = "138****5678";
    private const string Validity = "\"validFrom\":\"2026-01-01T00:00:00Z\",\"validTo\":\"2090-01-01T00:00:00Z\"";
    private static readonly VehicleId s_calm = new("鲁B10001", PlateColour.Yellow), s_alerted = new("鲁B10002", PlateColour.Yellow);

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-persons-").FullName;
    private readonly Dictionary<string, string> _cookies = [];
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false });
    private TestProgram _program = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _program = TestProgram.Embedded(_folder);
        var silo = await _program.StartAsync(null, SampleKinds.All);
        _http.BaseAddress = silo.Http.BaseAddress;
        foreach (var person in SomePeople.All.People)
        {
            _cookies[person.Id] = await silo.SignInAsync(person.Id);
        }

        var operators = silo.Host.App.Services.GetRequiredService<IAccessStore>();
        foreach (var (code, vehicle) in new[] { (DemoPeople.OperatorA, s_calm), (DemoPeople.OperatorB, s_alerted) })
        {
            await operators.SaveOperatorAsync(
                new() { Code = code, Name = "某运输企业", Province = new ProvinceCode(370000) }, "test", VersionCondition.None, Stop);
            await operators.RegisterVehiclesAsync(code, [vehicle], "test", Stop);
        }

        var reports = Way(s_calm, (31.22, 121.40), (31.24, 121.50)).Concat(Way(s_alerted, (31.32, 121.05), (31.32, 121.25))).ToList();
        await _program.SendAsync(reports);
        await silo.HasTakenAsync(reports.Count);
        await Eventually.BecomesTrueAsync(
            async () => (await SendAsync("inspector-sh", "GET", "/api/v1/alerts")).Body.Contains("\"rule\":\"permit\"", StringComparison.Ordinal)
                && (await SendAsync("inspector-sh", "GET", "/api/v1/vehicles")) is { Status: 200 } seen
                && seen.Body.Contains(s_calm.Plate, StringComparison.Ordinal),
            "an alert of the truck without permit, and the other in Shanghai",
            60);
        await FileAsync("sample-dispatches", DispatchOf(s_calm, "D1", Driver));
        await FileAsync("sample-dispatches", DispatchOf(s_alerted, "D2", Driver));
        await FileAsync("sample-certificates", CertificateOf("C1", Driver));
    }

    [Theory]
    [InlineData("operator-a", "D1", true)]
    [InlineData("operator-b", "D2", true)]
    [InlineData("inspector-sh", "D1", false)]
    [InlineData("inspector-sh", "D2", true)]
    [InlineData("officer-sh", "D1", false)]
    [InlineData("officer-sh", "D2", true)]
    [InlineData("everybody", "D1", true)]
    public async Task A_driver_is_named_in_full_to_the_operator_the_home_authority_and_where_an_alert_is_open(string person, string number, bool inFull)
    {
        var addresses = new[] { $"/api/v1/sample-dispatches/{number}", $"/api/v1/sample-dispatches/{number}/versions", "/api/v1/sample-dispatches" };
        foreach (var address in addresses)
        {
            var answer = await SendAsync(person, "GET", address, purpose: "inspection");
            var document = Find(answer, number);
            Assert.Equal(
                inFull ? (Driver, Phone, false) : (MaskedDriver, MaskedPhone, true),
                (document.GetProperty("driver").GetString(), document.GetProperty("phone").GetString(), document.GetProperty("masked").GetBoolean()));

            // Without a purpose nobody sees anybody.
            var without = await SendAsync(person, "GET", address);
            Assert.Equal(MaskedDriver, Find(without, number).GetProperty("driver").GetString());
            Assert.DoesNotContain(Driver, without.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(Phone, without.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("officer-sh", Driver)]
    [InlineData("officer-js", Driver)]
    [InlineData("inspector-sh", MaskedDriver)]
    public async Task The_document_of_a_person_is_shown_in_full_to_officers(string person, string shown)
    {
        var answer = await SendAsync(person, "GET", "/api/v1/sample-certificates/C1", purpose: "inspection");
        Assert.Equal(shown, Find(answer, "C1").GetProperty("person").GetString());
    }

    [Fact]
    public async Task Withdrawing_a_document_names_its_driver_to_nobody_who_does_not_say_why()
    {
        var withdrawn = await SendAsync("everybody", "DELETE", "/api/v1/sample-dispatches/D1");
        Assert.Equal((200, MaskedDriver), (withdrawn.Status, Find(withdrawn, "D1").GetProperty("driver").GetString()));
        Assert.DoesNotContain(Phone, withdrawn.Body, StringComparison.Ordinal);

        // Nothing is changed for a purpose that is none, and what is withdrawn already can be withdrawn again.
        Assert.Equal(400, (await SendAsync("everybody", "DELETE", "/api/v1/sample-dispatches/D2", purpose: "curiosity")).Status);
        Assert.Equal(JsonValueKind.Null, Find(await SendAsync("everybody", "GET", "/api/v1/sample-dispatches/D2"), "D2").GetProperty("withdrawnAt").ValueKind);
        var again = await SendAsync("everybody", "DELETE", "/api/v1/sample-dispatches/D1", purpose: "inspection");
        Assert.Equal(Driver, Find(again, "D1").GetProperty("driver").GetString());
    }

    [Fact]
    public async Task The_new_operator_of_a_truck_sees_neither_the_former_ones_driver_nor_where_the_former_one_left_it()
    {
        var seen = await SendAsync("operator-a", "GET", $"/api/v1/vehicles/{s_calm}");
        Assert.Equal(200, seen.Status);
        var operators = _program.Silos[0].Host.App.Services.GetRequiredService<IAccessStore>();
        await operators.ReleaseVehiclesAsync(DemoPeople.OperatorA, [s_calm], "test", Stop);
        await operators.RegisterVehiclesAsync(DemoPeople.OperatorB, [s_calm], "test", Stop);
        SomeAnswer answer = null!;
        await Eventually.BecomesTrueAsync(
            async () => (answer = await SendAsync("operator-b", "GET", "/api/v1/sample-dispatches/D1", purpose: "own-vehicles")).Status == 200,
            "the new operator sees the documents of the truck",
            10);
        Assert.Equal(MaskedDriver, Find(answer, "D1").GetProperty("driver").GetString());
        Assert.Equal(404, (await SendAsync("operator-b", "GET", $"/api/v1/vehicles/{s_calm}")).Status);
        foreach (var list in new[] { "/api/v1/vehicles", "/api/v1/vehicles?near=31.24,121.50,50000" })
        {
            var listed = await SendAsync("operator-b", "GET", list);
            Assert.True(listed.Status == 200, $"{listed}");
            Assert.DoesNotContain(s_calm.Plate, listed.Body, StringComparison.Ordinal);
        }

        await FileAsync("sample-dispatches", DispatchOf(s_calm, "D3", Driver).Replace("2026-01-01", "2089-01-01", StringComparison.Ordinal));
        var own = await SendAsync("operator-b", "GET", "/api/v1/sample-dispatches/D3", purpose: "own-vehicles");
        Assert.Equal(Driver, Find(own, "D3").GetProperty("driver").GetString());
    }

    [Fact]
    public async Task No_browser_keeps_a_document_that_names_a_person()
    {
        var answer = await SendAsync("operator-a", "GET", "/api/v1/sample-dispatches/D1", purpose: "own-vehicles");
        Assert.Contains("Cache-Control: no-store", answer.Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_the_documents_of_a_person_is_a_look_at_the_person_that_wants_a_purpose_and_is_recorded()
    {
        const string Address = $"/api/v1/sample-certificates?person={Driver}";
        Assert.Equal(400, (await SendAsync("inspector-sh", "GET", Address)).Status);
        Assert.Equal(MaskedDriver, Find(await SendAsync("inspector-sh", "GET", Address, purpose: "inspection"), "C1").GetProperty("person").GetString());
        Assert.Equal(200, (await SendAsync("officer-sh", "POST", "/api/v1/persons/export", $$"""{"person":"{{Driver}}"}""", "own-data")).Status);
        Assert.Equal(
            [(AuditAction.ReadDocuments, AuditOutcome.Failed), (AuditAction.ReadDocuments, AuditOutcome.Allowed)], await LooksOfAsync("inspector-sh"));
        Assert.Equal([(AuditAction.Export, AuditOutcome.Allowed)], await LooksOfAsync("officer-sh"));

        async Task<IEnumerable<(AuditAction, AuditOutcome)>> LooksOfAsync(string person)
        {
            var entries = await AccessServer.EntriesOfAsync(_program.Silos[0], person);
            return entries.Where(e => e.ObjectKind == "data-subject" && e.ObjectId == MaskedDriver).Select(e => (e.Action, e.Outcome));
        }
    }

    [Fact]
    public async Task A_person_is_given_everything_that_the_registry_holds_about_the_person()
    {
        const string Other = "310101198505054321", Export = "/api/v1/persons/export";
        await FileAsync("sample-certificates", CertificateOf("C9", Other));
        var put = await SendAsync("everybody", "PUT", "/api/v1/sample-dispatches/D2", DispatchOf(s_alerted, null, Other));
        Assert.Equal(200, put.Status);

        // The newest version of the one is of another truck, and that of the other of another person.
        Assert.Equal(200, (await SendAsync("everybody", "PUT", "/api/v1/sample-dispatches/D1", DispatchOf(s_alerted, null, Other))).Status);
        Assert.Equal(200, (await SendAsync("everybody", "PUT", "/api/v1/sample-certificates/C1", CertificateOf(null, Other))).Status);

        var answer = await SendAsync("everybody", "POST", Export, $$"""{"person":"{{Driver}}"}""", "own-data");
        Assert.True(answer.Status == 200, $"{answer}");
        var items = JsonDocument.Parse(answer.Body).RootElement.GetProperty("documents").EnumerateArray().ToList();
        Assert.Equal(
            ["sample-certificate C1 1", "sample-dispatch D1 1", "sample-dispatch D2 1"],
            items.Select(i => (Kind: i.GetProperty("kind"), Document: i.GetProperty("document")))
                .Select(i => $"{i.Kind} {i.Document.GetProperty("number")} {i.Document.GetProperty("version")}").Order());
        Assert.DoesNotContain(Other, answer.Body, StringComparison.Ordinal);

        // An officer hands out what the officer may see, and says why.
        var shanghai = await SendAsync("officer-sh", "POST", Export, $$"""{"person":"{{Driver}}"}""", "own-data");
        Assert.Contains("\"number\":\"C1\"", shanghai.Body, StringComparison.Ordinal);
        Assert.Equal(400, (await SendAsync("officer-sh", "POST", Export, $$"""{"person":"{{Driver}}"}""")).Status);
        Assert.Equal(400, (await SendAsync("officer-sh", "POST", Export, """{"person":"?"}""", "own-data")).Status);
        Assert.Equal(403, (await SendAsync("inspector-sh", "POST", Export, $$"""{"person":"{{Driver}}"}""", "own-data")).Status);
    }

    [Fact]
    public async Task A_look_at_a_person_is_recorded_with_its_purpose_and_is_never_answered_from_what_the_client_has()
    {
        await SendAsync("operator-a", "GET", "/api/v1/sample-dispatches/D1", purpose: "own-vehicles");
        var entries = await AccessServer.EntriesOfAsync(_program.Silos[0], "operator-a");
        var look = entries.Last(e => e.Action == AuditAction.ReadDocuments);
        Assert.Equal(("own-vehicles", s_calm), (look.Purpose, Assert.Single(look.Vehicles)));

        Assert.Equal(200, (await SendAsync("operator-a", "GET", "/api/v1/sample-dispatches/D1", known: "\"1\"")).Status);
        Assert.Equal(400, (await SendAsync("operator-a", "GET", "/api/v1/sample-dispatches/D1", purpose: "curiosity")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    /// <summary>A way that ends a minute ago, with a fix every 20 seconds.</summary>
    private static IEnumerable<(VehicleId, PositionReport)> Way(VehicleId vehicle, (double Lat, double Lon) from, (double Lat, double Lon) to)
    {
        const int Steps = 90;
        var end = Instant.From(TimeProvider.System.GetUtcNow()) - TimeSpan.FromMinutes(1);
        var (a, b) = (GeoPoint.FromDegrees(from.Lat, from.Lon), GeoPoint.FromDegrees(to.Lat, to.Lon));
        return Enumerable.Range(0, Steps + 1).Select(i => (vehicle, new PositionReport
        {
            Time = end - TimeSpan.FromSeconds(20 * (Steps - i)),
            Position = Geodesy.Along(a, b, i / (double)Steps),
            SpeedDeciKmh = 700,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        }));
    }

    /// <summary>The document of a number in an answer that is one, or a list.</summary>
    private static JsonElement Find(SomeAnswer answer, string number)
    {
        Assert.True(answer.Status == 200, $"{answer}");
        var root = JsonDocument.Parse(answer.Body).RootElement;
        return root.TryGetProperty("items", out var items) ? items.EnumerateArray().First(i => i.GetProperty("number").GetString() == number) : root;
    }

    private static string DispatchOf(VehicleId vehicle, string? number, string driver) => $$"""
        {{{(number is null ? "" : $"\"number\":\"{number}\",")}}"vehicle":"{{vehicle}}","driver":"{{driver}}","phone":"{{Phone}}",{{Validity}}}
        """;

    private static string CertificateOf(string? number, string person) => $$"""
        {{{(number is null ? "" : $"\"number\":\"{number}\",")}}"person":"{{person}}",{{Validity}}}
        """;

    private async Task FileAsync(string path, string body)
    {
        var answer = await SendAsync("everybody", "POST", $"/api/v1/{path}", body);
        Assert.True(answer.Status == 201, $"{answer}");
        Assert.Contains("\"masked\":false", answer.Body, StringComparison.Ordinal);
    }

    private async Task<SomeAnswer> SendAsync(
        string person, string method, string address, string? body = null, string? purpose = null, string? known = null)
    {
        using var request = new HttpRequestMessage(new(method), address);
        request.Headers.AcceptLanguage.Add(new("en"));
        request.Headers.Add("X-Hazmat", "1");
        request.Headers.Add("Cookie", _cookies[person]);
        if (purpose is not null)
        {
            request.Headers.Add(Purposes.Header, purpose);
        }

        if (known is not null)
        {
            request.Headers.Add("If-None-Match", known);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        return await SomeAnswer.ReadAsync(answer);
    }
}
