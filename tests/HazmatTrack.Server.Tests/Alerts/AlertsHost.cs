using Confluent.Kafka;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Http;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Tests.Alerts;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.History;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>The alerts' part of the server on a loopback port, over a store in a folder of the test's own.</summary>
internal sealed class AlertsHost : IAsyncDisposable
{
    private readonly DirectoryInfo? _ownFolder;
    private readonly DirectoryInfo _accessFolder;
    private readonly WebApplication _app;

    private AlertsHost(DirectoryInfo? ownFolder, DirectoryInfo accessFolder, AlertStore store, WebApplication app)
    {
        (_ownFolder, _accessFolder) = (ownFolder, accessFolder);
        Store = store;
        _app = app;
        Client = new() { BaseAddress = new(app.Urls.Single()), Timeout = Patience.For(30), DefaultRequestHeaders = { AcceptLanguage = { new("en") } } };
    }

    public AlertStore Store { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<AlertsHost> StartAsync(
        AlertStreamOptions? stream = null, AlertsOptions? options = null, ClientConfig? kafka = null, AlertStore? store = null, string? file = null,
        TimeProvider? clock = null)
    {
        DirectoryInfo? folder = null;
        if (store is null)
        {
            folder = file is null ? Directory.CreateTempSubdirectory("hazmat-alerts-") : null;
            store = await AlertStore.OpenSqliteAsync(file ?? Path.Combine(folder!.FullName, "alerts.db"), default);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton(new VehicleNames(new NoHistory()));
        builder.Services.AddSingleton(HazmatTrack.Domain.Rules.Catalog.RuleList.Catalog);
        var accessFolder = Directory.CreateTempSubdirectory("hazmat-access-");
        builder.Services.AddEmptyAccess(accessFolder.FullName);
        builder.Services.AddHotSights();
        builder.Services.AddAlerts(store, options ?? new(), stream ?? new() { StreamsPerCaller = 100_000 }, kafka);
        builder.Services.AddServingEnd(TimeSpan.Zero);
        var app = builder.Build();
        app.UseEverybody();
        app.MapAlerts();
        await app.StartAsync();
        return new(folder, accessFolder, store, app);
    }

    public Task RaiseAsync(int number, string key = "320000>310000") => Store.ApplyAsync(
        [SomeAlerts.Raise(number, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(number), key: key))], default);

    public Task RaiseAsync(int number, Severity severity) => Store.ApplyAsync(
        [SomeAlerts.Raise(number, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(number), severity: severity))], default);

    public async Task<AlertId> RaisedAsync()
    {
        await Store.ApplyAsync([SomeAlerts.Raise()], default);
        return (await Store.ListAsync(new(), default)).Alerts[0].Id;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
        _ownFolder?.Delete(recursive: true);
        _accessFolder.Delete(recursive: true);
    }
}
