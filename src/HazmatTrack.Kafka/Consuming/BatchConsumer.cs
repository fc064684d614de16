using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Kafka.Native;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Kafka.Consuming;

/// <summary>
/// The silo's consumer of topic <c>positions</c>, polled in batches by one thread. Reads librdkafka's queue directly where possible: two to three times the
/// rate of <c>Consume()</c>, without an allocation for each record.
/// </summary>
internal sealed partial class BatchConsumer : IDisposable
{
    /// <summary>The reading thread waits so long for the group's offset; partitions that bring records show it in time.</summary>
    private static readonly TimeSpan s_commitLook = TimeSpan.FromSeconds(2);

    private readonly ConsumerSettings _options;
    private readonly IPartitionListener _listener;
    private readonly ILogger _log;
    private readonly ClientErrors _errors;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly Librdkafka? _library;
    private readonly nint _queue;
    private readonly NativeRecordBatch? _native;
    private readonly ManagedRecordBatch _managed = new();
    private readonly OffsetWatch _watch = new();
    private readonly HashSet<int> _owned = [];
    private readonly HashSet<int> _paused = [];

    // Partitions that were revoked while they were paused. The client keeps the pause: assigned again, they would never be read.
    private readonly HashSet<int> _wentPaused = [];
    private IAdminClient? _admin;
    private Exception? _fault;
    private bool _closed;

    /// <summary>Joins the group. Nothing is read before the first poll.</summary>
    /// <param name="kafka">The settings for reaching the cluster.</param>
    /// <param name="options">Topic, group and batch sizes.</param>
    /// <param name="listener">Receives the partitions that are assigned and revoked.</param>
    /// <param name="log">Receives the client's errors.</param>
    /// <param name="useNative">False uses <c>Consume()</c> only.</param>
    public BatchConsumer(
        KafkaOptions kafka, ConsumerSettings options, IPartitionListener listener, ILogger<BatchConsumer> log, bool useNative = true)
    {
        _options = options;
        _listener = listener;
        _log = log;
        _errors = new(log, "Reading positions", TimeProvider.System);
        _consumer = new ConsumerBuilder<byte[], byte[]>(Config(kafka, options))
            .SetPartitionsAssignedHandler((_, partitions) => Notify(Numbers(partitions), OnAssigned))
            .SetPartitionsRevokedHandler((_, partitions) => Notify(Numbers(partitions), OnRevoked))
            .SetPartitionsLostHandler((_, partitions) => Notify(Numbers(partitions), OnLost))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, line) => LogClient(line.Name, line.Message))
            .Build();
        string? whyNot = "it was asked not to";
        _library = useNative ? Librdkafka.TryLoad(out whyNot) : null;
        var handle = _library is null ? 0 : Librdkafka.NativeHandle(_consumer);
        if (handle != 0)
        {
            unsafe
            {
                _queue = _library!.QueueGetConsumer(handle);
            }

            _native = new(_library, options.BatchSize);
        }
        else if (useNative)
        {
            LogFallback(whyNot ?? "the client's native handle is not where it was");
        }

        _consumer.Subscribe(options.Topic);
    }

    /// <summary>Whether the native queue is read.</summary>
    public bool IsNative => _native is not null;

    /// <summary>The partitions owned now.</summary>
    public IReadOnlyCollection<int> Owned => _owned;

    /// <summary>The owned partitions that are paused. A newly assigned partition never is.</summary>
    public IReadOnlyCollection<int> Paused => _paused;

    /// <summary>
    /// Blocks this thread until the batch is full or <paramref name="wait"/> is over, and returns the records read, which may be none. The listener is called
    /// from within. The batch before must have been disposed.
    /// </summary>
    /// <exception cref="KafkaException">The client has failed permanently; a new one is needed.</exception>
    public RecordBatch Poll(TimeSpan wait)
    {
        RecordBatch batch = _native is null ? _managed : _native;
        if (batch.Count > 0)
        {
            throw new InvalidOperationException("The last batch was not disposed; its records would be overwritten.");
        }

        if (_native is not null)
        {
            _native.Fill(_queue, wait, OnError, _watch);
        }
        else
        {
            FillManaged(wait);
        }

        if (_fault is not null)
        {
            batch.Dispose();
            throw _fault;
        }

        if (_wentPaused.Overlaps(_owned))
        {
            Resume(_wentPaused);
            _wentPaused.ExceptWith(_owned);
        }

        var (skipped, partition) = _watch.Take();
        if (skipped > 0)
        {
            _listener.Skipped(skipped);
            LogSkipped(skipped, partition);
        }

        return batch;
    }

    /// <summary>
    /// Commits, for each partition, the offset to read next. Returns false when the group does not allow it, because the partitions are moving or have moved:
    /// the next owner reads again what was not committed.
    /// </summary>
    /// <exception cref="KafkaException">The broker could not be reached; the commit may be retried.</exception>
    public bool Commit(IEnumerable<(int Partition, long Next)> offsets)
    {
        try
        {
            _consumer.Commit(offsets.Select(o => new TopicPartitionOffset(_options.Topic, o.Partition, o.Next)));
            return true;
        }
        catch (KafkaException e) when (IsOfGroup(e))
        {
            _listener.CommitRefused();
            return false;
        }
    }

    /// <summary>Stops fetching partitions; polling continues, so that the group keeps this member.</summary>
    public void Pause(IEnumerable<int> partitions)
    {
        var those = OfThose(partitions);
        _consumer.Pause(those);
        _paused.UnionWith(Numbers(those));
    }

    /// <summary>Resumes fetching, from after the last record polled.</summary>
    public void Resume(IEnumerable<int> partitions)
    {
        var those = OfThose(partitions);
        _consumer.Resume(those);
        _paused.ExceptWith(Numbers(those));
    }

    /// <summary>
    /// Starts reading a partition at an offset, or at its first one, where <paramref name="offset"/> is null. Returns false where that is not possible yet.
    /// </summary>
    public bool TrySeek(int partition, long? offset)
    {
        _watch.Forget([partition]);
        try
        {
            _consumer.Seek(new(_options.Topic, partition, offset is { } from ? new Offset(from) : Offset.Beginning));
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_InProgress or ErrorCode.Local_TimedOut)
        {
            // The partition has only just been assigned.
            return false;
        }
    }

    /// <summary>The next offset that the group has committed of a partition; null for none, and where the brokers do not answer.</summary>
    public long? Committed(int partition)
    {
        try
        {
            var committed = _consumer.Committed([new(_options.Topic, partition)], s_commitLook)[0].Offset;
            return committed.IsSpecial ? null : committed.Value;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>Ranges of offsets that reading skipped, since the last call.</summary>
    public IReadOnlyList<SkippedOffsets> TakeSkipped() => _watch.TakeStretches();

    /// <summary>
    /// The first and the next offset of partitions, queried from the brokers, all at once and in parallel to reading. A partition whose broker did not answer
    /// is left out.
    /// </summary>
    /// <exception cref="KafkaException">The brokers did not answer in time.</exception>
    public async Task<IReadOnlyDictionary<int, (long Low, long High)>> WatermarksAsync(IReadOnlyCollection<int> partitions, TimeSpan patience)
    {
        _admin ??= new DependentAdminClientBuilder(_consumer.Handle).Build();
        var options = new ListOffsetsOptions { RequestTimeout = patience };
        var low = AskAsync(OffsetSpec.Earliest());
        var high = AskAsync(OffsetSpec.Latest());
        await Task.WhenAll(low, high);
        var marks = new Dictionary<int, (long, long)>(partitions.Count);
        foreach (var (partition, last) in await high)
        {
            if ((await low).TryGetValue(partition, out var first))
            {
                marks.Add(partition, (first, last));
            }
        }

        return marks;

        async Task<Dictionary<int, long>> AskAsync(OffsetSpec which)
        {
            var specs = partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = new(_options.Topic, p), OffsetSpec = which });
            var answer = await _admin.ListOffsetsAsync(specs, options);
            return answer.ResultInfos.Select(r => r.TopicPartitionOffsetError).Where(r => !r.Error.IsError)
                .ToDictionary(r => r.Partition.Value, r => r.Offset.Value);
        }
    }

    /// <summary>Leaves the group in order: <see cref="IPartitionListener.Revoked"/> of the listener is called first, and may commit.</summary>
    public void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _native?.Dispose();
            _managed.Dispose();
            ReleaseQueue();
            _admin?.Dispose();
            _consumer.Close();
        }
    }

    /// <summary>Ends the client. Without <see cref="Close"/> first, the group notices by timeout, as after a crash.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _native?.Dispose();
            ReleaseQueue();
            _admin?.Dispose();
        }

        _consumer.Dispose();
    }

    private unsafe void ReleaseQueue()
    {
        if (_queue != 0)
        {
            _library!.QueueDestroy(_queue);
        }
    }

    private static ConsumerConfig Config(KafkaOptions kafka, ConsumerSettings options)
    {
        var config = new ConsumerConfig
        {
            GroupId = options.Group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = kafka.FetchWaitMs,
            FetchQueueBackoffMs = 2,
            QueuedMinMessages = 10 * options.BatchSize,
            QueuedMaxMessagesKbytes = 128 * 1024,
            MaxPartitionFetchBytes = 4 * 1024 * 1024,
            ConsumeResultFields = "headers,timestamp",
            AllowAutoCreateTopics = false,
        };
        if (kafka.GroupProtocol == Kafka.GroupProtocol.Consumer)
        {
            config.GroupProtocol = Confluent.Kafka.GroupProtocol.Consumer;
        }
        else
        {
            config.SessionTimeoutMs = (int)kafka.SessionTimeout.TotalMilliseconds;
            config.HeartbeatIntervalMs = 1_000;
            config.PartitionAssignmentStrategy = kafka.GroupProtocol == Kafka.GroupProtocol.Range
                ? PartitionAssignmentStrategy.Range
                : PartitionAssignmentStrategy.CooperativeSticky;
        }

        return kafka.Apply(config);
    }

    private static List<int> Numbers(IEnumerable<TopicPartition> partitions) => partitions.Select(p => p.Partition.Value).ToList();

    private static List<int> Numbers(IEnumerable<TopicPartitionOffset> partitions) => partitions.Select(p => p.Partition.Value).ToList();

    private static bool IsOfGroup(KafkaException e) => e.Error.Code
        is ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.StaleMemberEpoch
        or ErrorCode.FencedMemberEpoch or ErrorCode.Local_AssignmentLost or ErrorCode.Local_NoOffset
        || (e is TopicPartitionOffsetException partial && partial.Results.TrueForAll(r => r.Error.Code
            is ErrorCode.NoError or ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId
            or ErrorCode.StaleMemberEpoch or ErrorCode.FencedMemberEpoch));

    private void FillManaged(TimeSpan wait)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var left = wait;
        while (_managed.Count < _options.BatchSize && left >= TimeSpan.Zero)
        {
            try
            {
                // Records may be ready in the native client while it rebalances: an empty answer is not the end.
                if (_consumer.Consume(left) is { Message: not null } result)
                {
                    _watch.Read(result.Partition.Value, result.Offset.Value);
                    _managed.Add(result);
                }
            }
            catch (ConsumeException e)
            {
                OnError(e.Error);
            }

            left = wait - clock.GetElapsedTime(started);
        }
    }

    /// <summary>The given partitions that are owned: a pause of one that was just revoked has no effect.</summary>
    private List<TopicPartition> OfThose(IEnumerable<int> partitions) =>
        partitions.Where(_owned.Contains).Select(p => new TopicPartition(_options.Topic, p)).ToList();

    private void OnAssigned(List<int> partitions)
    {
        _owned.UnionWith(partitions);
        LogAssigned(string.Join(',', partitions));
        _listener.Assigned(partitions);
    }

    private void OnRevoked(List<int> partitions)
    {
        LogRevoked(string.Join(',', partitions));
        _listener.Revoked(partitions);
        Forget(partitions);
    }

    private void OnLost(List<int> partitions)
    {
        LogLost(string.Join(',', partitions));
        Forget(partitions);
        _listener.Lost(partitions);
    }

    private void Forget(List<int> partitions)
    {
        _owned.ExceptWith(partitions);
        _wentPaused.UnionWith(partitions.Where(_paused.Remove));
        _watch.Forget(partitions);
        _managed.Drop(partitions);
    }

    /// <summary>Calls the listener. The native loop cannot pass an exception on: it is kept and thrown by the poll.</summary>
    private void Notify(List<int> partitions, Action<List<int>> what)
    {
        try
        {
            if (partitions.Count > 0)
            {
                what(partitions);
            }
        }
        catch (Exception e)
        {
            _fault ??= e;
        }
    }

    private void OnError(Error error)
    {
        _errors.Add(error);
        if (error.IsFatal || error.Code == ErrorCode.Local_Fatal)
        {
            _fault ??= new KafkaException(error);
        }
    }
}
