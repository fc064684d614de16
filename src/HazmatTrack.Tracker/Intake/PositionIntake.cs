using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Tracker.Notes;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Storing;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// The first stage, on a thread of its own: it owns partitions, reads them batch by batch into the pipeline, and commits what the pipeline has stored. One
/// run lasts until the process ends or its state is in doubt; then everything in flight is dropped and a new run starts from what is committed and stored.
/// </summary>
internal sealed partial class PositionIntake : IPartitionListener, IAsyncDisposable
{
    /// <summary>How long the reading thread waits for room before it stops fetching and keeps the group alive by polling.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a run that ends waits for its vehicles to be released: the next run would find some of them still deactivating.</summary>
    private static readonly TimeSpan s_letGo = TimeSpan.FromSeconds(5);

    private readonly IngestOptions _options;
    private readonly IGrainFactory _grains;
    private readonly PartitionSessions _sessions;
    private readonly TrackingHealth _health;
    private readonly TrackingMetrics _metrics;
    private readonly IngestMetrics _ingest;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationToken _stop;
    private readonly PartitionOpening _opening;
    private readonly TrackingPipeline _pipeline;
    private readonly RecordForwarder _forwarder;
    private readonly BatchBuilder _reader;
    private readonly BatchConsumer _consumer;
    private readonly OffsetCommitter _commits;
    private readonly LagWatch _lag;
    private readonly Rejudger _rejudger;
    private readonly DocumentNotes _documents;
    private readonly ParameterNotes _parameters;
    private readonly Ticks _ticks;
    private readonly Func<long, CancellationToken, Task> _whenOtherThan;
    private readonly DeadLetters _deadLetters;
    private readonly PositionLog _topics;
    private readonly TopicState _topic;
    private readonly PartitionPlacing _placing;
    private readonly Queue<PositionBatch> _inFlight = [];

    // The last of the batches in flight: they are read and wait for room in the pipeline.
    private readonly Queue<PositionBatch> _held = [];
    private readonly RefreshQueue _refreshes = new();
    private readonly Sleeper _sleeper;
    private long _sequence;

    public PositionIntake(TrackingParts parts, CancellationToken stop)
    {
        _options = parts.Options;
        _grains = parts.Grains;
        _sessions = parts.Sessions;
        _health = parts.Health;
        _metrics = parts.Metrics;
        _ingest = parts.Ingest;
        _time = parts.Time;
        _log = parts.Logs.CreateLogger<PositionIntake>();
        _stop = stop;
        _deadLetters = parts.DeadLetters;
        (_topics, _topic, _placing) = (parts.Log, parts.Log.Now, parts.Placing);
        var stored = new StoredWatermark();
        var loader = parts.Loader;
        _rejudger = new(
            parts.Alerts, parts.History, parts.Hot, loader, parts.Book, parts.Isolation, parts.Damage, parts.Retry, _metrics, _time, RefreshAsync);
        var sink = new BatchSink(
            parts.Alerts, parts.History, parts.Hot, _rejudger, parts.Isolation, parts.DeadLetters.SendAsync, parts.Damage, parts.Retry, _metrics, _time);
        _documents = new(parts.Registry, parts.Book, stored, parts.Retry, _metrics, RefreshAsync);
        _opening = new(
            parts.Home.Silo, parts.History, parts.Alerts, parts.Hot, parts.Book, parts.Retry, parts.TopicWatch, parts.Placing, parts.Lost,
            _documents.Turns.HandOnOpenedAsync, _health, _time, parts.Logs.CreateLogger<PartitionOpening>());
        _forwarder = new(
            parts.Kafka, parts.Topics.Topic, _topic.Partitions, _ingest, _time, parts.Logs.CreateLogger<RecordForwarder>());
        var clock = new IngestClock();
        _reader = new(_options, _sessions, parts.DeadLetters, _forwarder, _ingest, parts.Quality, parts.Admission, clock, _time);
        _consumer = new(parts.Kafka, new(parts.Topics.Topic, _options.Group, _options.BatchSize), this, parts.Logs.CreateLogger<BatchConsumer>());
        _commits = new(_consumer.Commit, _health, _metrics, _time, _log);
        _lag = new(_consumer, _sessions, clock, parts.Lag, _metrics, parts.Lost, _time, parts.Logs.CreateLogger<LagWatch>());
        _parameters = new(parts.Book.Rules, parts.Retry, _metrics, _documents.Turns, parts.Logs.CreateLogger<ParameterNotes>());
        _ticks = new(_sessions, _reader, _metrics);
        _whenOtherThan = parts.Documents.WhenOtherThanAsync;
        _sleeper = new(_options.SleepAfter, _sessions, _time, LogNotLetGo);
        _pipeline = new(new(loader, parts.Home, parts.Isolation, parts.Retry, stored), sink, stored, _metrics, _time);
    }

    /// <summary>
    /// Reads until stopped, or until the topic is replaced or has more partitions; then finishes and commits what is in flight, and leaves the group.
    /// </summary>
    /// <exception cref="TrackingFault">The state of the run is in doubt; a new run is needed.</exception>
    public void Run()
    {
        _health.Reads();
        while (!_stop.IsCancellationRequested && _topics.Now == _topic)
        {
            Tend();
            if (Poll(_options.BatchTime) is { } batch)
            {
                Add(batch);
            }

            Regulate();
            TakeRefresh();
            CommitDone();
            _lag.Look();
            TakeTicks();
            TakeTurn();
            _sleeper.Look(_reader.Layout, StoredBelow());
            _reader.Trim();
        }

        if (!_stop.IsCancellationRequested)
        {
            LogOtherTopic();
        }

        // Close calls Revoked for every partition that is owned.
        _consumer.Close();
    }

    /// <inheritdoc cref="RefreshQueue.AskAsync"/>
    public Task RefreshAsync(PartitionSession session, IReadOnlyList<VehicleId> vehicles) => _refreshes.AskAsync(session, vehicles);

    public async ValueTask DisposeAsync()
    {
        _consumer.Dispose();
        var ended = _sessions.All;
        foreach (var session in ended)
        {
            End(session, release: false);
        }

        await _pipeline.DisposeAsync();
        if (!_stop.IsCancellationRequested)
        {
            // The next run knows only vehicles that report again or are requested; the others would stay awake for ever.
            var released = Task.WhenAll(
                ended.Where(s => s.Opening.IsCompletedSuccessfully).Select(s => ReleaseAsync(s.Owner, [.. s.Slots]))
                    .Concat(_sleeper.Left.GroupBy(v => v.Session).Select(g => ReleaseAsync(g.Key.Owner, [.. g.Select(v => v.Slot)]))));
            await Task.WhenAny(released, Task.Delay(s_letGo, _time, _stop));
        }

        _forwarder.Dispose();
        _documents.Dispose();
    }

    void IPartitionListener.Assigned(IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _ingest.Reads(partition);
            var session = new PartitionSession(partition, _opening.RunAsync, v => new(v, _grains.GetGrain<IVehicleGrain>(v.ToString())));
            _sessions.Add(session);
            _ = _documents.FollowAsync(session, _whenOtherThan, e => LogNotNoted(e, partition), _time);
            _ = _parameters.FollowAsync(session, _time);
        }

        _metrics.Owns(_sessions.All.Count);
    }

    void IPartitionListener.Skipped(long offsets) => _ingest.Skipped(offsets);

    void IPartitionListener.CommitRefused() => _ingest.CommitRefused();

    private void Add(PositionBatch batch)
    {
        Hold(batch);
        if (Feed() || (Room(s_patience) && Feed()))
        {
            return;
        }

        // The stores are slow or down. Polling continues without fetching, so that the group does not consider this silo dead.
        LogPaused();
        _metrics.Paused();
        do
        {
            Check();
            _stop.ThrowIfCancellationRequested();
            _consumer.Pause([.. _consumer.Owned.Except(_consumer.Paused)]);

            // The records are of a partition that was assigned in between, before it could be paused.
            if (Poll(TimeSpan.FromMilliseconds(100)) is { } more)
            {
                Hold(more);
            }

            CommitDone();
        }
        while (!Feed());

        Regulate();
        LogResumed();
    }

    /// <summary>
    /// Pauses the partitions that cannot be served now, and resumes those that can again: one that is still opening or whose vehicles move, and one whose
    /// records fill the queue of a producer. The others are read meanwhile.
    /// </summary>
    private void Regulate()
    {
        _forwarder.Drain();
        var blocked = new HashSet<int>(_sessions.All.Where(s => !s.IsRead || s.LeftFrom is not null).Select(s => s.Partition));
        blocked.UnionWith(_deadLetters.Full);
        blocked.UnionWith(_forwarder.Full);
        if (blocked.Count == 0 && _consumer.Paused.Count == 0)
        {
            return;
        }

        _consumer.Pause([.. blocked.Where(p => !_consumer.Paused.Contains(p))]);
        _consumer.Resume([.. _consumer.Paused.Where(p => !blocked.Contains(p))]);
    }

    private void Hold(PositionBatch batch)
    {
        batch.Sequence = ++_sequence;
        _inFlight.Enqueue(batch);
        _held.Enqueue(batch);
    }

    /// <summary>Passes batches to the pipeline while it has room. Returns whether all were passed.</summary>
    private bool Feed()
    {
        while (_held.TryPeek(out var next) && _pipeline.TryAdd(next))
        {
            _held.Dequeue();
        }

        return _held.Count == 0;
    }

    /// <summary>Reads a batch that holds nothing of the client's memory, which is released before anything else is done.</summary>
    private PositionBatch? Poll(TimeSpan wait)
    {
        using var records = _consumer.Poll(wait);
        return _reader.Read(records);
    }

    /// <summary>Whether the pipeline had room within this time.</summary>
    private bool Room(TimeSpan patience)
    {
        try
        {
            return _pipeline.RoomAsync(_stop).Wait(patience, _stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Check();
        }
    }

    private void TakeRefresh()
    {
        if (_refreshes.Take() is { } refresh)
        {
            // A vehicle that history does not know has no state, and a request for one must not make it known.
            var session = refresh.Session;
            var batch = _reader.Ask(session, [.. refresh.Vehicles.Where(v => session.Owns(v) && session.History.Knows(v))]);
            _ = batch.Done.ContinueWith(_ => refresh.Complete(), TaskScheduler.Default);
            Add(batch);
        }
    }

    private void TakeTicks()
    {
        if (_ticks.Next(session => session.IsRead) is { } batch)
        {
            Add(batch);
        }
    }

    /// <summary>
    /// Vehicles that wait to be re-evaluated continue with every batch. Where none is in flight, they have one of their own, whatever became of the partition
    /// of the first of them.
    /// </summary>
    private void TakeTurn()
    {
        if (_inFlight.Count == 0 && _rejudger.IsWaiting)
        {
            Add(_reader.Turn());
        }
    }

    /// <summary>All batches that were laid out before this number are completely stored.</summary>
    private long StoredBelow() => _inFlight.TryPeek(out var oldest) ? oldest.Layout : _reader.Layout + 1;

    /// <summary>Commits what the pipeline has stored since the last call.</summary>
    private void CommitDone(bool now = false)
    {
        Check();
        while (_inFlight.TryPeek(out var batch) && batch.Done.IsCompleted)
        {
            _inFlight.Dequeue();
            foreach (var work in batch.Partitions)
            {
                if (work.Offsets is { } offsets && !work.Session.IsDropped)
                {
                    _commits.Stored(work.Session.Partition, offsets.Last + 1);
                }
            }

            _reader.Reuse(batch);
        }

        _commits.Commit(now);
    }

    /// <summary>Ends the run where the pipeline has ended, or where a partition is fenced that the group still assigns to this silo.</summary>
    private void Check()
    {
        if (_pipeline.Fault is { } fault)
        {
            throw new TrackingFault(fault.Message, fault);
        }

        if (_sessions.All.FirstOrDefault(s => s.IsFenced) is { } fenced)
        {
            throw new TrackingFault(
                $"Partition {fenced.Partition} of positions was taken over by another silo, or a replica of the database took over; this silo rejoins the consumer group.");
        }
    }
}
