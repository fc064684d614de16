using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Kafka;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Tracker.Documents;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Quality;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Intake;

/// <summary>The components that every run of the intake uses.</summary>
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
