using System.Reflection;
using HazmatTrack.Access.Providers;
using HazmatTrack.Access.Settings;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Gateway.DeadLetters;
using HazmatTrack.Gateway.Ingest;
using HazmatTrack.Gateway.Operators;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Demo;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Subscriptions.Settings;
using HazmatTrack.Web.Alerts;

namespace HazmatTrack.Server.Settings;

/// <summary>Every setting of the program, checked.</summary>
internal sealed record AllSettings(
    ServerOptions Server,
    OutsideOptions Outside,
    KafkaOptions Kafka,
    RedisOptions Redis,
    PostgresOptions Postgres,
    ClusterOptions Cluster,
    PositionTopicsOptions PositionTopics,
    IngestOptions Ingest,
    HttpIngestOptions HttpIngest,
    OperatorOptions Operators,
    DeadLetterOptions DeadLetters,
    HistoryOptions History,
    AlertsOptions Alerts,
    AlertStreamOptions AlertStream,
    AuditOptions Audit,
    SubscriptionOptions Subscriptions,
    MailOptions Mail,
    TracingOptions Tracing,
    AccessOptions Access,
    IReadOnlyDictionary<string, ProviderOptions> SignIn,
    RegistryOptions Registry,
    RuleOptions Rules,
    DemoOptions Demo)
{
    /// <summary>The section that a property of these settings is read from.</summary>
    public static string SectionOf(PropertyInfo options) =>
        options.PropertyType.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string ?? options.Name;

    /// <exception cref="SettingsException">A setting is unknown or out of range; the message lists all such settings.</exception>
    /// <param name="configuration">The configuration to read.</param>
    /// <param name="isToStart">Whether a program is to start with them; false for a command beside one, which listens to nobody.</param>
    public static AllSettings Read(IConfiguration configuration, RuleCatalog catalog, bool isToStart = true)
    {
        var reader = new SettingsReader(configuration);
        var all = new AllSettings(
            reader.Read<ServerOptions>(ServerOptions.Section),
            reader.Read<OutsideOptions>(OutsideOptions.Section),
            reader.Read<KafkaOptions>(KafkaOptions.Section),
            reader.Read<RedisOptions>(RedisOptions.Section),
            reader.Read<PostgresOptions>(PostgresOptions.Section),
            reader.Read<ClusterOptions>(ClusterOptions.Section),
            reader.Read<PositionTopicsOptions>(PositionTopicsOptions.Section),
            reader.Read<IngestOptions>(IngestOptions.Section),
            reader.Read<HttpIngestOptions>(HttpIngestOptions.Section, HttpIngestOptions.EarlierSection),
            reader.Read<OperatorOptions>(OperatorOptions.Section),
            reader.Read<DeadLetterOptions>(DeadLetterOptions.Section),
            reader.Read<HistoryOptions>("History"),
            reader.Read<AlertsOptions>(AlertsOptions.Section),
            reader.Read<AlertStreamOptions>(AlertStreamOptions.Section),
            reader.Read<AuditOptions>(AuditOptions.Section),
            reader.Read<SubscriptionOptions>(SubscriptionOptions.Section),
            reader.Read<MailOptions>(MailOptions.Section),
            reader.Read<TracingOptions>(TracingOptions.Section),
            reader.Read<AccessOptions>(AccessOptions.Section),
            reader.ReadNamed<ProviderOptions>(ProviderOptions.Section),
            reader.Read<RegistryOptions>("Registry"),
            reader.ReadRules("Rules", catalog),
            reader.Read<DemoOptions>(DemoOptions.Section));
        reader.CheckSections((configuration as IConfigurationRoot)?.Providers ?? []);
        reader.Check();
        return SettingsAgree.Faults(all, isToStart).ToList() is { Count: > 0 } faults
            ? throw SettingsException.From(faults)
            : all;
    }
}
