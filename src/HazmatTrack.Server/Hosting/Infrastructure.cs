using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Embedded;
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
using StackExchange.Redis;

namespace HazmatTrack.Server.Hosting;

/// <summary>
/// The infrastructure of the program, opened before the host is built and closed after it has stopped: Kafka, Redis, databases and borders, each the
/// configured one or the embedded one.
/// </summary>
internal sealed class Infrastructure : IAsyncDisposable
{
    private readonly Stack<object> _opened = [];

    private Infrastructure()
    {
    }

    public required KafkaOptions Kafka { get; init; }

    public required PositionLog Topics { get; init; }

    public required ITopicLookup TopicLookup { get; init; }

    public required IConnectionMultiplexer Redis { get; init; }

    /// <summary>
    /// Connection string of the database through which silos find each other; null where a part is embedded, and so belongs to this silo, which then runs
    /// alone.
    /// </summary>
    public required string? MembershipDatabase { get; init; }

    /// <summary>The address of the embedded Kafka for other programs, host:port; null with a real one.</summary>
    public required string? EmbeddedKafkaAddress { get; init; }

    public bool IsKafkaEmbedded => EmbeddedKafkaAddress is not null;

    /// <summary>Whether every part is embedded: nothing but this machine's own data is shown.</summary>
    public required bool IsEmbedded { get; init; }

    public required HistoryStore History { get; init; }

    public required HistoryOptions HistoryOptions { get; init; }

    public required AlertStore Alerts { get; init; }

    public required AuditStore Audit { get; init; }

    /// <summary>Signs checkpoints of the audit record.</summary>
    public required AuditSigner AuditSigner { get; init; }

    public required RegistryStore Registry { get; init; }

    public required AccessStore Access { get; init; }

    public required SubscriptionStore Subscriptions { get; init; }

    /// <summary>The dead letters that operators read.</summary>
    public required DeadLetterStore Letters { get; init; }

    public required ProvinceMap Map { get; init; }

    /// <summary>The file of the borders.</summary>
    public required string BordersFile { get; init; }

    /// <summary>The full path of the data folder; null where nothing is embedded that keeps data.</summary>
    public required string? DataFolderPath { get; init; }

    /// <summary>The parts that run embedded, for the first lines of the log.</summary>
    public required string Describes { get; init; }

    /// <exception cref="StartupException">A part cannot be opened; the message contains the part, the reason and the remedy.</exception>
    /// <exception cref="DataFolderException">The data folder cannot be used.</exception>
    public static async Task<Infrastructure> OpenAsync(AllSettings settings, DocumentCatalog kinds, TimeProvider time, CancellationToken cancellation)
    {
        var opened = new Stack<object>();
        try
        {
            return await OpenAsync(settings, kinds, time, opened, cancellation);
        }
        catch
        {
            await CloseAsync(opened);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync(_opened);

    private static async Task<Infrastructure> OpenAsync(
        AllSettings settings, DocumentCatalog kinds, TimeProvider time, Stack<object> opened, CancellationToken cancellation)
    {
        var bordersFile = Path.Combine(AppContext.BaseDirectory, settings.Server.Borders);
        var map = await Try(
            "borders", bordersFile, async () => ProvinceMap.FromGeoJson(await File.ReadAllBytesAsync(bordersFile, cancellation)), isOwn: true);
        var (noKafka, noRedis, noPostgres) =
            (settings.Kafka.BootstrapServers == "", settings.Redis.ConnectionString == "", settings.Postgres.ConnectionString == "");
        DataFolder? folder = null;
        if (noRedis || noPostgres)
        {
            opened.Push(folder = DataFolder.Open(settings.Server.DataFolder));
        }

        // Redis.
        ConfigurationOptions address;
        if (noRedis)
        {
            var redis = EmbeddedRedis.Start(folder!.Folder("redis"));
            opened.Push(redis);
            address = ConfigurationOptions.Parse(redis.Address);
        }
        else
        {
            address = await Try(
                "Redis", "Redis:ConnectionString", () => Task.FromResult(ConfigurationOptions.Parse(settings.Redis.ConnectionString)), isOwn: true);
        }

        address.ClientName = "hazmattrack";

        // INFO, which distinguishes a restarted Redis from the one before, requires this.
        address.AllowAdmin = true;
        var multiplexer = await Try("Redis", string.Join(',', address.EndPoints), () => ConnectAsync(address, cancellation));
        opened.Push(multiplexer);

        // Databases.
        var postgres = noPostgres ? null : settings.Postgres.ConnectionString;
        string FileOf(string name) => folder is null ? name : Path.Combine(folder.FullPath, name);
        var historyOptions = settings.History;
        historyOptions.Postgres = postgres;
        historyOptions.File = FileOf("history.db");
        var where = noPostgres ? folder!.FullPath : "PostgreSQL";
        var history = await Try("history", where, () => HistoryStore.OpenAsync(historyOptions, time, map.Locate, cancellation));
        opened.Push(history);
        var alerts = await Try("alerts", where, () => postgres is null
            ? AlertStore.OpenSqliteAsync(FileOf("alerts.db"), cancellation)
            : AlertStore.OpenPostgresAsync(postgres, cancellation));
        opened.Push(alerts);
        var audit = await Try("the audit record", where, () => postgres is null
            ? AuditStore.OpenSqliteAsync(FileOf(AuditKeyFile.RecordName), time, cancellation)
            : AuditStore.OpenPostgresAsync(postgres, time, cancellation));
        opened.Push(audit);
        var key = await Try(
            "the key of the audit record", AuditKeyFile.PathOf(settings), () => AuditKeyFile.OpenAsync(settings, audit, cancellation), isOwn: true);
        opened.Push(key);
        var registry = postgres is null ? RegistryStore.Sqlite(FileOf("registry.db"), time, kinds) : RegistryStore.Postgres(postgres, time, kinds);
        opened.Push(registry);
        await Try("the registry", where, async () =>
        {
            await registry.UpgradeAsync(cancellation);
            return registry;
        });

        var access = postgres is null ? AccessStore.Sqlite(FileOf("access.db"), time) : AccessStore.Postgres(postgres, time);
        opened.Push(access);
        await Try("the store of operators, keys and sessions", where, async () =>
        {
            await access.UpgradeAsync(cancellation);
            return access;
        });
        var letters = postgres is null ? DeadLetterStore.Sqlite(FileOf("dead-letters.db"), time) : DeadLetterStore.Postgres(postgres, time);
        opened.Push(letters);
        await Try("the store of dead letters", where, async () =>
        {
            await letters.UpgradeAsync(cancellation);
            return letters;
        });

        var subscriptions = await Try("the subscriptions", where, () => postgres is null
            ? SubscriptionStore.OpenSqliteAsync(FileOf("subscriptions.db"), time, cancellation)
            : SubscriptionStore.OpenPostgresAsync(postgres, time, cancellation));
        opened.Push(subscriptions);

        // Kafka.
        var kafka = settings.Kafka;
        string? embeddedKafka = null;
        string log;
        TopicInfo positions;
        if (noKafka)
        {
            var embedded = EmbeddedKafka.Start(kafka.EmbeddedPort);
            opened.Push(embedded);
            embedded.CreateTopic(settings.PositionTopics.Topic, settings.PositionTopics.Partitions);
            embedded.CreateTopic(settings.PositionTopics.DeadLetterTopic, 1);
            embedded.CreateTopic(settings.Alerts.Topic, 4);
            embedded.CreateTopic(settings.Audit.Topic, 1);
            kafka = KafkaOptions.Embedded(embedded.BootstrapServers);
            embeddedKafka = embedded.PublicAddress;
            log = $"embedded {Guid.NewGuid():N}";
            positions = new(settings.PositionTopics.Partitions, log);
        }
        else
        {
            var topics = await Try("Kafka", kafka.BootstrapServers, () => KafkaTopics.EnsureAsync(
                kafka,
                [
                    new(settings.PositionTopics.Topic, settings.PositionTopics.Partitions),
                    new(settings.PositionTopics.DeadLetterTopic, 4, DeadLetters.TopicSettings),
                    new(settings.Alerts.Topic, 16),
                    new(settings.Audit.Topic, 1, CheckpointRelay.TopicSettings),
                ]), isMisuse: IsWrongKafkaSetting);
            positions = topics[settings.PositionTopics.Topic];
            log = LogOf(positions.Id);
        }

        var incarnation = await Try("the register of logs", where, () => NumberAsync(log, cancellation));
        ITopicLookup lookup = noKafka
            ? new LastingTopic(new(positions.Partitions, incarnation))
            : new KafkaTopicLookup(
                () => new TopicClient(kafka, settings.PositionTopics.Topic), positions, incarnation, (id, c) => NumberAsync(LogOf(id), c), time);
        opened.Push(lookup);
        string LogOf(string id) => $"topic {settings.PositionTopics.Topic} {id}";
        Task<long> NumberAsync(string identity, CancellationToken c) => LogIncarnations.IncarnationAsync(postgres, FileOf("logs.db"), identity, c);
        var backing = new Infrastructure
        {
            Kafka = kafka,
            Topics = new(positions.Partitions, incarnation),
            TopicLookup = lookup,
            Redis = multiplexer,
            MembershipDatabase = noKafka || noRedis ? null : postgres,
            EmbeddedKafkaAddress = embeddedKafka,
            IsEmbedded = noKafka && noRedis && noPostgres,
            History = history,
            HistoryOptions = historyOptions,
            Alerts = alerts,
            Audit = audit,
            AuditSigner = key.Signer,
            Registry = registry,
            Access = access,
            Subscriptions = subscriptions,
            Letters = letters,
            Map = map,
            BordersFile = bordersFile,
            DataFolderPath = folder?.FullPath,
            Describes = $"Kafka {(noKafka ? "embedded" : kafka.BootstrapServers)}, Redis {(noRedis ? "embedded" : string.Join(',', address.EndPoints))}, "
                + $"{(noPostgres ? $"SQLite in {folder!.FullPath}" : "PostgreSQL")}",
        };
        foreach (var part in opened.Reverse())
        {
            backing._opened.Push(part);
        }

        return backing;
    }

    private static async Task CloseAsync(Stack<object> opened)
    {
        while (opened.TryPop(out var part))
        {
            if (part is IAsyncDisposable later)
            {
                await later.DisposeAsync();
            }
            else
            {
                (part as IDisposable)?.Dispose();
            }
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions address, CancellationToken cancellation)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(address);
        try
        {
            await RedisHotState.RefuseEvictionAsync(redis, cancellation);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>A name or a value that librdkafka does not have: the client refuses it before it asks any broker.</summary>
    private static bool IsWrongKafkaSetting(Exception e) => e is ArgumentException or InvalidOperationException;

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

/// <summary>A part of the infrastructure cannot be opened; the message contains the part and the reason.</summary>
internal sealed class StartupException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>Whether a setting or a file is wrong, rather than a server unreachable.</summary>
    public bool IsMisused { get; init; }
}
