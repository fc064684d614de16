using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Audit;
using HazmatTrack.Server.Embedded;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.Log;
using HazmatTrack.Storage.Migrations;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Tracker.Audit;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Relay;
using StackExchange.Redis;

namespace HazmatTrack.Server.Hosting;

/// <summary>Opens what the roles of the process need, one part after the other.</summary>
/// <param name="known">The map of the provinces; null has it read from the file that the settings name.</param>
internal sealed class InfrastructureOpening(
    AllSettings settings, DocumentCatalog kinds, ProvinceMap? known, TimeProvider time, CancellationToken cancellation)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly bool _isGateway = settings.Server.Is(ServerRoles.Gateway);
    private readonly bool _isTracker = settings.Server.Is(ServerRoles.Tracker);
    private readonly bool _isWeb = settings.Server.Is(ServerRoles.Web);
    private readonly bool _noKafka = settings.Kafka.BootstrapServers == "";
    private readonly bool _noRedis = settings.Redis.ConnectionString == "";
    private readonly string? _postgres = settings.Postgres.ConnectionString is { Length: > 0 } connection ? connection : null;
    private DataFolder? _folder;

    /// <summary>What is open, in order: it is closed in the reverse.</summary>
    public Stack<object> Opened { get; } = [];

    private string Where => _postgres is null ? _folder!.FullPath : "PostgreSQL";

    public async Task<Infrastructure> OpenAsync()
    {
        var bordersFile = Path.Combine(AppContext.BaseDirectory, settings.Server.Borders);
        var map = known ?? await Try(
            "borders", bordersFile, async () => ProvinceMap.FromGeoJson(await File.ReadAllBytesAsync(bordersFile, cancellation)), isOwn: true);
        var isAlone = settings.Server.ReadRoles() == ServerRoles.All;
        if (_postgres is null || (_noRedis && isAlone))
        {
            Opened.Push(_folder = DataFolder.Open(settings.Server.DataFolder));
        }

        var redis = _noRedis && !isAlone ? null : await RedisAsync();

        // Databases.
        var history = settings.Server.ReadsHistory() ? await HistoryAsync(map) : null;
        var alerts = settings.Server.ReadsHistory()
            ? await Keep("alerts", () => _postgres is null
                ? AlertStore.OpenSqliteAsync(FileOf("alerts.db"), cancellation)
                : AlertStore.OpenPostgresAsync(_postgres, cancellation))
            : null;
        var audit = await Keep("the audit record", () => _postgres is null
            ? AuditStore.OpenSqliteAsync(FileOf(AuditKeyFile.RecordName), time, cancellation)
            : AuditStore.OpenPostgresAsync(_postgres, time, cancellation));
        await RefusePowerOverRecordAsync();
        var key = _isTracker ? await AuditKeyAsync(audit) : null;
        var registry = settings.Server.ReadsHistory()
            ? await Upgraded(
                "the registry", _postgres is null ? RegistryStore.Sqlite(FileOf("registry.db"), time, kinds) : RegistryStore.Postgres(_postgres, time, kinds),
                store => store.UpgradeAsync(cancellation))
            : null;
        var access = settings.Server.LetsIn()
            ? await Upgraded(
                "the store of operators, keys and sessions",
                _postgres is null ? AccessStore.Sqlite(FileOf("access.db"), time) : AccessStore.Postgres(_postgres, time),
                store => store.UpgradeAsync(cancellation))
            : null;
        var letters = settings.Server.LetsIn()
            ? await Upgraded(
                "the store of dead letters",
                _postgres is null ? DeadLetterStore.Sqlite(FileOf("dead-letters.db"), time) : DeadLetterStore.Postgres(_postgres, time),
                store => store.UpgradeAsync(cancellation))
            : null;
        var subscriptions = _isWeb
            ? await Keep("the subscriptions", () => _postgres is null
                ? SubscriptionStore.OpenSqliteAsync(FileOf("subscriptions.db"), time, cancellation)
                : SubscriptionStore.OpenPostgresAsync(_postgres, time, cancellation))
            : null;

        var (kafka, embeddedKafka, positions) = _noKafka ? EmbeddedKafka() : await RealKafkaAsync();
        var (topics, lookup) = settings.Server.ReadsHistory() ? await LogAsync(kafka, positions) : (null, null);

        // The embedded Kafka is empty at the start.
        var compared = alerts is null || _noKafka
            ? null
            : await Try(
                "the topic of alerts", settings.Kafka.BootstrapServers,
                () => Task.Run(() => AlertRestoring.RunAsync(alerts, kafka, settings.Alerts.Topic, cancellation), cancellation));
        return new(Opened)
        {
            Kafka = kafka,
            Topics = topics!,
            TopicLookup = lookup!,
            Redis = redis,
            MembershipDatabase = _noKafka || _noRedis ? null : _postgres,
            EmbeddedKafkaAddress = embeddedKafka,
            IsEmbedded = _noKafka && _noRedis && _postgres is null,
            History = history!,
            Alerts = alerts!,
            ComparedAlerts = compared,
            Audit = audit,
            AuditSigner = key?.Signer!,
            Registry = registry!,
            Access = access!,
            Subscriptions = subscriptions!,
            Letters = letters!,
            Map = map,
            BordersFile = bordersFile,
            DataFolderPath = _folder?.FullPath,
            Describes = $"Kafka {(_noKafka ? "embedded" : kafka.BootstrapServers)}, "
                + $"Redis {(redis is null ? "none" : _noRedis ? "embedded" : Addresses(redis))}, "
                + $"{(_postgres is null ? $"SQLite in {_folder!.FullPath}" : "PostgreSQL")}",
        };
    }

    /// <summary>Of a program that other machines reach, nobody who takes it over may change what it has recorded.</summary>
    private async Task RefusePowerOverRecordAsync()
    {
        if (_postgres is null || !settings.Outside.IsOpen)
        {
            return;
        }

        if (await Try("the audit record", Where, () => ProgramRole.PowerOverRecordAsync(_postgres, cancellation)) is { } power)
        {
            throw new StartupException(
                new LocalText(
                    $"Postgres:ConnectionString：其他机器可以访问本程序（Outside:Listen、Outside:Proxies），而接管本程序者可以更改审计记录（{power}）。请改用只能追加审计记录的角色连接；"
                    + "命令 migrate 授予其权限（见 migrate --help）。",
                    $"Postgres:ConnectionString: other machines reach this program (Outside:Listen, Outside:Proxies), and {power}: who takes the program over could change "
                    + "the audit record. Connect with a role that only adds to it; the command 'migrate' gives one its rights (migrate --help)."),
                null)
            {
                IsMisused = true,
            };
        }
    }

    private async Task<ConnectionMultiplexer> RedisAsync()
    {
        ConfigurationOptions address;
        if (_noRedis)
        {
            var redis = EmbeddedRedis.Start(_folder!.Folder("redis"));
            Opened.Push(redis);
            address = ConfigurationOptions.Parse(redis.Address);

            // It is in this process: where it does not answer, the machine is busy, and no other Redis would answer sooner.
            address.AsyncTimeout = (int)s_patience.TotalMilliseconds;
        }
        else
        {
            address = await Try(
                "Redis", "Redis:ConnectionString", () => Task.FromResult(ConfigurationOptions.Parse(settings.Redis.ConnectionString)), isOwn: true);
        }

        address.ClientName = "hazmattrack";

        // INFO, which distinguishes a restarted Redis from the one before, requires this.
        address.AllowAdmin = true;

        // A gateway only counts in Redis what it has refused: it starts, and takes reports, while Redis is away.
        address.AbortOnConnectFail &= settings.Server.ReadsHistory();
        return await Keep("Redis", () => ConnectAsync(address), string.Join(',', address.EndPoints));
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions address)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(address);
        try
        {
            if (settings.Server.ReadsHistory())
            {
                await RedisHotState.RefuseEvictionAsync(redis, cancellation);
            }

            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    private Task<HistoryStore> HistoryAsync(ProvinceMap map)
    {
        settings.History.Postgres = _postgres;
        settings.History.File = FileOf("history.db");
        return Keep("history", () => HistoryStore.OpenAsync(settings.History, time, map.Locate, cancellation));
    }

    private async Task<AuditKey> AuditKeyAsync(AuditStore audit)
    {
        var key = await Try(
            "the key of the audit record", AuditKeyFile.PathOf(settings), () => AuditKeyFile.OpenAsync(settings, audit, cancellation), isOwn: true);
        Opened.Push(key);
        return key;
    }

    private (KafkaOptions Kafka, string? Address, TopicInfo Positions) EmbeddedKafka()
    {
        var embedded = Kafka.Embedded.EmbeddedKafka.Start(settings.Kafka.EmbeddedPort);
        Opened.Push(embedded);
        embedded.CreateTopic(settings.PositionTopics.Topic, settings.PositionTopics.Partitions);
        embedded.CreateTopic(settings.PositionTopics.DeadLetterTopic, 1);
        embedded.CreateTopic(settings.Alerts.Topic, 4);
        embedded.CreateTopic(settings.Audit.Topic, 1);
        return (
            KafkaOptions.Embedded(embedded.BootstrapServers), embedded.PublicAddress,
            new(settings.PositionTopics.Partitions, $"embedded {Guid.NewGuid():N}"));
    }

    private async Task<(KafkaOptions Kafka, string? Address, TopicInfo Positions)> RealKafkaAsync()
    {
        List<TopicSpec> wanted = [new(settings.PositionTopics.Topic, settings.PositionTopics.Partitions)];
        if (_isGateway || _isTracker)
        {
            wanted.Add(new(settings.PositionTopics.DeadLetterTopic, 4, DeadLetters.TopicSettings));
        }

        if (_isTracker)
        {
            wanted.Add(new(settings.Alerts.Topic, 16));
            wanted.Add(new(settings.Audit.Topic, 1, CheckpointRelay.TopicSettings));
        }

        var topics = await Try(
            "Kafka", settings.Kafka.BootstrapServers, () => KafkaTopics.EnsureAsync(settings.Kafka, wanted), isMisuse: IsWrongKafkaSetting);
        return (settings.Kafka, null, topics[settings.PositionTopics.Topic]);
    }

    /// <summary>The log of positions, and how it is looked at again.</summary>
    private async Task<(PositionLog Topics, ITopicLookup Lookup)> LogAsync(KafkaOptions kafka, TopicInfo positions)
    {
        var incarnation = await Try("the register of logs", Where, () => NumberAsync(_noKafka ? positions.Id : LogOf(positions.Id), cancellation));
        ITopicLookup lookup = _noKafka
            ? new LastingTopic(new(positions.Partitions, incarnation))
            : new KafkaTopicLookup(
                () => new TopicClient(kafka, settings.PositionTopics.Topic), positions, incarnation, (id, c) => NumberAsync(LogOf(id), c), time);
        Opened.Push(lookup);
        return (new(positions.Partitions, incarnation), lookup);

        string LogOf(string id) => $"topic {settings.PositionTopics.Topic} {id}";
        Task<long> NumberAsync(string identity, CancellationToken c) => LogIncarnations.IncarnationAsync(_postgres, FileOf("logs.db"), identity, c);
    }

    private string FileOf(string name) => _folder is null ? name : Path.Combine(_folder.FullPath, name);

    private static string Addresses(ConnectionMultiplexer redis) => string.Join(',', redis.GetEndPoints(configuredOnly: true));

    /// <summary>A name or a value that librdkafka does not have: the client refuses it before it asks any broker.</summary>
    private static bool IsWrongKafkaSetting(Exception e) => e is ArgumentException or InvalidOperationException;

    /// <summary>Opens a part that is closed at the end.</summary>
    private async Task<T> Keep<T>(string what, Func<Task<T>> open, string? where = null)
        where T : class
    {
        var part = await Try(what, where ?? Where, open);
        Opened.Push(part);
        return part;
    }

    /// <summary>Upgrades a store, which is closed at the end.</summary>
    private async Task<T> Upgraded<T>(string what, T store, Func<T, Task> upgrade)
        where T : class
    {
        Opened.Push(store);
        return await Try(what, Where, async () =>
        {
            await upgrade(store);
            return store;
        });
    }

    /// <param name="what">The name of the part.</param>
    /// <param name="where">The address of the part.</param>
    /// <param name="open">Opens the part.</param>
    /// <param name="isOwn">Whether only this program's own settings can make it fail.</param>
    /// <param name="isMisuse">Whether a failure is that of a setting; null where none is.</param>
    private static async Task<T> Try<T>(string what, string where, Func<Task<T>> open, bool isOwn = false, Func<Exception, bool>? isMisuse = null)
    {
        try
        {
            return await open();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new StartupException($"Cannot open {what} ({where}): {e.Message.ReplaceLineEndings(" ")}", e)
            {
                IsMisused = isOwn || e is SchemaException || isMisuse?.Invoke(e) == true,
            };
        }
    }
}
