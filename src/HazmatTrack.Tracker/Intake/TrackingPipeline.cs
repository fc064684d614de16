using System.Threading.Channels;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Storing;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// The two stages after the reading thread, in parallel, with one batch waiting before each: under load a report waits for all batches before its own, and
/// fewer, larger ones share the cost of a transaction. Batches pass each stage in order. A stage that fails permanently ends both; the
/// reading thread then starts a new run.
/// </summary>
internal sealed class TrackingPipeline : IAsyncDisposable
{
    private const int Depth = 1;

    private readonly Evaluator _evaluator;
    private readonly BatchSink _sink;
    private readonly StoredWatermark _stored;
    private readonly TrackingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<PositionBatch> _read =
        Channel.CreateBounded<PositionBatch>(new BoundedChannelOptions(Depth) { SingleReader = true, SingleWriter = true });
    private readonly Channel<PositionBatch> _judged =
        Channel.CreateBounded<PositionBatch>(new BoundedChannelOptions(Depth) { SingleReader = true, SingleWriter = true });
    private readonly Task _running;

    public TrackingPipeline(Evaluator evaluator, BatchSink sink, StoredWatermark stored, TrackingMetrics metrics, TimeProvider time)
    {
        (_evaluator, _sink, _stored, _metrics, _time) = (evaluator, sink, stored, metrics, time);
        _running = Task.WhenAll(Task.Run(EvaluateAsync), Task.Run(StoreAsync));
    }

    /// <summary>Why the pipeline ended; null while it runs.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Completes when nothing will be stored any more.</summary>
    public Task Ended => _running;

    /// <summary>Adds a batch. Returns false where one waits already.</summary>
    public bool TryAdd(PositionBatch batch) => _read.Writer.TryWrite(batch);

    /// <summary>Completes when there may be room again, or when the pipeline has ended.</summary>
    public Task RoomAsync(CancellationToken cancellation) => _read.Writer.WaitToWriteAsync(cancellation).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task EvaluateAsync()
    {
        try
        {
            await foreach (var batch in _read.Reader.ReadAllAsync(_stop.Token))
            {
                var started = _time.GetTimestamp();
                _stored.Begin(batch.Sequence);
                using (batch.Stage("evaluate"))
                {
                    await _evaluator.RunAsync(batch, _stop.Token);
                }

                Count(batch, started);
                await _judged.Writer.WriteAsync(batch, _stop.Token);
            }
        }
        catch (Exception e)
        {
            End(e);
        }
    }

    private async Task StoreAsync()
    {
        var before = Task.CompletedTask;
        try
        {
            await foreach (var batch in _judged.Reader.ReadAllAsync(_stop.Token))
            {
                before = FinishAsync(batch, await _sink.RunAsync(batch, _judged.Reader.Count > 0, before, _stop.Token));
            }
        }
        catch (Exception e)
        {
            End(e);
        }

        await before;
    }

    private async Task FinishAsync(PositionBatch batch, Task stored)
    {
        try
        {
            await stored;
            _stored.Reach(batch.Sequence);
            batch.Complete();
        }
        catch (Exception e)
        {
            End(e);
        }
    }

    private void End(Exception e)
    {
        if (!_stop.IsCancellationRequested)
        {
            Fault ??= e;
            _stop.Cancel();
        }

        // Wakes a caller that waits for room.
        _read.Writer.TryComplete();
    }

    private void Count(PositionBatch batch, long started)
    {
        _metrics.Stage("evaluate", _time.GetElapsedTime(started));
        var (fates, vehicles, records) = (default(OutcomeCounts), 0, 0);
        foreach (var work in batch.Partitions)
        {
            vehicles += work.VehicleCount;
            records += work.Records;
            fates += work.Judgements.Fates;
        }

        _metrics.Judged(fates);
        _metrics.Batch(records, vehicles);
    }
}
