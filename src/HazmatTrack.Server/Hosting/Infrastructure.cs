using System.Runtime.CompilerServices;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Relay;
using StackExchange.Redis;

namespace HazmatTrack.Server.Hosting;

/// <summary>
/// The infrastructure of the program, opened before the host is built and closed after it has stopped: Kafka, Redis, databases and borders, each the
/// configured one or the embedded one. Only what the roles of the process need is opened.
/// </summary>
internal sealed class Infrastructure : IAsyncDisposable
{
    private readonly Stack<object> _opened;

    public Infrastructure(Stack<object> opened) => _opened = opened;

    public required KafkaOptions Kafka { get; init; }

    /// <summary>Opened for tracker and web.</summary>
    public PositionLog Topics { get => Opened(field); init; } = null!;

    /// <summary>Opened for tracker and web.</summary>
    public ITopicLookup TopicLookup { get => Opened(field); init; } = null!;

    /// <summary>Null for a gateway that has none.</summary>
    public required IConnectionMultiplexer? Redis { get; init; }

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

    /// <summary>Opened for tracker and web.</summary>
    public HistoryStore History { get => Opened(field); init; } = null!;

    /// <summary>Opened for tracker and web.</summary>
    public AlertStore Alerts { get => Opened(field); init; } = null!;

    /// <summary>How the store of alerts compared with its topic; null where it was not compared.</summary>
    public ComparedAlerts? ComparedAlerts { get; init; }

    public required AuditStore Audit { get; init; }

    /// <summary>Signs checkpoints of the audit record. Opened for tracker.</summary>
    public AuditSigner AuditSigner { get => Opened(field); init; } = null!;

    /// <summary>Opened for tracker and web.</summary>
    public RegistryStore Registry { get => Opened(field); init; } = null!;

    /// <summary>Opened for gateway and web.</summary>
    public AccessStore Access { get => Opened(field); init; } = null!;

    /// <summary>Opened for web.</summary>
    public SubscriptionStore Subscriptions { get => Opened(field); init; } = null!;

    /// <summary>The dead letters that operators read. Opened for gateway and web.</summary>
    public DeadLetterStore Letters { get => Opened(field); init; } = null!;

    public required ProvinceMap Map { get; init; }

    /// <summary>The file of the borders.</summary>
    public required string BordersFile { get; init; }

    /// <summary>The full path of the data folder; null where nothing is embedded that keeps data.</summary>
    public required string? DataFolderPath { get; init; }

    /// <summary>The parts that run embedded, for the first lines of the log.</summary>
    public required string Describes { get; init; }

    /// <param name="map">The map of the provinces; null has it read from the file that the settings name.</param>
    /// <exception cref="StartupException">A part cannot be opened; the message contains the part, the reason and the remedy.</exception>
    /// <exception cref="HazmatTrack.Server.Embedded.DataFolderException">The data folder cannot be used.</exception>
    public static async Task<Infrastructure> OpenAsync(
        AllSettings settings, DocumentCatalog kinds, ProvinceMap? map, TimeProvider time, CancellationToken cancellation)
    {
        var opening = new InfrastructureOpening(settings, kinds, map, time, cancellation);
        try
        {
            return await opening.OpenAsync();
        }
        catch
        {
            await CloseAsync(opening.Opened);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync(_opened);

    private static T Opened<T>(T? part, [CallerMemberName] string name = "")
        where T : class => part ?? throw new InvalidOperationException($"{name} is not opened in the roles of this process.");

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
}

/// <summary>A part of the infrastructure cannot be opened; the message contains the part and the reason.</summary>
internal sealed class StartupException(LocalText text, Exception? cause) : RefusalException(text, cause)
{
    /// <summary>What a server, a library or the operating system says, which is in English alone.</summary>
    public StartupException(string message, Exception? cause)
        : this(new LocalText(message, message), cause)
    {
    }

    /// <summary>Whether a setting or a file is wrong, rather than a server unreachable.</summary>
    public bool IsMisused { get; init; }
}
