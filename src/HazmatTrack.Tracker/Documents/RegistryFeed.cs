using HazmatTrack.Contracts.Registry;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Tracker.Documents;

/// <summary>
/// Keeps the documents that this process evaluates by: those bound to no vehicle, which are read at start, and those of the vehicles that are awake here
/// (<see cref="HeldDocuments"/>); then it reads new filings whenever the change counter has moved, and everything again on another timeline of the database.
/// Evaluation uses the documents held and never waits. While the registry cannot be read, the documents held stay in use; before the first read there is no
/// answer at all, because "no permit" must never mean "could not look".
/// </summary>
internal sealed partial class RegistryFeed : BackgroundService, IDocumentSource, IRegistryChanges
{
    private static readonly TimeSpan s_slowest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_trimEvery = TimeSpan.FromMinutes(1);

    private readonly IRegistryStore _store;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly RegistryMetrics _metrics;
    private readonly HeldDocuments _held;
    private readonly ILogger<RegistryFeed> _log;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _nudged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RegistrySnapshot? _snapshot;
    private volatile RegistryFeedStatus _status = new(0, null, null);
    private RegistrySnapshotBuilder? _book;
    private Instant _droppedUpTo;
    private long _trimmedAt;
    private long _timeline;
    private int _failures;

    public RegistryFeed(IRegistryStore store, RegistryOptions options, TimeProvider time, RegistryMetrics metrics, ILogger<RegistryFeed> log)
    {
        (_store, _options, _time, _metrics, _log, _held) = (store, options, time, metrics, log, new(store, time));
    }

    /// <summary>Completes once the documents have been read for the first time. Nothing may be evaluated before.</summary>
    public Task Loaded => _loaded.Task;

    public RegistryFeedStatus Status => _status;

    /// <exception cref="InvalidOperationException">The registry has not been read yet.</exception>
    public RegistrySnapshot Snapshot => _snapshot
        ?? throw new InvalidOperationException("The registry has not been read yet: nothing can be judged by its documents. Wait for Loaded first.");

    /// <inheritdoc cref="Snapshot"/>
    public object SnapshotToken => Snapshot;

    /// <inheritdoc cref="Snapshot"/>
    public long Revision => Snapshot.Revision;

    /// <inheritdoc cref="Snapshot"/>
    public SharedDocuments Shared => Snapshot.Shared;

    /// <summary>Tells which vehicles are awake in this process: the documents of the others are released.</summary>
    public Func<VehicleId, bool> IsAwake { private get; set; } = _ => false;

    /// <inheritdoc cref="Snapshot"/>
    public DocumentSets? OwnOf(VehicleId vehicle, Instant since) => Snapshot is not null ? _held.Find(vehicle, since) : null;

    public Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation) =>
        _held.HoldAsync(vehicles, since, cancellation);

    public void Needs(VehicleId vehicle, Instant since) => _held.Needs(vehicle, since);

    /// <summary>
    /// Completes when the documents in use have a revision other than this one: a later one, unless the database is older than before.
    /// </summary>
    public async Task WhenOtherThanAsync(long revision, CancellationToken cancellation)
    {
        // The task is taken before the revision is checked, so that no change in between is missed.
        for (var published = _published.Task; Revision == revision; published = _published.Task)
        {
            await published.WaitAsync(cancellation);
        }
    }

    /// <summary>Checks for changes now instead of with the next poll: something was filed in this process.</summary>
    public void Nudge() => _nudged.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The SQLite driver works on the caller's thread; the start of the host must not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            // The signal is renewed before the check: a nudge from here on causes one more check.
            _nudged = new(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await RefreshAsync(stoppingToken);
                Succeeded();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(e);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(_nudged.Task, Task.Delay(Pause(), _time, waiting.Token));
            await waiting.CancelAsync();
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        // The timeline is read first: where the next one begins in between, it is seen the next time.
        var timeline = await _store.TimelineAsync(cancellation);
        var revision = await _store.RevisionAsync(cancellation);
        var endedBy = Instant.From(_time.GetUtcNow() - _options.KeepEndedFor);
        if (_book is null || timeline != _timeline || revision < _book.Revision)
        {
            if (_book is not null)
            {
                LogWentBack(_book.Revision, revision);
            }

            var book = new RegistrySnapshotBuilder();
            await foreach (var filed in _store.SharedAsync(endedBy, cancellation))
            {
                book.Take(filed);
            }

            book.Reached(revision);
            await _held.BeginAgainAsync(cancellation);
            (_book, _timeline) = (book, timeline);
            _droppedUpTo = endedBy;
            Publish();
        }
        else if (revision > _book.Revision)
        {
            // The vehicles' documents are updated first, so that no vehicle is evaluated by fewer than the revision promises; then the shared ones are put
            // one by one into the working copy. After a failure half-way the work repeats from the first that is missing.
            await _held.FollowAsync(_book.Revision, revision, cancellation);
            await foreach (var filed in _store.SharedFiledAsync(_book.Revision, revision, cancellation))
            {
                _book.Take(filed);
            }

            if (endedBy - _droppedUpTo > TimeSpan.FromDays(1))
            {
                _book.DropEndedBy(endedBy);
                _droppedUpTo = endedBy;
            }

            _book.Reached(revision);
            Publish();
        }

        if (_trimmedAt == 0 || _time.GetElapsedTime(_trimmedAt) > s_trimEvery)
        {
            _trimmedAt = _time.GetTimestamp();
            _held.Trim(IsAwake);
            _metrics.Holds(_held.Count, _book.Counts.Concat(_held.Counts()).GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value)));
        }
    }

    private void Publish()
    {
        _snapshot = _book!.Snapshot();
        _metrics.Reached(_book.Revision);
        Interlocked.Exchange(ref _published, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void Succeeded()
    {
        var now = _time.GetUtcNow();
        if (_failures > 0)
        {
            LogRecovered(_failures, _book!.Revision);
        }

        _failures = 0;
        _status = new(_book!.Revision, now, null);
        _metrics.Looked(now);
        if (_loaded.TrySetResult())
        {
            var documents = _book.Counts.Values.Sum();
            LogLoaded(documents, _book.Revision);
        }
    }

    private void Failed(Exception e)
    {
        _metrics.Failed();
        _status = _status with { Failure = e.Message };

        // Logs the first failure, and then one in a hundred: about eight minutes apart.
        if (_failures++ % 100 == 0)
        {
            LogFailed(e, _failures, _status.LookedAt);
        }
    }

    private TimeSpan Pause()
    {
        var pause = _options.PollInterval * Math.Pow(2, Math.Min(_failures, 10));
        return _failures == 0 || pause < _options.PollInterval ? _options.PollInterval
            : pause < s_slowest ? pause
            : s_slowest > _options.PollInterval ? s_slowest : _options.PollInterval;
    }
}
