using System.Text.RegularExpressions;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access.Sight;

/// <summary>
/// A server with a thousand vehicles, drawn at random: of operator A, of B or of none, at home in one of six provinces, which stayed in one of four provinces
/// or crossed from one into another, minutes or days ago, with a permit or without. Who may see which of them follows from how they were drawn alone.
/// </summary>
public sealed partial class ThousandVehicles : IAsyncLifetime
{
    private const int Count = 1000;
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(30);

    private static readonly (string Letter, int Province)[] s_homes =
        [("沪", 310000), ("苏", 320000), ("浙", 330000), ("皖", 340000), ("鲁", 370000), ("豫", 410000)];

    /// <summary>Ways that lie well within a province, or cross from one into another.</summary>
    private static readonly (int From, int To, (double Lat, double Lon) A, (double Lat, double Lon) B)[] s_ways =
    [
        (310000, 310000, (31.20, 121.45), (31.20, 121.55)), (320000, 320000, (32.00, 119.90), (32.05, 120.00)),
        (330000, 330000, (29.90, 120.50), (29.95, 120.60)), (340000, 340000, (31.80, 117.20), (31.85, 117.30)),
        (320000, 310000, (31.32, 121.05), (31.32, 121.25)), (310000, 320000, (31.32, 121.25), (31.32, 121.05)),
        (340000, 330000, (30.89, 119.42), (31.02, 119.90)), (330000, 340000, (31.02, 119.90), (30.89, 119.42)),
    ];

    /// <summary>How long ago the ways ended, none near the day after which an inspector no longer sees a vehicle.</summary>
    private static readonly TimeSpan[] s_ended =
        [TimeSpan.FromMinutes(5), TimeSpan.FromHours(3), TimeSpan.FromHours(20), TimeSpan.FromHours(30), TimeSpan.FromDays(3), TimeSpan.FromDays(6)];

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-thousand-").FullName;
    private readonly Dictionary<string, string> _cookies = [];
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false });
    private TestProgram _program = null!;
    private int _late;

    internal IReadOnlyList<Drawn> Fleet { get; private set; } = [];

    /// <summary>Those that have set out since.</summary>
    internal List<Drawn> SetOut { get; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The vehicles that a text names.</summary>
    internal static HashSet<string> PlatesIn(string text) => [.. PlatePattern().Matches(text).Select(m => m.Value)];

    public async ValueTask InitializeAsync()
    {
        _program = TestProgram.Embedded(_folder);
        var silo = await _program.StartAsync("--Alerts:Heartbeat=00:00:00.200", "--Alerts:CheckEvery=00:00:01");
        _http.BaseAddress = silo.Http.BaseAddress;
        Fleet = Draw(new Random(20261129), Count, "2");
        await RegisterAsync(silo, Fleet);
        foreach (var person in SomePeople.All.People)
        {
            _cookies[person.Id] = await silo.SignInAsync(person.Id);
        }

        await SendAsync(silo, Fleet);
    }

    /// <summary>Forty more vehicles set out now, and have arrived when this returns.</summary>
    internal async Task<IReadOnlyList<Drawn>> SetOutAsync()
    {
        var silo = _program.Silos[0];
        var some = Draw(new Random(7), 40, $"3{_late++}").Select(v => v with { EndedAgo = TimeSpan.FromMinutes(1) }).ToList();
        await RegisterAsync(silo, some);
        await SendAsync(silo, some);
        SetOut.AddRange(some);
        return some;
    }

    /// <summary>The answer to a call; one that says that a store does not answer is asked for again, as a client does.</summary>
    internal async Task<SomeAnswer> GetAsync(string person, string address)
    {
        SomeAnswer? answer = null;
        await Eventually.BecomesTrueAsync(
            async () => (answer = await AskAsync(person, address)).Status != 503, $"{address} is answered", 20);
        return answer!;
    }

    private async Task<SomeAnswer> AskAsync(string person, string address)
    {
        using var request = Request(person, address);
        using var answer = await _http.SendAsync(request, Stop);
        var read = await SomeAnswer.ReadAsync(answer);
        return read with { Headers = Uri.UnescapeDataString(read.Headers) };
    }

    /// <summary>All pages of a list, their headers among them.</summary>
    internal async Task<string> PagesAsync(string person, string address)
    {
        var (text, next) = ("", (string?)address);
        for (var pages = 0; next is not null; pages++)
        {
            Assert.InRange(pages, 0, 200);
            var answer = await GetAsync(person, next);
            Assert.True(answer.Status == 200, $"{person}: {next}: {answer}");
            text += answer.Headers + answer.Body;
            next = CursorPattern().Match(answer.Body) is { Success: true } m ? $"{address}&cursor={Uri.EscapeDataString(m.Groups[1].Value)}" : null;
        }

        return text;
    }

    /// <summary>Reads a person's stream until the text has what is asked for, and then to the next sign of life.</summary>
    internal async Task<string> StreamAsync(string person, string address, Func<string, bool> until)
    {
        using var request = Request(person, address);
        return await SomeAnswer.ReadStreamAsync(_http, request, until);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    private HttpRequestMessage Request(string person, string address) => new(HttpMethod.Get, address)
    {
        Headers = { { "Accept-Language", "en" }, { Purposes.Header, "inspection" }, { "Cookie", _cookies[person] } },
    };

    private static List<Drawn> Draw(Random random, int count, string series)
    {
        var vehicles = new List<Drawn>();
        for (var i = 0; i < count; i++)
        {
            var (home, way) = (s_homes[random.Next(s_homes.Length)], s_ways[random.Next(s_ways.Length)]);
            vehicles.Add(new(
                new($"{home.Letter}B{series}{i.ToString(series.Length == 1 ? "D4" : "D3", null)}", PlateColour.Yellow),
                new(home.Province),
                random.Next(3) switch { 0 => DemoPeople.OperatorA, 1 => DemoPeople.OperatorB, _ => null },
                new(way.From),
                new(way.To),
                s_ended[random.Next(s_ended.Length)],
                HasPermit: random.Next(2) == 0,
                (way.A, way.B)));
        }

        return vehicles;
    }

    private static async Task RegisterAsync(TestProgram.Silo silo, IReadOnlyList<Drawn> vehicles)
    {
        var services = silo.Host.App.Services;
        var (operators, registry) = (services.GetRequiredService<IAccessStore>(), services.GetRequiredService<IRegistryStore>());
        foreach (var own in vehicles.Where(v => v.Operator is not null).GroupBy(v => v.Operator!))
        {
            await operators.SaveOperatorAsync(
                new() { Code = own.Key, Name = "某运输企业", Province = ProvinceCode.Jiangsu }, "test", VersionCondition.None, Stop);
            await operators.RegisterVehiclesAsync(own.Key, [.. own.Select(v => v.Id)], "test", Stop);
        }

        var now = Instant.From(TimeProvider.System.GetUtcNow());
        foreach (var vehicle in vehicles.Where(v => v.HasPermit))
        {
            await registry.FileAsync(
                DocumentKinds.Permit,
                new Permit
                {
                    Number = $"P-{vehicle.Id.Plate[1..]}",
                    Vehicle = vehicle.Id,
                    Provinces = [vehicle.To],
                    ValidFrom = now - TimeSpan.FromDays(30),
                    ValidTo = now + TimeSpan.FromDays(30),
                },
                "test",
                Stop);
        }
    }

    private async Task SendAsync(TestProgram.Silo silo, IReadOnlyList<Drawn> vehicles)
    {
        const int Steps = 40;
        var before = (int)await silo.CountAsync("hazmattrack_reports_applied_total");
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var reports = vehicles.SelectMany(v => Enumerable.Range(0, Steps + 1).Select(i => (v.Id, new PositionReport
        {
            Time = now - v.EndedAgo - (s_step * (Steps - i)),
            Position = Geodesy.Along(
                GeoPoint.FromDegrees(v.Way.A.Lat, v.Way.A.Lon), GeoPoint.FromDegrees(v.Way.B.Lat, v.Way.B.Lon), i / (double)Steps),
            SpeedDeciKmh = 600,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        }))).OrderBy(r => r.Item2.Time).ToList();
        await _program.SendAsync(reports);
        await silo.HasTakenAsync(before + reports.Count);
        var crossed = vehicles.Where(v => v.From != v.To).Select(v => v.Id.Plate).ToHashSet();
        await Eventually.BecomesTrueAsync(
            async () => crossed.IsSubsetOf(PlatesIn(await PagesAsync("everybody", "/api/v1/alerts?limit=1000"))),
            "every vehicle that crossed has an alert",
            60);
    }

    [GeneratedRegex("[一-鿿]B[23][0-9]{4}")]
    private static partial Regex PlatePattern();

    [GeneratedRegex("\"nextCursor\":\"([^\"]+)\"")]
    private static partial Regex CursorPattern();

    /// <summary>A vehicle as it was drawn.</summary>
    /// <param name="From">The province that its way began in.</param>
    /// <param name="To">The province that its way ended in.</param>
    /// <param name="EndedAgo">How long ago its way ended.</param>
    /// <param name="HasPermit">Whether it has a permit for the province that its way ended in.</param>
    internal sealed record Drawn(
        VehicleId Id, ProvinceCode Home, string? Operator, ProvinceCode From, ProvinceCode To, TimeSpan EndedAgo, bool HasPermit,
        ((double Lat, double Lon) A, (double Lat, double Lon) B) Way)
    {
        public bool HasCrossed => From != To;

        /// <summary>Whether a person sees it in lists and by its id.</summary>
        public bool IsSeenBy(DemoPerson person) => IsSeenWholeBy(person)
            || IsOf(person, To)
            || (EndedAgo < TimeSpan.FromDays(1) && IsOf(person, From))
            || (HasCrossed && !HasPermit && IsOf(person, From));

        /// <summary>Whether a person sees it wherever it was.</summary>
        public bool IsSeenWholeBy(DemoPerson person) =>
            (Operator is not null && person.Caller.Organisation == Operator)
            || (person.Caller.Roles.Contains(Role.ProvinceOfficer) && IsOf(person, Home));

        /// <summary>Whether a person sees something of its way.</summary>
        public bool IsPresentTo(DemoPerson person) => IsSeenWholeBy(person) || IsOf(person, From) || IsOf(person, To);

        /// <summary>Whether a person sees the alerts of its crossing.</summary>
        public bool AlertsAreSeenBy(DemoPerson person) => HasCrossed && IsPresentTo(person);

        private static bool IsOf(DemoPerson person, ProvinceCode province) =>
            person.Caller.Roles.Any(r => r is Role.Inspector or Role.ProvinceOfficer) && person.Caller.Provinces.Contains(province);
    }
}
