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
using HazmatTrack.Web.History;
using HazmatTrack.Web.Vehicles;

namespace HazmatTrack.Server.Hosting;

internal static class TrackingSetup
{
    /// <summary>Adds the services that read, evaluate and store positions.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services, AllSettings settings, Infrastructure backing)
    {
        services.AddSingleton(settings.Ingest);
        services.AddSingleton(settings.PositionTopics);
        services.AddSingleton(backing.Kafka);
        services.AddSingleton(backing.Topics);
        services.AddSingleton(backing.TopicLookup);
        services.AddSingleton<TopicWatch>();
        services.AddHostedService(p => p.GetRequiredService<TopicWatch>());
        services.AddSingleton<PartitionPlacing>();
        services.AddSingleton<LostRecords>();
        services.AddSingleton(backing.Map);
        services.AddSingleton(backing.History);
        services.AddSingleton<IHistoryStore>(backing.History);
        services.AddSingleton(backing.HistoryOptions);
        services.AddSingleton(backing.Redis);
        services.AddSingleton<IHotState>(new RedisHotState(backing.Redis, settings.Redis.Prefix));
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<RuleContexts>(p, backing.Map, settings.Rules.Rules));
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<LagMetrics>();
        services.AddSingleton(new RedisQuality(backing.Redis, settings.Redis.Prefix));
        services.AddSingleton<QualityMetrics>();
        services.AddSingleton<QualityBook>();
        services.AddSingleton<IRefusedReports>(p => p.GetRequiredService<QualityBook>());
        services.AddHostedService<QualityWriter>();
        services.AddSingleton<TrackingMetrics>();
        services.AddSingleton<TrackingHealth>();
        services.AddSingleton<StoreErrors>();
        services.AddSingleton<Retry>();
        services.AddSingleton<VehicleIsolation>();
        services.AddSingleton<DamageLog>();
        services.AddSingleton<RuleFaultLog>();
        services.AddSingleton<Recovery>();
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
        services.AddSingleton<ITrackHistory, TrackHistory>();
        services.AddSingleton<VehicleNames>();
        services.AddHealthChecks().AddCheck<TrackingHealth>("tracking", tags: ["ready"]);
        return services;
    }
}
