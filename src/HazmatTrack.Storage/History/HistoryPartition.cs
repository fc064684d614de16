using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Open;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History;

/// <summary>A partition's open points in memory, with the journal from which the next owner restores them.</summary>
internal sealed partial class HistoryPartition : IHistoryPartition
{
    /// <summary>How many vehicles are sealed at once because their journal rows are old or the partition is flushed.</summary>
    private const int SealAtATime = 2000;

    /// <summary>How many vehicles' late points are merged into chunks at once because their journal rows are old: each rewrites a chunk or more.</summary>
    private const int MergeAtATime = 8;

    /// <summary>The journal is pruned once in this many appends, at a different append in each partition.</summary>
    private const int AppendsPerPruning = 64;

    private readonly HistoryStore _store;
    private readonly HistoryDatabase _database;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly JournalBlock _journal = new();
    private readonly JournalBlock _lateJournal = new();
    private readonly AppendPlanner _planner;
    private PartitionMemory _memory;
    private AppendPlan? _plan;
    private int _sincePruning;
    private bool _isDisposed;

    // Whether notes may be stored that no call has returned: those of a write that was stored though it failed.
    private bool _hasUntoldNotes;

    public HistoryPartition(HistoryStore store, HistoryDatabase database, HistoryOptions options, TimeProvider time, OwnerRow owner)
    {
        (_store, _database, _options, _time) = (store, database, options, time);
        (Partition, Epoch) = (owner.Partition, owner.Epoch);
        _memory = new(owner, _gate, store.LateBudget);
        _planner = new(database, _journal, _lateJournal, store.LateBudget, store.Locate, time, store.ReportDamage);
        _sincePruning = Partition % AppendsPerPruning;
    }

    public int Partition { get; }

    public long Epoch { get; }

    public (long Incarnation, long LastOffset) Recorded => (_memory.Owner.Incarnation, _memory.Owner.LastOffset);

    /// <summary>Held by the caller that appends or changes notes.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Another owner has taken over: no further write is allowed.</summary>
    public bool Fenced { get; set; }

    /// <summary>A write failed and may or may not have been stored: memory is read again before it is used.</summary>
    public bool InDoubt { get; set; }

    public bool BelongsTo(HistoryStore other) => ReferenceEquals(_store, other);

    /// <summary>Reads the partition from the store, with the current owner's row.</summary>
    public async Task ReadAsync(OwnerRow row, CancellationToken cancellation)
    {
        var judgedBy = await _database.JudgedByAsync(Partition, cancellation);
        var memory = await PartitionMemory.ReadAsync(_database, row, _gate, _store.LateBudget, _time, _store.ReportDamage, cancellation);
        try
        {
            if (memory.Damaged.Count > 0)
            {
                // Pruning would delete them with the rows before and after them.
                var write = new HistoryWrite();
                write.Owners.Add(row);
                write.Damaged.AddRange(memory.Damaged);
                await _database.WriteAsync(write, cancellation);
            }
        }
        catch
        {
            memory.Release();
            throw;
        }

        memory.CarryOver(_memory);
        lock (_gate)
        {
            (_memory, _judgedBy) = (memory, judgedBy);
            if (_isDisposed)
            {
                memory.Release();
            }
        }
    }

    public async Task<AppendResult> AppendAsync(HistoryBatch batch, CancellationToken cancellation) =>
        (await _store.AppendAsync([new(this, batch)], cancellation))[0];

    public async Task FlushAsync(CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            List<VehicleHistory> seal;
            do
            {
                seal = [.. _memory.Vehicles.Where(v => v.HasUnsealed).Take(SealAtATime)];
                var write = new HistoryWrite();
                var (incarnation, offset) = Recorded;
                await PlanAsync(new(incarnation, offset, offset, []), [], seal, seal, prune: true, write, cancellation);
                await _store.WriteInTurnAsync([this], write, cancellation);
                TakeOver();
            }
            while (seal.Count > 0);
        }
        finally
        {
            Discard();
            Turn.Release();
        }
    }

    /// <summary>
    /// The vehicles of a batch's tracks, in their order; null where some have no number here yet, which are then added to <paramref name="unknown"/>.
    /// The caller holds the turn.
    /// </summary>
    public async Task<List<VehicleHistory>?> FindAsync(
        HistoryBatch batch, HashSet<(int Partition, string Name)> unknown, CancellationToken cancellation)
    {
        await ReadIfInDoubtAsync(cancellation);
        var vehicles = new List<VehicleHistory>(batch.Tracks.Count);
        foreach (var track in batch.Tracks)
        {
            if (_memory.Find(track.Vehicle) is { } vehicle)
            {
                vehicles.Add(vehicle);
            }
            else
            {
                unknown.Add((Partition, track.Vehicle.ToString()));
            }
        }

        return vehicles.Count == batch.Tracks.Count ? vehicles : null;
    }

    /// <summary>Adds vehicles that were assigned a number, and returns those of a batch. The caller holds the turn.</summary>
    public List<VehicleHistory> Introduce(IEnumerable<VehicleRow> rows, HistoryBatch batch)
    {
        lock (_gate)
        {
            _memory.Add(rows);
        }

        return [.. batch.Tracks.Select(t => _memory.Find(t.Vehicle)!)];
    }

    /// <summary>Plans a batch of these vehicles into a write. The caller holds the turn, stores the write, then commits or discards.</summary>
    public async Task PlanAsync(HistoryBatch batch, List<VehicleHistory> vehicles, HistoryWrite write, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var seal = _memory.Overdue(JournalTable.Open, now, _options.SealAfter, SealAtATime);
        var merge = _memory.Overdue(JournalTable.Late, now, _options.SealAfter, MergeAtATime);
        await PlanAsync(batch, vehicles, seal, merge, seal.Count > 0 || ++_sincePruning >= AppendsPerPruning, write, cancellation);
    }

    /// <summary>Applies the stored plan to memory.</summary>
    public AppendResult Commit()
    {
        var plan = TakeOver();
        if (_hasUntoldNotes)
        {
            plan.Rejudge.AddRange(_memory.Vehicles.Where(v => v.Note is { } note && !plan.Rejudge.Contains(note)).Select(v => v.Note!));
            _hasUntoldNotes = false;
        }

        return new(plan.New, plan.Duplicates, plan.Rejudge);
    }

    /// <summary>Discards the plan, if there is one.</summary>
    public void Discard()
    {
        _plan?.Discard();
        _plan = null;
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            (Fenced, _isDisposed) = (true, true);
            _memory.Release();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Runs one write for this partition alone.</summary>
    private async Task WriteAsync(Func<HistoryWrite, Task> fill, CancellationToken cancellation, Action<HistoryWrite>? stored = null)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            var write = new HistoryWrite();
            write.Owners.Add(_memory.Owner);
            await fill(write);
            await _store.WriteInTurnAsync([this], write, cancellation);
            stored?.Invoke(write);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Sets every unreadable chunk of a vehicle aside, and gives up those set aside before.</summary>
    private async Task GiveUpAsync(VehicleId vehicle, HistoryWrite write, CancellationToken cancellation)
    {
        var now = Instant.From(_time.GetUtcNow());
        write.GivenUp.Add((vehicle.ToString(), now));
        await foreach (var row in _database.ChunksAsync(vehicle.ToString(), new(0), Instant.From(DateTimeOffset.MaxValue), cancellation))
        {
            try
            {
                ChunkCodec.Decode(row.Data);
            }
            catch (ChunkFormatException e)
            {
                write.Damaged.Add(new(null, Partition, row.Vehicle, row.Start.UnixMilliseconds, vehicle.ToString(), e.Message, now) { IsGivenUp = true });
            }
        }
    }

    private async Task PlanAsync(
        HistoryBatch batch, List<VehicleHistory> vehicles, List<VehicleHistory> seal, List<VehicleHistory> merge, bool prune, HistoryWrite write,
        CancellationToken cancellation)
    {
        var held = _memory.Owner;
        var sameLog = held.Incarnation == batch.Incarnation;
        var plan = _plan = new(held with
        {
            JournalId = held.JournalId + 1,
            Incarnation = batch.Incarnation,
            LastOffset = sameLog ? Math.Max(held.LastOffset, batch.LastOffset) : batch.LastOffset,
        });
        await _planner.PlanAsync(plan, batch, vehicles, seal, merge, write, cancellation);
        write.Owners.Add(plan.Owner);
        Journal(JournalTable.Open, _journal);
        Journal(JournalTable.Late, _lateJournal);
        if (prune)
        {
            _sincePruning = 0;
            Prune(JournalTable.Open);
            Prune(JournalTable.Late);
        }

        void Journal(JournalTable table, JournalBlock block)
        {
            if (!block.IsEmpty)
            {
                var written = _time.GetUtcNow().ToUnixTimeMilliseconds();
                plan.Journalled.Add((table, written));
                write.Journal.Add(new(table, Partition, plan.Id, written, block.Encode()));
            }
        }

        void Prune(JournalTable table)
        {
            if (_memory.NeededFrom(table, plan.Id) is { } needed)
            {
                plan.JournalDone.Add((table, needed));
                write.JournalDone.Add((table, Partition, needed));
            }
        }
    }

    private AppendPlan TakeOver()
    {
        var plan = _plan!;
        _plan = null;
        lock (_gate)
        {
            _memory.Commit(plan);
            if (plan.JournalDone.Count > 0)
            {
                _memory.ForgetCompared();
            }
        }

        return plan;
    }

    private async Task ReadIfInDoubtAsync(CancellationToken cancellation)
    {
        if (Fenced)
        {
            throw new FencedException(Partition);
        }

        if (!InDoubt)
        {
            return;
        }

        var row = await _database.OwnerAsync(Partition, cancellation);
        if (row?.Epoch != Epoch)
        {
            Fenced = true;
            throw new FencedException(Partition);
        }

        await ReadAsync(row.Value, cancellation);
        InDoubt = false;
        _hasUntoldNotes = true;
    }
}
