using System.Collections.Concurrent;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Registry;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Notes;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Quality;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Storing;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>The evaluating and the storing stage of one partition over stores of their own, each run when the test says so.</summary>
internal sealed partial class Stages : IAlertStore, IAsyncDisposable
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Stages? _beside;
    private readonly HotBlobs _hot;
    private readonly SettableTopic _topic;
    private readonly PositionLog _topics = new(1, 1);
    private readonly TrackingHealth _health = new(TimeProvider.System);
    private readonly ConcurrentQueue<VehicleId> _asked = [];
    private readonly Dictionary<VehicleId, LivingVehicle> _called = [];
    private readonly TimeProvider _time;
    private readonly HistoryStore _history;
    private readonly AlertStore _alerts;
    private readonly RegistryStore _papers;
    private readonly Retry _retry;
    private readonly TrackingMetrics _metrics;
    private readonly DamageLog _damage;
    private readonly VehicleIsolation _isolation;
    private readonly QualityBook _quality;
    private LocalVehicles _living = new();
    private StateLoader _loader;
    private RuleContexts _book;
    private Run? _run;

    private Stages(
        HistoryStore history, AlertStore alerts, RegistryStore registry, TimeProvider time, RuleSet rules, DocumentCatalog? kinds,
        HotBlobs hot, Stages? beside = null)
    {
        (_history, _alerts, _papers, _time, _hot, _beside) = (history, alerts, registry, time, hot, beside);
        _topic = beside?._topic ?? new();
        _retry = new(TimeProvider.System, _health, new(Prometheus.Metrics.WithCustomRegistry(_registry)), NullLogger<Retry>.Instance);
        Papers = new(registry, time, kinds);
        Documents = new(Papers);
        _metrics = new(Prometheus.Metrics.WithCustomRegistry(_registry));
        _quality = new(new(Prometheus.Metrics.WithCustomRegistry(_registry)));
        _damage = new(Prometheus.Metrics.WithCustomRegistry(_registry), NullLogger<DamageLog>.Instance);
        _isolation = new(_metrics, TimeProvider.System, NullLogger<VehicleIsolation>.Instance);
        history.Damaged += _damage.Found;
        alerts.Damaged += _damage.Found;
        (_book, _loader) = JudgeBy(rules);
    }

    /// <summary>The next call that stores alerts fails once they are stored: what comes after it in the batch does not happen.</summary>
    public bool FailsAfterAlerts { private get; set; }

    /// <summary>The topic is deleted and created again before the next start: its offsets begin at 0.</summary>
    public void RecreateTopic() => _topic.State = _topic.State with { Incarnation = _topic.State.Incarnation + 1 };

    /// <summary>Retention removes all records before an offset.</summary>
    public void RemoveBefore(long offset) => _topic.Marks = (offset, long.MaxValue);

    /// <summary>Vehicles judged again after a batch.</summary>
    private int RejudgedAtATime { get; init; } = Rejudger.Slice;

    /// <summary>How often alerts were stored.</summary>
    public int AlertCalls { get; private set; }

    /// <summary>The documents that its vehicles are judged by.</summary>
    public Papers Papers { get; }

    /// <summary>The process ends when the next filings are noted, before anybody is told of the notes.</summary>
    public bool FailsAfterNoting { private get; set; }

    /// <summary>What noting filings waits for after each answer of a store; null for nothing.</summary>
    public Func<Task>? BetweenNotes { private get; set; }

    /// <summary>Of how many vehicles at most it was told at once that they are noted.</summary>
    public int MostHandedOn { get; private set; }

    /// <summary>Up to which revision of the registry filings are noted.</summary>
    public long? Noted => Now.Session.History.DocumentsRevision;

    /// <summary>Whether it has found out that another has taken the partition over.</summary>
    public bool IsFenced => Now.Session.IsFenced;

    /// <summary>The documents of all vehicles, which may fail for some.</summary>
    public FailingDocuments Documents { get; }

    /// <summary>Reports that history could not take, in order.</summary>
    public ConcurrentQueue<(VehicleId Vehicle, PositionReport Report)> DeadLetters { get; } = [];

    /// <summary>What hot state has.</summary>
    public HotBlobs Hot => _hot;

    /// <summary>Has a vehicle judged again, as an operator does.</summary>
    public async Task JudgeAgainAsync(VehicleId vehicle, bool acceptsLoss)
    {
        Now.Session.Release(vehicle, await Now.Session.History.ReleaseAsync(vehicle, null, acceptsLoss, Stop));
        _asked.Enqueue(vehicle);
    }

    /// <summary>Writes every open point into chunks.</summary>
    public Task FlushAsync() => Now.Session.History.FlushAsync(Stop);

    private Run Now => _run!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="folder">An empty one, for the stores.</param>
    /// <param name="time">For the stores.</param>
    /// <param name="postgres">A database for the stores in place of the folder.</param>
    /// <param name="rules">The rules that vehicles are judged by; those of the product where it is null.</param>
    /// <param name="kinds">The kinds of document that are filed; those of the product where it is null.</param>
    /// <param name="rejudgedAtATime">Vehicles judged again between two batches.</param>
    /// <param name="hot">What hot state has; nothing where it is null.</param>
    public static async Task<Stages> OpenAsync(
        string folder, TimeProvider time, string? postgres = null, RuleSet? rules = null, DocumentCatalog? kinds = null, int rejudgedAtATime = Rejudger.Slice,
        HotBlobs? hot = null)
    {
        var stages = new Stages(
            await HistoryStore.OpenAsync(new() { File = Path.Combine(folder, "history.db"), Postgres = postgres }, time, Stop),
            postgres is null ? await AlertStore.OpenSqliteAsync(Path.Combine(folder, "alerts.db"), Stop) : await AlertStore.OpenPostgresAsync(postgres, Stop),
            postgres is null ? RegistryStore.Sqlite(Path.Combine(folder, "registry.db"), time, kinds) : RegistryStore.Postgres(postgres, time, kinds),
            time,
            rules ?? RuleList.All,
            kinds,
            hot ?? new())
        {
            RejudgedAtATime = rejudgedAtATime,
        };
        await stages.Papers.LookAsync();
        await stages.StartAsync(trustsHotState: true);
        return stages;
    }

    /// <summary>Another silo on the same stores, which has not taken the partition over yet.</summary>
    /// <param name="rules">The rules of its program.</param>
    public Stages Beside(RuleSet rules) => new(_history, _alerts, _papers, _time, rules, null, _hot, this) { RejudgedAtATime = RejudgedAtATime };

    /// <summary>The process is another one from the next start on, with the rules of its program.</summary>
    public void Install(RuleSet rules)
    {
        End();
        _run = null;
        _called.Clear();
        _living = new();
        (_book, _loader) = JudgeBy(rules);
    }

    /// <summary>Takes the partition over, as a silo does that starts: what was judged before and is not stored is forgotten.</summary>
    /// <returns>The offset from which the log must be read.</returns>
    public async Task<long> StartAsync(bool trustsHotState)
    {
        End();
        var stored = new StoredWatermark();
        var rejudger = new Rejudger(this, _history, _hot, _loader, _book, _isolation, _damage, _retry, _metrics, _time, AskAsync, RejudgedAtATime);
        var sink = new BatchSink(this, _history, _hot, rejudger, _isolation, SetAsideAsync, _damage, _retry, _metrics, TimeProvider.System);
        var evaluator = new Evaluator(_loader, new(SiloAddress.Zero, _living, TimeProvider.System), _isolation, _retry, stored);
        var opening = new PartitionOpening(
            "a silo", _history, this, _hot, _book, _retry, new(_topic, _topics, _health, TimeProvider.System, NullLogger<TopicWatch>.Instance),
            new(_history, this, _hot, _topic, _retry, TimeProvider.System, NullLogger<PartitionPlacing>.Instance),
            new(_topic, new(Prometheus.Metrics.WithCustomRegistry(_registry)), _health, NullLogger<LostRecords>.Instance),
            (asking, notes) => AskAsync(asking, [.. notes.Select(n => n.Vehicle)]), _health, TimeProvider.System, NullLogger<PartitionOpening>.Instance);
        _asked.Clear();
        _hot.IsWhole = trustsHotState;
        var session = new PartitionSession(0, opening.RunAsync, v => new(v, Called(v)));
        await session.Opening;
        if (trustsHotState)
        {
            session.Deadlines.Load(PartSet.All, await _hot.DuesAsync(PartSet.All, Stop));
        }

        var documents = new DocumentNotes(new HookedRegistry(_papers) { AfterFilings = WhenNotingAsync }, _book, stored, _retry, _metrics, TellAsync);
        var parameters = new ParameterNotes(_book.Rules, _retry, _metrics, documents.Turns, NullLogger<ParameterNotes>.Instance);
        _run = new(session, evaluator, sink, rejudger, stored, documents, parameters);
        return session.FlushedOffset + 1;

        Task AskAsync(PartitionSession asking, IReadOnlyList<VehicleId> vehicles)
        {
            foreach (var vehicle in vehicles)
            {
                _asked.Enqueue(vehicle);
            }

            return Task.CompletedTask;
        }

        async Task TellAsync(PartitionSession asking, IReadOnlyList<VehicleId> vehicles)
        {
            if (FailsAfterNoting)
            {
                FailsAfterNoting = false;
                throw new CrashException();
            }

            MostHandedOn = Math.Max(MostHandedOn, vehicles.Count);
            await AskAsync(asking, vehicles);
            await WhenNotingAsync();
        }
    }

    /// <summary>Has noted what was filed up to the documents that are judged by now. Done only when what is judged already is stored.</summary>
    public Task NoteFilingsAsync() => Now.Documents.RunAsync(Now.Session);

    /// <summary>Has noted which vehicles were judged by other parameters of the rules than those of now.</summary>
    public Task NoteParametersAsync() => Now.Parameters.RunAsync(Now.Session);

    /// <summary>The partition's history as its owner has it.</summary>
    public IHistoryPartition History => Now.Session.History;

    /// <summary>Makes a batch of reports, in order of arrival, and has it judged.</summary>
    public Task<PositionBatch> JudgeAsync(long offset, IEnumerable<(VehicleId Vehicle, PositionReport Report)> arrivals) =>
        JudgeAsync(offset, arrivals.Select(a => (a.Vehicle, a.Report, a.Report.Time)));

    /// <summary>The same where the records tell when they were received.</summary>
    public async Task<PositionBatch> JudgeAsync(long offset, IEnumerable<(VehicleId Vehicle, PositionReport Report, Instant Receipt)> arrivals)
    {
        var byVehicle = arrivals.Select((a, i) => (a.Vehicle, a.Report, a.Receipt, Offset: offset + i)).GroupBy(a => a.Vehicle).ToList();
        var reports = byVehicle.SelectMany(g => g).ToList();
        var first = 0;
        var buffers = new BatchBuffers
        {
            Reports = [.. reports.Select(r => r.Report)],
            Offsets = [.. reports.Select(r => r.Offset)],
            Receipts = [.. reports.Select(r => r.Receipt)],
            Vehicles = [.. byVehicle.Select(g => Work(g.Key, g.Count()))],
        };
        return await JudgeAsync(
            buffers, new(Now.Session, buffers) { Offsets = (offset, offset + reports.Count - 1), Records = reports.Count, VehicleCount = byVehicle.Count });

        VehicleWork Work(VehicleId vehicle, int count) => new() { Slot = Now.Session.Slot(vehicle), FirstReport = (first += count) - count, Reports = count };
    }

    /// <summary>How many wait for batches that are judged to be stored: noting filings, or a vehicle that has lost its state.</summary>
    public int AwaitedStores => Now.Stored.Awaited;

    /// <summary>Stores a batch that was judged; batches come in their order.</summary>
    /// <param name="isBehind">Whether another waits, which is stored next.</param>
    /// <param name="before">When the batch before is completely stored; at once where it is null.</param>
    public async Task StoreAsync(PositionBatch batch, bool isBehind = false, Task? before = null)
    {
        Now.Before = await Now.Sink.RunAsync(batch, isBehind, before ?? Now.Before, Stop);
        await Now.Before;
        Now.Stored.Reach(batch.Sequence);
        Now.StoredTo = batch.Sequence;
    }

    /// <summary>What was asked for is never answered: it belonged to a partition that another silo has by now.</summary>
    public void ForgetAsked() => _asked.Clear();

    /// <summary>
    /// Asks for the next vehicle that was wished for in a batch of its own; where there is none, for a batch of nobody if vehicles wait for one.
    /// </summary>
    public async Task<PositionBatch?> JudgeAskedAsync()
    {
        if (!_asked.TryDequeue(out var vehicle))
        {
            var nobody = new BatchBuffers();
            return Now.IsWaiting ? await JudgeAsync(nobody, new(Now.Session, nobody)) : null;
        }

        var buffers = new BatchBuffers { Vehicles = [new() { Slot = Now.Session.Slot(vehicle) }] };
        return await JudgeAsync(buffers, new(Now.Session, buffers) { VehicleCount = 1 });
    }

    /// <summary>Asks for a vehicle's state, as somebody does who wants to see it: it wakes up.</summary>
    public void Ask(VehicleId vehicle) => _asked.Enqueue(vehicle);

    /// <summary>
    /// Has a vehicle go to sleep, as long as nothing of it waits to be judged again and everything of it is stored; whether the latter is so the caller
    /// knows.
    /// </summary>
    public async Task SleepAsync(VehicleId vehicle)
    {
        var session = Now.Session;
        if (session.Slots.FirstOrDefault(s => s.Vehicle == vehicle) is { IsToBeJudgedAgain: false })
        {
            session.Forget(session.Place(vehicle));
            if (_called.Remove(vehicle, out var called))
            {
                await called.ReleaseAsync(session.Owner);
            }
        }
    }

    /// <summary>Looks at the vehicles whose deadline has passed by an instant of receipt; null for none.</summary>
    public async Task<PositionBatch?> PassAsync(Instant watermark)
    {
        var due = new List<(VehicleId Vehicle, Instant Now)>();
        Now.Session.Deadlines.TakeDue(watermark, int.MaxValue, due);
        if (due.Count == 0)
        {
            return null;
        }

        var buffers = new BatchBuffers { Vehicles = [.. due.Select(d => new VehicleWork { Slot = Now.Session.Slot(d.Vehicle), Tick = d.Now })] };
        return await JudgeAsync(buffers, new(Now.Session, buffers) { VehicleCount = due.Count });
    }

    /// <summary>Has time pass for a vehicle, up to an instant in its own time.</summary>
    public async Task<PositionBatch> TickAsync(VehicleId vehicle, Instant now)
    {
        var buffers = new BatchBuffers { Vehicles = [new() { Slot = Now.Session.Slot(vehicle), Tick = now }] };
        return await JudgeAsync(buffers, new(Now.Session, buffers) { VehicleCount = 1 });
    }

    /// <summary>When a vehicle is to be looked at, as the owner of its partition knows it.</summary>
    public HotDue? DueOf(VehicleId vehicle) => Now.Session.Deadlines.Find(vehicle);

    public async ValueTask DisposeAsync()
    {
        End();
        if (_beside is not null)
        {
            return;
        }

        await _papers.DisposeAsync();
        await _alerts.DisposeAsync();
        await _history.DisposeAsync();
    }

    private Task SetAsideAsync(VehicleId vehicle, in PositionReport report, int partition, long offset, string detail, bool isCounted)
    {
        DeadLetters.Enqueue((vehicle, report));
        return Task.CompletedTask;
    }

    private Task WhenNotingAsync() => BetweenNotes?.Invoke() ?? Task.CompletedTask;

    private (RuleContexts Book, StateLoader Loader) JudgeBy(RuleSet rules)
    {
        var book = new RuleContexts(ShippedBorders.Map, rules, Documents);
        return (book, new(_history, new(), _alerts, _hot, book, _damage, _time, _metrics, NullLogger<StateLoader>.Instance));
    }

    private async Task<PositionBatch> JudgeAsync(BatchBuffers buffers, PartitionWork work)
    {
        var batch = new PositionBatch(++Now.Sequence, buffers);
        batch.Partitions.Add(work);
        Now.Stored.Begin(batch.Sequence);
        await Now.Evaluator.RunAsync(batch, Stop);
        return batch;
    }

    private LivingVehicle Called(VehicleId vehicle)
    {
        if (!_called.TryGetValue(vehicle, out var called))
        {
            _called.Add(vehicle, called = new(new(vehicle, _book, _living, _quality)));
        }

        return called;
    }

    private void End()
    {
        if (_run is { } run)
        {
            run.Session.Drop();
            run.Session.Dispose();
        }
    }
}
