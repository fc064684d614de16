using HazmatTrack.Server.Outside;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>Registers what a process shows of itself for alarms (docs/metrics.md).</summary>
internal static class WatchingSetup
{
    /// <param name="settings">The roles of the process, and its database.</param>
    /// <param name="dataFolder">The full path of the data folder; null where nothing is embedded that keeps data.</param>
    public static IServiceCollection AddWatching(this IServiceCollection services, AllSettings settings, string? dataFolder)
    {
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<IHealthCheckPublisher, HealthMetrics>();
        services.Configure<HealthCheckPublisherOptions>(o => (o.Delay, o.Period) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));
        if (settings.Server.Is(ServerRoles.Tracker))
        {
            services.AddSingleton<IWatched, ClusterWatch>();
            if (settings.Postgres.ConnectionString is { Length: > 0 } database)
            {
                services.AddSingleton<IWatched>(p => new PostgresWatch(
                    stop => PostgresState.ReadAsync(database, stop), p.GetRequiredService<IMetricFactory>(), p.GetRequiredService<TimeProvider>()));
            }
        }

        if (settings.Server.LetsIn())
        {
            services.AddSingleton<IWatched, KeyWatch>();
        }

        services.AddSingleton<IWatched>(p => new CertificateWatch(
            p.GetServices<UsedCertificate>(), p.GetRequiredService<IMetricFactory>(), p.GetService<ServerCertificate>()));
        if (dataFolder is not null)
        {
            services.AddSingleton<IWatched>(p => new DiskWatch(dataFolder, p.GetRequiredService<IMetricFactory>()));
        }

        services.AddHostedService<ProcessWatch>();
        return services;
    }

    /// <summary>Must be registered before everything that answers.</summary>
    public static void UseWatching(this WebApplication app)
    {
        var requests = app.Services.GetRequiredService<RequestMetrics>();
        app.Use(next => context => requests.MeasureAsync(context, next));
    }
}
