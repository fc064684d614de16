using HazmatTrack.Access.Demo;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Hosting;

/// <summary>Log messages at start: what the program runs on and where to look.</summary>
internal static partial class StartLog
{
    public static void Write(WebApplication app, AllSettings settings, Infrastructure backing)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HazmatTrack");
        InEffect(log, SettingsText.Describe(settings));
        RunsOn(log, RolesAttribute.ToText(settings.Server.ReadRoles()), backing.Describes);
        if (settings.Server.Is(ServerRoles.Tracker))
        {
            Reads(log, backing.Topics.PositionPartitions, settings.PositionTopics.Topic);
        }

        if (backing.ComparedAlerts is { Unread: { Count: > 0 } unread })
        {
            IsNotCompared(log, string.Join(", ", unread), settings.Alerts.Topic);
        }

        if (backing.ComparedAlerts is { Restored: { } restored })
        {
            RestoredAlerts(log, restored.Restored, settings.Alerts.Topic, restored.Had, restored.First, restored.Last, restored.Missing, restored.Unreadable);
        }

        if (backing.EmbeddedKafkaAddress is { } kafka)
        {
            Embedded(log, kafka, settings.PositionTopics.Topic, settings.Alerts.Topic);
        }

        if (settings.Server.Is(ServerRoles.Web) && !ConsoleFiles.IsThere(ConsoleFiles.Folder))
        {
            HasNoPage(log);
        }

        if (settings.Server.Is(ServerRoles.Web))
        {
            Listens(log, app.Urls.FirstOrDefault() ?? "(nowhere)");
        }

        if (settings.Outside.IsOpen)
        {
            IsOpen(log, string.Join(", ", settings.Outside.Listen), string.Join(", ", settings.Outside.Hosts), string.Join(", ", settings.Outside.Proxies));
        }
        else
        {
            OwnMachineOnly(log);
        }

        if (ProductionGuard.IsCluster(settings) && settings.Server.Is(ServerRoles.Tracker) && settings.Cluster.IsOnlyHere)
        {
            IsReachedHereOnly(log);
        }

        foreach (var warning in UnencryptedLinks.Warnings(settings))
        {
            HasUnencryptedLink(log, warning.English, warning.Chinese);
        }

        if (app.Services.GetService<DemoPeople>() is { People.Count: > 0 })
        {
            HasDemoPeople(log);
        }
        else if (settings.SignIn.Count == 0 && settings.Server.LetsIn())
        {
            HasNoWayIn(log);
        }
    }

    [LoggerMessage(LogLevel.Information, "Settings in effect:{Settings}")]
    private static partial void InEffect(ILogger log, string settings);

    [LoggerMessage(LogLevel.Information, "Running as {Roles} on {Parts}.")]
    private static partial void RunsOn(ILogger log, string roles, string parts);

    [LoggerMessage(LogLevel.Warning, "The database was restored from a backup: its last alert event was {Had}, and topic {Topic} has events from {First} to {Last}. {Restored} of them are in the database again, "
        + "{Unreadable} could not be read, and {Missing} before them are not on the topic any more. docs/backup.md says what else was lost since the backup, and what to do.")]
    private static partial void RestoredAlerts(ILogger log, long restored, string topic, long had, long first, long last, long missing, long unreadable);

    [LoggerMessage(LogLevel.Warning, "Partitions {Partitions} of topic {Topic} have no leader: their events wait, and were not compared with the database. Nothing else shows that the "
        + "database was restored from a backup, so the program starts; the next event gets a number a million higher. Bring back a broker that has these partitions.")]
    private static partial void IsNotCompared(ILogger log, string partitions, string topic);

    [LoggerMessage(LogLevel.Information, "Topic {Topic} has {Partitions} partitions.")]
    private static partial void Reads(ILogger log, int partitions, string topic);

    [LoggerMessage(LogLevel.Information, "The embedded Kafka is at {Address} for programs on this machine (--Kafka:EmbeddedPort=N chooses the port). "
        + "Send positions: kcat -P -b {Address} -t {Positions} -X partitioner=murmur2_random -k 沪A12345_2 FILE, where the file holds one PositionMessage; "
        + "read alerts: kcat -C -b {Address} -t {Alerts}.")]
    private static partial void Embedded(ILogger log, string address, string positions, string alerts);

    [LoggerMessage(LogLevel.Warning, "There is no page: the program was built without Node.js. Install Node.js 20 or later (with npm), build again and restart; the API works without.")]
    private static partial void HasNoPage(ILogger log);

    [LoggerMessage(LogLevel.Information, "Open {Url} in a browser.")]
    private static partial void Listens(ILogger log, string url);

    [LoggerMessage(LogLevel.Information, "Page and API listen on loopback only. Others reach them once Outside:Listen or Outside:Proxies is set.")]
    private static partial void OwnMachineOnly(ILogger log);

    [LoggerMessage(LogLevel.Information, "Other machines reach page and API: addresses {Listen}; hosts {Hosts}; proxies {Proxies}.")]
    private static partial void IsOpen(ILogger log, string listen, string hosts, string proxies);

    [LoggerMessage(LogLevel.Warning, "This silo is at 127.0.0.1, for processes of this machine alone: a silo on another machine with the same database would take it for itself, "
        + "and one of the two ends. For several machines first set Cluster:CertificateFile, or Cluster:ClosedNetwork=true, on all of them.")]
    private static partial void IsReachedHereOnly(ILogger log);

    [LoggerMessage(LogLevel.Warning, "{English} {Chinese}")]
    private static partial void HasUnencryptedLink(ILogger log, string english, string chinese);

    [LoggerMessage(LogLevel.Warning, "DEMO: whoever reaches this program signs in as any person of the demo, without a password. Access:Demo=false ends that.")]
    private static partial void HasDemoPeople(ILogger log);

    [LoggerMessage(LogLevel.Warning, "Nobody can sign in: no identity provider is set. Set SignIn:NAME:Authority; until then only programs with keys that were created before are let in.")]
    private static partial void HasNoWayIn(ILogger log);
}
