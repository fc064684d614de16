using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>The program with a receiver and an administrator, and alerts of any truck in any province.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    /// <summary>Short times, so that a test of pauses need not wait. A receiver has long enough on a machine that does other things beside.</summary>
    public static readonly string[] Settings =
    [
        "--Subscriptions:AllowHttp=true", "--Subscriptions:AllowedRanges:0=127.0.0.0/8", "--Subscriptions:FirstPause=00:00:00.100",
        "--Subscriptions:LongestPause=00:00:00.400", "--Subscriptions:Timeout=00:00:08", "--Subscriptions:Lease=00:00:16",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-webhook-").FullName;
    private readonly TestProgram _program;
    private int _offset = 1000;

    private WebhookServer(TestProgram? program, Receiver receiver) => (_program, Receiver) = (program ?? TestProgram.Embedded(_folder), receiver);

    public Receiver Receiver { get; }

    public TestProgram.Silo Silo => _program.Silos[0];

    public TestProgram Program => _program;

    public AlertStore Alerts => Silo.Host.App.Services.GetRequiredService<AlertStore>();

    public HttpClient Administrator { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<WebhookServer> StartAsync(params string[] settings)
    {
        var server = new WebhookServer(null, await Receiver.StartAsync());
        await server.StartSiloAsync(settings);
        return server;
    }

    /// <summary>The same on the real servers, where several processes may run.</summary>
    public static async Task<WebhookServer> StartRealAsync(params string[] settings)
    {
        var server = new WebhookServer(await TestProgram.RealAsync(), await Receiver.StartAsync());
        await server.StartSiloAsync(settings);
        return server;
    }

    /// <summary>Starts a process more.</summary>
    public async Task<TestProgram.Silo> StartSiloAsync(params string[] settings)
    {
        var silo = await _program.StartAsync([.. Settings, .. settings]);
        Administrator ??= await ClientAsync("administrator");
        return silo;
    }

    public async Task<HttpClient> ClientAsync(string person)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = Silo.Http.BaseAddress,
            DefaultRequestHeaders = { { "X-Hazmat", "1" } },
        };
        client.DefaultRequestHeaders.Add("Cookie", await Silo.SignInAsync(person));
        return client;
    }

    /// <summary>Registers a webhook of the inspectors of a province, and returns its id and secret.</summary>
    public Task<(string Id, string Secret)> RegisterAsync(string province = "310000", string path = "hook", string[]? severities = null) =>
        RegisterAsync(new
        {
            name = $"{province} {path}",
            channel = "webhook",
            role = "inspector",
            provinces = new[] { province },
            url = Receiver.Address(path),
            severities,
        });

    /// <summary>Registers a webhook of operator A, at the path operator-a.</summary>
    public Task<(string Id, string Secret)> RegisterOperatorAsync() => RegisterAsync(
        new { name = "甲", channel = "webhook", role = "operator", @operator = DemoPeople.OperatorA, url = Receiver.Address("operator-a") });

    public async Task<(string Id, string Secret)> RegisterAsync(object body)
    {
        var created = await PostAsync("", body);
        return (created.GetProperty("about").GetProperty("id").GetString()!, created.GetProperty("secret").GetString() ?? "");
    }

    public Task<JsonElement> PostAsync(string path, object? body = null) =>
        JsonAsync(Administrator.PostAsync(new Uri($"/api/v1/subscriptions{path}", UriKind.Relative), body is null ? null : JsonContent.Create(body), Stop));

    public Task<JsonElement> GetAsync(string path) => JsonAsync(Administrator.GetAsync(new Uri($"/api/v1/subscriptions{path}", UriKind.Relative), Stop));

    public async Task<int> DeadAsync(string id) => (await GetAsync($"/{id}")).GetProperty("deadLetters").GetInt32();

    public async Task<int> WaitingAsync(string id) => (await GetAsync($"/{id}")).GetProperty("waiting").GetInt32();

    /// <summary>Raises an alert of a truck that crosses from one province into another; each of another time, so each another alert.</summary>
    public Task<AlertChange> RaiseAsync(VehicleId vehicle, ProvinceCode? from = null, ProvinceCode? to = null, Severity severity = Severity.Notice) =>
        RaiseAsync(Alerts, Interlocked.Increment(ref _offset), vehicle, from, to, severity);

    public static async Task<AlertChange> RaiseAsync(
        AlertStore alerts, int offset, VehicleId vehicle, ProvinceCode? from = null, ProvinceCode? to = null, Severity severity = Severity.Notice)
    {
        var at = SomeAlerts.Morning + TimeSpan.FromSeconds(offset);
        var (left, entered) = (from ?? ProvinceCode.Jiangsu, to ?? ProvinceCode.Shanghai);
        var finding = SomeAlerts.Finding(at, key: $"{left}>{entered}", severity: severity, offset: offset) with
        {
            Province = entered,
            Crossing = SomeAlerts.Crossing(at, left, entered, offset),
        };
        var change = SomeAlerts.Raise(offset, finding, vehicle);
        await alerts.ApplyAsync([change], [], Stop);
        return change;
    }

    /// <summary>The same alert found to be about another crossing.</summary>
    public async Task AmendAsync(AlertChange raised, ProvinceCode from, ProvinceCode to)
    {
        var offset = Interlocked.Increment(ref _offset);
        var first = raised.Change.Finding;
        var finding = first with { Province = to, Crossing = SomeAlerts.Crossing(first.Onset, from, to, offset) };
        await Alerts.ApplyAsync(
            [SomeAlerts.Change(FindingChangeKind.Amended, finding, offset, raised.Vehicle, first.Onset)], [], Stop);
    }

    public Task HasTakenAsync(int count, int seconds = 20) => Eventually.BecomesTrueAsync(
        () => Task.FromResult(Receiver.Taken.Count >= count), () => $"{count} events taken; {Receiver.Taken.Count} of {Receiver.All.Count} were", seconds);

    public static VehicleId Truck(int number) => new($"苏A{number:00000}", PlateColour.Yellow);

    public async ValueTask DisposeAsync()
    {
        Administrator?.Dispose();
        await _program.DisposeAsync();
        await Receiver.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    private static async Task<JsonElement> JsonAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return text == "" ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
