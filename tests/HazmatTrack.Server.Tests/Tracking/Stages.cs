using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.Server.Tracking;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>The evaluating and the storing stage of one partition over stores of their own, each run when the test says so.</summary>
internal sealed class Stages : IDocumentSource, IAsyncDisposable
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly StoredMark _stored = new();
    private readonly Queue<VehicleId> _asked = [];
    private readonly HistoryStore _history;
    private readonly PartitionSession _session;
    private readonly Evaluator _evaluator;
    private readonly BatchSink _sink;
    private Task _before = Task.CompletedTask;
    private long _sequence;
    private long _offset;

    private Stages(HistoryStore history, AlertStore alerts, bool vehiclesLiveHere)
    {
        (_history, Alerts) = (history, alerts);
        var metrics = new TrackingMetrics(Prometheus.Metrics.WithCustomRegistry(_registry));
        var retry = new Retry(TimeProvider.System, new(), NullLogger<Retry>.Instance);
        var topics = new Topics(1, 1);
        var hot = new NoHotState();
        var book = new JudgingBook(SomeFleet.Map, RuleList.All, this);
        var loader = new StateLoader(history, alerts, hot, book, metrics, NullLogger<StateLoader>.Instance);
        var rejudger = new Rejudger(alerts, history, hot, loader, retry, topics, metrics, AskAsync, NullLogger<Rejudger>.Instance);
        var living = new LocalVehicles();
        _sink = new(alerts, history, hot, rejudger, retry, topics, metrics, TimeProvider.System);
        _evaluator = new(loader, vehiclesLiveHere ? living : new(), retry, _stored);
        _session = new(0, (s, c) => history.OpenAsync(s.Partition, c), v => new(v, new CalledVehicle(new(v, book, living))));

        Task AskAsync(PartitionSession session, IReadOnlyList<VehicleId> vehicles)
        {
            foreach (var vehicle in vehicles)
            {
                _asked.Enqueue(vehicle);
            }

            return Task.CompletedTask;
        }
    }

    public AlertStore Alerts { get; }

    object IDocumentSource.Edition => this;

    /// <param name="folder">An empty one, for the stores.</param>
    /// <param name="vehiclesLiveHere">Whether vehicles are handed their reports directly, or called as if they lived in another silo.</param>
    /// <param name="time">For the stores.</param>
    public static async Task<Stages> OpenAsync(string folder, bool vehiclesLiveHere, TimeProvider time)
    {
        var stop = TestContext.Current.CancellationToken;
        var stages = new Stages(
            await HistoryStore.OpenAsync(new() { File = Path.Combine(folder, "history.db") }, time, stop),
            await AlertStore.OpenSqliteAsync(Path.Combine(folder, "alerts.db"), stop),
            vehiclesLiveHere);
        await stages._session.Opening;
        return stages;
    }

    /// <summary>Makes a batch of reports, in order of arrival, and has it judged.</summary>
    public async Task<PositionBatch> JudgeAsync(IEnumerable<(VehicleId Vehicle, PositionReport Report)> arrivals)
    {
        var buffers = new BatchBuffers();
        var batch = new PositionBatch(++_sequence, buffers);
        var byVehicle = arrivals.Select((a, i) => (a.Vehicle, a.Report, Offset: _offset + i)).GroupBy(a => a.Vehicle).ToList();
        var reports = byVehicle.SelectMany(g => g).ToList();
        buffers.Reports = [.. reports.Select(r => r.Report)];
        buffers.Offsets = [.. reports.Select(r => r.Offset)];
        var first = 0;
        buffers.Vehicles = [.. byVehicle.Select(g => Work(g.Key, g.Count()))];
        batch.Partitions.Add(new(_session, buffers)
        {
            Offsets = (_offset, _offset + reports.Count - 1),
            Records = reports.Count,
            VehicleCount = byVehicle.Count,
        });
        _offset += reports.Count;
        await _evaluator.RunAsync(batch, TestContext.Current.CancellationToken);
        return batch;

        VehicleWork Work(VehicleId vehicle, int count) => new() { Slot = _session.Slot(vehicle), FirstReport = (first += count) - count, Reports = count };
    }

    /// <summary>Stores a batch that was judged; batches come in their order.</summary>
    public async Task StoreAsync(PositionBatch batch)
    {
        _before = await _sink.RunAsync(batch, _before, TestContext.Current.CancellationToken);
        await _before;
        _stored.Reach(batch.Sequence);
    }

    /// <summary>Answers what was asked for meanwhile; then nothing is left to be judged again.</summary>
    public async Task SettleAsync()
    {
        while (_asked.TryDequeue(out var vehicle))
        {
            var batch = new PositionBatch(++_sequence, new() { Vehicles = [new() { Slot = _session.Slot(vehicle) }] });
            batch.Partitions.Add(new(_session, batch.Buffers) { VehicleCount = 1 });
            await _evaluator.RunAsync(batch, TestContext.Current.CancellationToken);
            await StoreAsync(batch);
        }

        Assert.Empty(await _session.History.PendingRejudgesAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What a counter of this name says.</summary>
    public async Task<double> CountAsync(string name)
    {
        using var text = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(text);
        var line = System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line[name.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public VehicleDocuments For(VehicleId vehicle) => VehicleDocuments.None;

    public async ValueTask DisposeAsync()
    {
        _session.Drop();
        _session.Dispose();
        await Alerts.DisposeAsync();
        await _history.DisposeAsync();
    }

    /// <summary>A vehicle as it is called from another silo.</summary>
    private sealed class CalledVehicle(TrackedVehicle vehicle) : IVehicleGrain
    {
        public ValueTask<Verdict> JudgeAsync(VehicleBatch batch) => ValueTask.FromResult(vehicle.Judge(batch));

        public ValueTask<Rejudgement> RejudgeAsync(RejudgeRequest request) => ValueTask.FromResult(vehicle.Rejudge(request));

        public ValueTask ReleaseAsync(Ownership owner)
        {
            vehicle.Release(owner);
            return ValueTask.CompletedTask;
        }
    }
}
