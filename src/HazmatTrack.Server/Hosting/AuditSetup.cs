using Confluent.Kafka;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Tracker.Audit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace HazmatTrack.Server.Hosting;

/// <summary>Registers the services of the audit record: its writer, and those that make and publish checkpoints.</summary>
public static class AuditSetup
{
    /// <param name="store">The open store; the caller that opened it disposes of it, after the host has stopped.</param>
    /// <param name="signer">Signs checkpoints; the caller disposes of it. Null where this process makes none.</param>
    /// <param name="options">Retention and checkpoints.</param>
    /// <param name="kafka">The settings for reaching the brokers; null where this process does not publish.</param>
    public static IServiceCollection AddAudit(
        this IServiceCollection services, AuditStore store, AuditSigner? signer, AuditOptions options, ClientConfig? kafka)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMetricFactory>(Metrics.DefaultFactory);
        services.AddSingleton(store);
        services.TryAddSingleton<IAuditStore>(store);
        services.AddSingleton(options);
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton(provider =>
        {
            var writer = new AuditWriter(provider.GetRequiredService<IAuditStore>(), provider.GetRequiredService<TimeProvider>());
            provider.GetRequiredService<AuditMetrics>().Watch(writer);
            return writer;
        });
        if (signer is not null)
        {
            services.AddSingleton(signer).AddSingleton<AuditCheckpointer>();
            services.AddHostedService(provider => provider.GetRequiredService<AuditCheckpointer>());
        }

        if (kafka is not null)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CheckpointRelay>(provider, kafka));
            services.AddHostedService(provider => provider.GetRequiredService<CheckpointRelay>());
        }

        return services;
    }
}
