using Confluent.Kafka;

namespace HazmatTrack.Kafka.Consuming;

/// <summary>
/// Reads records in batches, as one member of a group, on a thread of its own. A batch is committed once it is handled: after a failure the next run reads it
/// again, so that a record is handled at least once.
/// </summary>
/// <param name="batchSize">The most records of a batch.</param>
/// <param name="batchTime">How long a batch waits for more records.</param>
internal abstract class HandledRecords(KafkaOptions kafka, int batchSize, TimeSpan batchTime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    /// <summary>Prepares a run and reads by <see cref="HandleAsync"/>; ends by an exception.</summary>
    protected abstract Task RunAsync(CancellationToken cancellation);

    /// <summary>A run failed, and after the pause there is another.</summary>
    protected abstract void OnFailed(Exception failure, TimeSpan pause);

    /// <summary>A batch was handled, or there was nothing to read.</summary>
    protected abstract void OnHandled();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => KeepRunningAsync(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>Reads and handles until something fails.</summary>
    /// <param name="topic">A topic, or a pattern of topics that begins with <c>^</c>.</param>
    /// <param name="beforeEach">Done before each batch.</param>
    /// <param name="handle">Completes when the batch need not be read again.</param>
    /// <param name="newTopics">How soon a new topic of the pattern is noticed; by the client's own measure where it is null.</param>
    protected async Task HandleAsync(
        string group, string topic, Func<Task> beforeEach, Func<List<ConsumeResult<byte[]?, byte[]?>>, Task> handle, CancellationToken cancellation,
        TimeSpan? newTopics = null)
    {
        var config = new ConsumerConfig
        {
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            TopicMetadataRefreshIntervalMs = (int?)newTopics?.TotalMilliseconds,
        };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(kafka.Apply(config)).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Subscribe(topic);
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                await beforeEach();
                if (Read(consumer, cancellation) is { Count: > 0 } records)
                {
                    await handle(records);
                    consumer.Commit(records.GroupBy(r => r.TopicPartition).Select(g => new TopicPartitionOffset(g.Key, g.Max(r => r.Offset.Value) + 1)));
                }

                OnHandled();
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private async Task KeepRunningAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await RunAsync(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                OnFailed(e, s_pause);
                await Task.Delay(s_pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private List<ConsumeResult<byte[]?, byte[]?>> Read(IConsumer<byte[]?, byte[]?> consumer, CancellationToken cancellation)
    {
        var (records, begun) = (new List<ConsumeResult<byte[]?, byte[]?>>(), time.GetTimestamp());
        while (records.Count < batchSize && !cancellation.IsCancellationRequested)
        {
            var left = batchTime - time.GetElapsedTime(begun);
            if (consumer.Consume(left > TimeSpan.Zero ? left : TimeSpan.Zero) is not { IsPartitionEOF: false } record)
            {
                break;
            }

            records.Add(record);
        }

        return records;
    }
}
