using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Open;
using HazmatTrack.Storage.History.Presences;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History;

/// <summary>History on PostgreSQL or SQLite, depending on the options.</summary>
public sealed class HistoryStore : IHistoryStore, IAsyncDisposable
{
    private readonly HistoryDatabase _database;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private volatile VehicleNumbers _numbers;

    // Damaged stretches that a search over many vehicles has skipped. There are few: each is a row with changed bytes.
    private readonly ConcurrentDictionary<DamagedStretch, bool> _unread = [];

    private HistoryStore(HistoryDatabase database, HistoryOptions options, TimeProvider time, Func<GeoPoint, ProvinceCode>? locate)
    {
        Locate = locate;
        _database = database;
        _numbers = new(database, 0);
        _options = options;
        _time = time;
    }

    /// <summary>Raised for unreadable rows, each time they are encountered. Handlers must be quick and must not throw.</summary>
    public event Action<Damage>? Damaged;

    internal LateBudget LateBudget { get; } = new();

    /// <summary>Returns the province of a position; null where no map is available.</summary>
    internal Func<GeoPoint, ProvinceCode>? Locate { get; }

    /// <summary>Opens the database and creates missing tables. Its chunks do not record their provinces.</summary>
    public static Task<HistoryStore> OpenAsync(HistoryOptions options, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(options, time, null, cancellation);

    /// <summary>Opens the database and creates missing tables.</summary>
    /// <param name="options">The location of the database.</param>
    /// <param name="locate">Returns the province of a position, on any thread: each chunk records the provinces that it touches.</param>
    public static async Task<HistoryStore> OpenAsync(
        HistoryOptions options, TimeProvider time, Func<GeoPoint, ProvinceCode>? locate, CancellationToken cancellation)
    {
        HistoryDatabase database = string.IsNullOrWhiteSpace(options.Postgres)
            ? new SqliteHistoryDatabase(options.File)
            : new PostgresHistoryDatabase(options.Postgres);
        try
        {
            await database.CreateAsync(cancellation);
            return new(database, options, time, locate);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task<IHistoryPartition> OpenAsync(int partition, CancellationToken cancellation)
    {
        var owner = await _database.TakeOverAsync(partition, cancellation);
        var opened = new HistoryPartition(this, _database, _options, _time, owner);
        await opened.ReadAsync(owner, cancellation);
        return opened;
    }

    public async Task<IReadOnlyList<PartitionRecord>> PartitionsAsync(CancellationToken cancellation) =>
        [.. (await _database.OwnersAsync(cancellation)).Select(o => new PartitionRecord(o.Partition, o.Incarnation, o.LastOffset, o.Placement, o.Silo))];

    public async Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellation)
    {
        var partitions = new HistoryPartition[batches.Count];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = batches[i].Partition as HistoryPartition is { } own && own.BelongsTo(this)
                ? own
                : throw new ArgumentException($"Partition {batches[i].Partition.Partition} was not opened by this store.", nameof(batches));
        }

        // Locks are taken in order of partition, so that two such calls cannot deadlock.
        var order = partitions.Order(Comparer<HistoryPartition>.Create((a, b) => a.Partition.CompareTo(b.Partition))).ToArray();
        if (order.Zip(order.Skip(1)).FirstOrDefault(p => p.First.Partition == p.Second.Partition) is { First: { } twice })
        {
            throw new ArgumentException($"Partition {twice.Partition} occurs twice.", nameof(batches));
        }

        var held = 0;
        try
        {
            foreach (var partition in order)
            {
                await partition.Turn.WaitAsync(cancellation);
                held++;
            }

            return await AppendInTurnAsync(partitions, batches, cancellation);
        }
        finally
        {
            foreach (var partition in order.AsSpan(0, held))
            {
                partition.Turn.Release();
            }
        }
    }

    public async IAsyncEnumerable<PositionReport> ReadSealedAsync(
        VehicleId vehicle, Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await _database.DamagedAsync(vehicle.ToString(), from, to, cancellation) is [var hole, ..])
        {
            throw new DamagedHistoryException(hole);
        }

        var chunks = _database.ChunksAsync(vehicle.ToString(), from, to, cancellation);
        await foreach (var point in HistoryReading.PointsAsync(chunks, row => Read(vehicle, row), from, to, cancellation))
        {
            yield return point;
        }
    }

    public async Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation) =>
        [.. (await _database.DamagedAsync(null, from, to, cancellation)).Concat(_unread.Keys.Where(s => s.From <= to && s.To >= from)).Distinct()
            .OrderBy(s => s.Vehicle).ThenBy(s => s.From.UnixMilliseconds)];

    public async Task<Quarantine?> QuarantineOfAsync(VehicleId vehicle, CancellationToken cancellation) =>
        (await _database.QuarantinesAsync(null, vehicle.ToString(), cancellation)).FirstOrDefault();

    public async Task<IReadOnlyList<Quarantine>> QuarantinesAsync(CancellationToken cancellation) =>
        await _database.QuarantinesAsync(null, null, cancellation);

    internal async Task<IReadOnlyList<Quarantine>> QuarantinesAsync(int partition, CancellationToken cancellation) =>
        await _database.QuarantinesAsync(partition, null, cancellation);

    internal void ReportDamage(Damage damage) => Damaged?.Invoke(damage);

    public async Task<Instant?> SealedToAsync(VehicleId vehicle, CancellationToken cancellation) =>
        (await _database.SealedToAsync([vehicle.ToString()], cancellation)).TryGetValue(vehicle.ToString(), out var end) ? end : null;

    public Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation) => _database.KnowsAsync(vehicle.ToString(), cancellation);

    public Task<Checkpoint?> CheckpointAsync(VehicleId vehicle, Instant at, CancellationToken cancellation) =>
        _database.CheckpointAsync(vehicle.ToString(), at, cancellation);

    public async IAsyncEnumerable<Presence> PresenceAsync(
        GeoArea area, Instant from, Instant to, IReadOnlyCollection<UnsealedPoints> open, VehicleId? startAt,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var numbers = await _numbers.OfNowAsync(cancellation);
        _numbers = numbers;
        await foreach (var presence in new PresenceSearch(_database, numbers, TryRead, area, from, to).RunAsync(open, startAt, cancellation))
        {
            yield return presence;
        }
    }

    public Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation) => _database.DropBeforeAsync(before, cancellation);

    /// <summary>Creates the tables of the coming weeks, so that no append has to. To be called periodically.</summary>
    public Task PrepareAsync(CancellationToken cancellation) => _database.PrepareAsync(Instant.From(_time.GetUtcNow()), cancellation);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private PositionReport[] Read(VehicleId vehicle, ChunkRow row)
    {
        try
        {
            return ChunkCodec.Decode(row.Data);
        }
        catch (ChunkFormatException e)
        {
            var stretch = new DamagedStretch(vehicle, row.Start, row.End);
            ReportDamage(DamageTexts.Chunk(vehicle, null, row, e, "Its time cannot be read, nor judged again, before it is repaired or given up."));
            throw new DamagedHistoryException(stretch, e);
        }
    }

    /// <summary>The points of a chunk; none where it cannot be read, which is recorded for <see cref="DamagedAsync"/>.</summary>
    private PositionReport[] TryRead(VehicleId vehicle, ChunkRow row)
    {
        try
        {
            return Read(vehicle, row);
        }
        catch (DamagedHistoryException e)
        {
            _unread.TryAdd(e.Stretch, true);
            return [];
        }
    }

    /// <summary>Plans, writes, and applies the result to memory, for partitions whose turn the caller holds.</summary>
    private async Task<IReadOnlyList<AppendResult>> AppendInTurnAsync(
        HistoryPartition[] partitions, IReadOnlyList<PartitionBatch> batches, CancellationToken cancellation)
    {
        var write = new HistoryWrite();
        try
        {
            var vehicles = await FindAsync(partitions, batches, cancellation);
            for (var i = 0; i < partitions.Length; i++)
            {
                await partitions[i].PlanAsync(batches[i].Batch, vehicles[i], write, cancellation);
            }
        }
        catch
        {
            Array.ForEach(partitions, p => p.Discard());
            throw;
        }

        await WriteInTurnAsync(partitions, write, cancellation);
        var results = new AppendResult[partitions.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = partitions[i].Commit();
        }

        return results;
    }

    /// <summary>
    /// The vehicles of each batch. New ones are assigned numbers, for all partitions at once: while a fleet is new, every batch has some.
    /// </summary>
    private async Task<List<VehicleHistory>[]> FindAsync(
        HistoryPartition[] partitions, IReadOnlyList<PartitionBatch> batches, CancellationToken cancellation)
    {
        var found = new List<VehicleHistory>?[partitions.Length];
        var unknown = new HashSet<(int Partition, string Name)>();
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = await partitions[i].FindAsync(batches[i].Batch, unknown, cancellation);
        }

        if (unknown.Count > 0)
        {
            var rows = (await _database.AddVehiclesAsync(unknown, cancellation)).ToLookup(r => r.Partition, r => r.Vehicle);
            for (var i = 0; i < found.Length; i++)
            {
                found[i] ??= partitions[i].Introduce(rows[partitions[i].Partition], batches[i].Batch);
            }
        }

        return found!;
    }

    /// <summary>Writes for partitions whose turn the caller holds. On failure memory is unchanged, and where it is unknown whether
    /// the transaction was committed, memory is read again before it is used.</summary>
    internal async Task WriteInTurnAsync(HistoryPartition[] partitions, HistoryWrite write, CancellationToken cancellation)
    {
        try
        {
            await _database.WriteAsync(write, cancellation);
        }
        catch (FencedException e)
        {
            foreach (var partition in partitions)
            {
                partition.Discard();
                partition.Fenced |= partition.Partition == e.Partition;
            }

            throw;
        }
        catch
        {
            foreach (var partition in partitions)
            {
                partition.Discard();
                partition.InDoubt = true;
            }

            throw;
        }
    }
}
