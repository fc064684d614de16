using HazmatTrack.Contracts.Quality;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.Quality;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Quality;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Upkeep;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Server.Hosting;

internal static class TrackingSetup
{
    /// <summary>Adds what the roles that read or write hot state and history share.</summary>
    public static IServiceCollection AddStores(this IServiceCollection services, AllSettings settings, Infrastructure backing)
    {
        services.AddSingleton(backing.Topics);
        services.AddSingleton(backing.Map);
        services.AddSingleton(backing.History);
        services.AddSingleton<IHistoryStore>(backing.History);
        services.AddSingleton<IHotState>(new RedisHotState(backing.Redis!, settings.Redis.Prefix));
        services.AddSingleton(backing.TopicLookup);
        services.AddSingleton<TrackingHealth>();
        services.AddSingleton<TopicWatch>();
        services.AddHostedService(p => p.GetRequiredService<TopicWatch>());
        services.AddSingleton<DamageLog>();
        return services;
    }

    /// <summary>Adds the book of what is found about terminals, with or without hot state to write it to.</summary>
    public static IServiceCollection AddQuality(this IServiceCollection services, AllSettings settings, Infrastructure backing)
    {
        services.AddSingleton<QualityMetrics>();
        services.AddSingleton<QualityBook>();
        services.AddSingleton<IRefusedReports>(p => p.GetRequiredService<QualityBook>());
        if (backing.Redis is { } redis)
        {
            services.AddSingleton(redis);
            services.AddSingleton(new RedisQuality(redis, settings.Redis.Prefix));
            services.AddHostedService<QualityWriter>();
        }

        return services;
    }

    /// <summary>Adds the services that read, evaluate and store positions. The stores must be added too.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services, AllSettings settings, Infrastructure backing)
    {
        services.AddSingleton<PartitionPlacing>();
        services.AddSingleton<LostRecords>();
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<RuleContexts>(p, backing.Map, settings.Rules.Rules));
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<LagMetrics>();
        services.AddSingleton<TrackingMetrics>();
        services.AddSingleton<Retry>();
        services.AddSingleton<VehicleIsolation>();
        services.AddSingleton<RuleFaultLog>();
        services.AddSingleton<StateLoader>();
        services.AddSingleton<LocalVehicles>();
        services.AddSingleton(p => new VehicleHome(
            p.GetRequiredService<ILocalSiloDetails>().SiloAddress, p.GetRequiredService<LocalVehicles>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<Admission>();
        services.AddSingleton<PartitionSessions>();
        services.AddSingleton<TrackingParts>();
        services.AddSingleton<TrackingService>();
        services.AddHostedService(p => p.GetRequiredService<TrackingService>());
        services.AddHostedService<HotStateRebuilder>();
        services.AddHostedService(p => ActivatorUtilities.CreateInstance<EarlierHotKeys>(p, settings.Redis.Prefix));
        services.AddHostedService<RetentionService>();
        services.AddHealthChecks().AddCheck<TrackingHealth>("tracking", tags: ["ready"]);
        return services;
    }
}
