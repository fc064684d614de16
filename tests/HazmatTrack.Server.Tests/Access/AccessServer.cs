using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>
/// A server with two trucks of Shandong: one of operator A, which has crossed from Jiangsu into Shanghai, and one of operator B, which has crossed from Anhui
/// into Zhejiang. So everybody who may see vehicles sees one of them, and the other is out of sight.
/// </summary>
public sealed class AccessServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-matrix-").FullName;
    private readonly Dictionary<string, string> _cookies = [];
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false });

    internal static readonly VehicleId East = new("鲁B10001", PlateColour.Yellow), South = new("鲁B10002", PlateColour.Yellow);

    /// <summary>A vehicle that nobody has ever heard of, and whose id is as long.</summary>
    internal static readonly VehicleId Nowhere = new("鲁B10009", PlateColour.Yellow);

    private TestProgram _program = null!;

    internal TestProgram Program => _program;

    internal TestProgram.Silo Silo => _program.Silos[0];

    /// <summary>The alerts of each truck.</summary>
    internal IReadOnlyDictionary<VehicleId, IReadOnlyList<Alert>> Alerts { get; private set; } = new Dictionary<VehicleId, IReadOnlyList<Alert>>();

    /// <summary>The number of a refused report of each truck, by its operator.</summary>
    internal IReadOnlyDictionary<VehicleId, long> Letters { get; private set; } = new Dictionary<VehicleId, long>();

    /// <summary>Every endpoint, by method and pattern.</summary>
    internal IReadOnlyList<(string Method, string Pattern, RouteEndpoint Endpoint)> Endpoints { get; private set; } = [];

    internal static string PermitOf(VehicleId vehicle) => $"P-{vehicle.Plate[^1]}";

    /// <summary>The truck that a person of the demo does not see.</summary>
    internal static VehicleId ForeignTo(DemoPerson person) =>
        person.Id is "operator-a" or "inspector-sh" or "officer-sh" or "inspector-js" or "officer-js" ? South : East;

    /// <summary>The people of the demo who may see vehicles.</summary>
    internal static IEnumerable<DemoPerson> Viewers => DemoPeople.Usual.People.Where(p => p.Id is not ("administrator" or "auditor"));

    /// <summary>What the audit record has of a person of the demo, the first entry first.</summary>
    internal static Task<List<AuditEntry>> EntriesOfAsync(TestProgram.Silo silo, string person) =>
        FindEntriesAsync(silo, new() { Actor = new AuditActor { Issuer = DemoPeople.Issuer, Subject = person }.Name, Limit = 1000 });

    /// <summary>What fulfils a query of the audit record, the first entry first.</summary>
    internal static async Task<List<AuditEntry>> FindEntriesAsync(TestProgram.Silo silo, AuditQuery query)
    {
        var page = await silo.Host.App.Services.GetRequiredService<IAuditStore>().FindAsync(query, TestContext.Current.CancellationToken);
        return [.. page.Rows.Select(r => AuditCodec.Decode(r.Body.Span).Entry).Reverse()];
    }

    public async ValueTask InitializeAsync()
    {
        _program = TestProgram.Embedded(_folder);
        var silo = await _program.StartAsync("--Alerts:Heartbeat=00:00:00.200");
        _http.BaseAddress = silo.Http.BaseAddress;
        Endpoints =
        [
            .. from endpoint in silo.Host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
               from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               select (method, endpoint.RoutePattern.RawText!, endpoint),
        ];
        await RegisterAsync(DemoPeople.OperatorA, East);
        await RegisterAsync(DemoPeople.OperatorB, South);
        foreach (var person in SomePeople.All.People)
        {
            _cookies[person.Id] = await silo.SignInAsync(person.Id);
        }

        var reports = Way(East, (31.32, 121.05), (31.32, 121.25)).Concat(Way(South, (30.89, 119.42), (31.02, 119.90))).ToList();
        await _program.SendAsync(reports);
        await silo.HasTakenAsync(reports.Count);
        await Eventually.BecomesTrueAsync(
            async () => (await SendAsync("everybody", "GET", "/api/v1/vehicles")).Status == 200
                && (await SendAsync("everybody", "GET", "/api/v1/alerts?limit=9")).Body.Split("\"rule\":\"crossing\"").Length > 2,
            "both trucks have crossed, and hot state is whole",
            60);
        Letters = new Dictionary<VehicleId, long> { [East] = await RefuseAsync("operator-a", East), [South] = await RefuseAsync("operator-b", South) };
        Alerts = new Dictionary<VehicleId, IReadOnlyList<Alert>>
        {
            [East] = await _program.AlertsOfAsync(East),
            [South] = await _program.AlertsOfAsync(South),
        };
    }

    /// <summary>Sends a call of a person, or of nobody, and reads the whole answer; of a stream only its head.</summary>
    internal async Task<SomeAnswer> SendAsync(
        string? person, string method, string address, string? body = null, string? key = null, string? purpose = "inspection")
    {
        using var request = new HttpRequestMessage(new(method), address);
        request.Headers.AcceptLanguage.Add(new("en"));
        if (purpose is not null)
        {
            request.Headers.Add(Purposes.Header, purpose);
        }

        request.Headers.Add("X-Hazmat", "1");
        if (person is not null)
        {
            request.Headers.Add("Cookie", _cookies[person]);
        }

        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return await SomeAnswer.ReadAsync(answer);
    }

    /// <summary>Opens a session anew, as one that the call before has ended.</summary>
    internal async Task SignInAgainAsync(string person) => _cookies[person] = await Silo.SignInAsync(person);

    /// <inheritdoc cref="EntriesOfAsync(TestProgram.Silo, string)"/>
    internal Task<List<AuditEntry>> EntriesOfAsync(string person) => EntriesOfAsync(Silo, person);

    /// <summary>Reads a person's stream from its first event to the heartbeat after the last.</summary>
    internal async Task<string> StreamAsync(string person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/alerts/stream?lastEventId=0");
        request.Headers.Add("Cookie", _cookies[person]);
        return await SomeAnswer.ReadStreamAsync(_http, request, until: _ => true);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    /// <summary>A straight way that ends a minute ago, with a fix every 20 seconds.</summary>
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

    /// <summary>Sends a report of an operator that is refused, and returns the number of its letter.</summary>
    private async Task<long> RefuseAsync(string person, VehicleId vehicle)
    {
        const string Search = "/api/v1/dead-letters/search";
        await SendAsync(person, "POST", "/api/v1/positions", $$"""{"plate":"{{vehicle.Plate}}","plateColor":{{(int)vehicle.Colour}},"lat":36.6,"lon":117}""");
        string? letter = null;
        await Eventually.BecomesTrueAsync(
            async () => (letter = (await SendAsync(person, "POST", Search, "{}")).Body).Contains("\"id\":", StringComparison.Ordinal), "a letter", 60);
        return JsonDocument.Parse(letter!).RootElement.GetProperty("items")[0].GetProperty("id").GetInt64();
    }

    private async Task RegisterAsync(string code, VehicleId vehicle)
    {
        var (services, stop) = (Silo.Host.App.Services, TestContext.Current.CancellationToken);
        var store = services.GetRequiredService<IAccessStore>();
        await store.SaveOperatorAsync(
            new() { Code = code, Name = "某运输企业", Province = new ProvinceCode(370000) }, "test", VersionCondition.None, stop);
        await store.RegisterVehiclesAsync(code, [vehicle], "test", stop);
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        await services.GetRequiredService<IRegistryStore>().FileAsync(
            DocumentKinds.Permit,
            new Permit
            {
                Number = PermitOf(vehicle),
                Vehicle = vehicle,
                Provinces = [new(370000)],
                ValidFrom = now - TimeSpan.FromDays(1),
                ValidTo = now + TimeSpan.FromDays(1),
            },
            "test",
            stop);
    }
}
