using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>
/// Reads the dead letters and stores them for their operators. The processes share the topic's partitions; an offset is committed once the letters before it
/// are stored, and the store itself knows up to where it has read, so that a letter is stored and counted once, no matter which process reads it again.
/// </summary>
internal sealed partial class DeadLetterReader(
    KafkaOptions kafka, IngestOptions ingest, PositionTopicsOptions topics, DeadLetterOptions options, HistoryOptions history, DeadLetterLog log,
    DeadLetterStore store, LetterOwners owners, DeadLetterMetrics metrics, TimeProvider time, ILogger<DeadLetterReader> logger)
    : HandledRecords(kafka, batchSize: 1000, batchTime: TimeSpan.FromMilliseconds(200), time)
{
    private static readonly TimeSpan s_betweenRemovals = TimeSpan.FromHours(1);

    private readonly TimeProvider _time = time;
    private long? _removedAt;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await owners.LoadedAsync(cancellation);
        var identity = await log.FindAsync();
        await HandleAsync(
            $"{ingest.Group}.dead-letters",
            topics.DeadLetterTopic,
            () => RemoveOldAsync(cancellation),
            async records => identity = await StoreAsync(records, identity, cancellation),
            cancellation);
    }

    protected override void OnFailed(Exception failure, TimeSpan pause)
    {
        metrics.Fails(true);
        LogFailed(failure, pause);
    }

    protected override void OnHandled() => metrics.Fails(false);

    /// <summary>Stores records, and returns the identity of the topic that they were on.</summary>
    private async Task<string> StoreAsync(List<ConsumeResult<byte[]?, byte[]?>> records, string identity, CancellationToken cancellation)
    {
        var oldest = Instant.From(_time.GetUtcNow()) - options.Keep;
        foreach (var partition in records.GroupBy(r => r.Partition.Value))
        {
            var added = await AddAsync(identity);
            if (added.IsReadAgain && await log.FindAsync() is var now && now != identity)
            {
                // The topic was created again: its offsets are not those that were read before. What was stored just now is recognized.
                identity = now;
                added = await AddAsync(identity);
            }

            metrics.Added(added);

            async Task<LettersAdded> AddAsync(string of)
            {
                var read = partition.Select(r => (Offset: r.Offset.Value, Letter: LetterReading.Read(r, of, options.MostBytes)))
                    .Where(r => IsRecent(r.Letter.Content)).ToList();
                var letters = await owners.ResolveAsync([.. read.Select(r => r.Letter)], cancellation);
                return await AddAllAsync(of, partition.Key, [.. read.Zip(letters, (r, l) => (r.Offset, l))], cancellation);
            }
        }

        return identity;

        bool IsRecent(LetterContent letter)
        {
            if (letter.RefusedAt >= oldest)
            {
                return true;
            }

            metrics.TooOld();
            return false;
        }
    }

    /// <summary>Adds letters of a partition; where the store refuses what is in one, all but that.</summary>
    private async Task<LettersAdded> AddAllAsync(
        string of, int partition, IReadOnlyList<(long Offset, LetterContent Letter)> letters, CancellationToken cancellation)
    {
        try
        {
            return await store.AddAsync(of, partition, letters, options.MostPerDay, cancellation);
        }
        catch (Exception e) when (DeadLetterStore.IsOfLetters(e))
        {
            // Nothing of them is stored. One by one, so that no letter stops the others.
        }

        var sum = default(LettersAdded);
        foreach (var (offset, letter) in letters)
        {
            try
            {
                var added = await store.AddAsync(of, partition, [(offset, letter)], options.MostPerDay, cancellation);
                sum = new(
                    sum.Kept + added.Kept, sum.NotKept + added.NotKept, sum.Repeated + added.Repeated, sum.IsReadAgain || added.IsReadAgain);
            }
            catch (Exception e) when (DeadLetterStore.IsOfLetters(e))
            {
                metrics.Skipped();
                LogSkipped(e, partition, offset);
            }
        }

        return sum;
    }

    private async Task RemoveOldAsync(CancellationToken cancellation)
    {
        if (_removedAt is { } at && _time.GetElapsedTime(at) < s_betweenRemovals)
        {
            return;
        }

        var now = Instant.From(_time.GetUtcNow());
        await store.DropBeforeAsync(ChinaDay.Of(now - options.Keep), ChinaDay.Of(now - history.Keep), cancellation);
        _removedAt = _time.GetTimestamp();
    }

    [LoggerMessage(LogLevel.Error, "The dead letters cannot be read or stored; it is tried again in {Pause}. They wait in Kafka.")]
    private partial void LogFailed(Exception e, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "The dead letter at {Partition}/{Offset} cannot be stored and is skipped: its operator does not see it. Read it in Kafka.")]
    private partial void LogSkipped(Exception e, int partition, long offset);
}
