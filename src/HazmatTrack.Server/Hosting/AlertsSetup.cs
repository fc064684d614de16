using Confluent.Kafka;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Tracker.Relay;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.Scope;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace HazmatTrack.Server.Hosting;

/// <summary>Registers the services of alerts: store, stream and relay. <c>MapAlerts</c> maps their API.</summary>
public static class AlertsSetup
{
    /// <param name="store">The open store; the caller that opened it disposes of it, after the host has stopped.</param>
    /// <param name="options">Retention and relay.</param>
    /// <param name="stream">The stream to clients; null where this process has none.</param>
    /// <param name="kafka">The settings for reaching the brokers; null where this process does not relay.</param>
    public static IServiceCollection AddAlerts(
        this IServiceCollection services, AlertStore store, AlertsOptions options, AlertStreamOptions? stream, ClientConfig? kafka)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMetricFactory>(Metrics.DefaultFactory);
        services.AddSingleton(store);
        services.AddSingleton<IAlertStore>(store);
        services.AddSingleton(options);
        services.AddSingleton(provider =>
        {
            var metrics = new AlertMetrics(provider.GetRequiredService<IMetricFactory>());
            store.Committed += metrics.Stored;
            return metrics;
        });
        if (stream is not null)
        {
            services.AddSingleton(stream).AddSingleton<AlertStreamMetrics>();
            services.AddSingleton<OpenViolations>().AddSingleton<RecentProvinces>().AddSingleton<AlertSights>();
            services.AddSingleton<AlertTail>();
            services.AddHostedService(provider => provider.GetRequiredService<AlertTail>());
            services.AddSingleton<AlertStream>().AddSingleton<StreamPlaces>();
        }

        if (kafka is not null)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<AlertRelay>(provider, kafka));
        }

        return services;
    }
}
