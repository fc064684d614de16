using Confluent.Kafka;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing.Audit;
using HazmatTrack.Tracker.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace HazmatTrack.Server.Tests.Audit;

/// <summary>The audit's part of a silo: writer, checkpoints and their publication.</summary>
internal sealed class AuditServiceHost : IAsyncDisposable
{
    private readonly IHost _host;

    private AuditServiceHost(AuditStore store, IHost host) => (Store, _host) = (store, host);

    public AuditStore Store { get; }

    public AuditWriter Writer => _host.Services.GetRequiredService<AuditWriter>();

    public AuditMetrics Metrics => _host.Services.GetRequiredService<AuditMetrics>();

    public bool Makes => _host.Services.GetRequiredService<AuditCheckpointer>().IsHeld;

    public bool Publishes => _host.Services.GetRequiredService<CheckpointRelay>().IsHeld;

    public static async Task<AuditServiceHost> StartAsync(AuditStore store, SomeLog keys, AuditOptions options, ClientConfig? kafka)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMetricFactory>(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()));
        builder.Services.AddAudit(store, keys.Signer, options, kafka);
        var host = builder.Build();
        await host.StartAsync();
        return new(store, host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await Store.DisposeAsync();
    }
}
