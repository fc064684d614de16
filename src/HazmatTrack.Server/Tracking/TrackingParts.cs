using HazmatTrack.Server.Ingest;
using HazmatTrack.Server.Kafka;
using HazmatTrack.Server.Quality;
using HazmatTrack.Server.Registry;
using HazmatTrack.Server.Tracking.Isolation;
using HazmatTrack.Server.Tracking.Partitions;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tracking;

/// <summary>What every run of the intake is made of.</summary>
internal sealed record TrackingParts(
    KafkaOptions Kafka,
    IngestOptions Options,
    PositionLog Topics,
    TopicWatch TopicWatch,
    PartitionPlacing Placing,
    LostRecords Lost,
    IHistoryStore History,
    IAlertStore Alerts,
    IHotState Hot,
    IGrainFactory Grains,
    StateLoader Loader,
    VehicleIsolation Isolation,
    DamageLog Damage,
    RuleContexts Book,
    IRegistryStore Registry,
    RegistryFeed Documents,
    VehicleHome Home,
    Retry Retry,
    DeadLetters DeadLetters,
    PartitionSessions Sessions,
    TrackingHealth Health,
    TrackingMetrics Metrics,
    IngestMetrics Ingest,
    QualityBook Quality,
    Admission Admission,
    TimeProvider Time,
    ILoggerFactory Logs);
