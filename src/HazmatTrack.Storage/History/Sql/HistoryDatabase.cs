using System.Data.Common;
using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>The tables of history. Statements that both engines share are here; the two subclasses have the others.</summary>
internal abstract class HistoryDatabase : IAsyncDisposable
{
    /// <summary>Chunks read at once: some hours to days of a vehicle, and no connection is held while a slow reader processes them.</summary>
    private const int Page = 32;

    private const string OwnerColumns =
        "partition, epoch, journal_id, incarnation, last_offset, partitions, grows_to, cut, documents_revision, documents_passed, "
        + "case when silo_epoch = epoch then silo end";

    /// <summary>An expression for the timeline of the database.</summary>
    protected abstract string Timeline { get; }

    /// <summary>The columns of a vehicle.</summary>
    protected const string VehicleColumns = "partition, id, name, sealed_to, chunk_start, chunk_points, checkpoint_bound";

    /// <summary>
    /// Selects, for each number of the vehicle <c>@name</c>, the newest checkpoint of its chunks that is not later than <c>@at</c>, by one descent
    /// of the key's index: with a plain condition, the complete history of the vehicle would be read.
    /// </summary>
    protected abstract string NewestCheckpoints { get; }

    /// <summary>Selects the newest stored checkpoint of the vehicle <c>@name</c> that is not later than <c>@at</c>: instant and bytes.</summary>
    internal string CheckpointQuery =>
        $"""
        select checkpoint_at, checkpoint from ({NewestCheckpoints}
          union all
          select l.checkpoint_at, l.checkpoint from history_last_checkpoint l join history_vehicle v on v.id = l.vehicle
          where v.name = @name and l.checkpoint_at <= @at) as one_each
        order by checkpoint_at desc limit 1
        """;

    /// <summary>Creates missing tables.</summary>
    public abstract Task CreateAsync(CancellationToken cancellation);

    /// <exception cref="FencedException">An owner of the write has been replaced; nothing was written.</exception>
    public abstract Task WriteAsync(HistoryWrite write, CancellationToken cancellation);

    /// <summary>Chunk rows of several vehicles at once, in no order; a row in two spans may occur twice.</summary>
    public abstract Task<List<ChunkRow>> ChunksAsync(IReadOnlyList<ChunkSpan> spans, CancellationToken cancellation);

    /// <summary>
    /// Assigns numbers to vehicles that have none in their partition, in one transaction, and returns the rows of all of them. None may occur twice.
    /// </summary>
    public abstract Task<List<(int Partition, VehicleRow Vehicle)>> AddVehiclesAsync(
        IReadOnlyCollection<(int Partition, string Name)> vehicles, CancellationToken cancellation);

    /// <summary>The sealed end of vehicles over all partitions.</summary>
    public abstract Task<Dictionary<string, Instant>> SealedToAsync(IReadOnlyList<string> names, CancellationToken cancellation);

    public abstract Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation);

    /// <summary>Creates the tables that appends of the coming weeks need, so that no append has to.</summary>
    public virtual Task PrepareAsync(Instant now, CancellationToken cancellation) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Increases a partition's epoch: from its commit on no earlier owner can write, nor one of a take-over that is missing since the database was restored,
    /// or a replica has taken over.
    /// </summary>
    public async Task<OwnerRow> TakeOverAsync(int partition, CancellationToken cancellation) =>
        await WithWriterAsync(
            async connection =>
            {
                await using var command = connection.Command(
                    $"""
                    insert into history_owner (partition, epoch, journal_id, incarnation, last_offset, timeline)
                    select @partition, t.timeline * {DatabaseTimeline.Epochs} + 1, 0, 0, -1, t.timeline from (select {Timeline} as timeline) as t where true
                    on conflict (partition) do update set timeline = excluded.timeline, epoch = case
                      when history_owner.epoch < excluded.epoch then excluded.epoch
                      when history_owner.timeline in (0, excluded.timeline) then history_owner.epoch + 1
                      else history_owner.epoch + {DatabaseTimeline.Epochs} end
                    returning {OwnerColumns}
                    """,
                    ("partition", partition));
                return (await OwnerAsync(command, cancellation))!.Value;
            },
            cancellation);

    /// <summary>Records the silo that holds a partition in an epoch; returns whether that is still the partition's epoch.</summary>
    public async Task<bool> HoldAsync(int partition, long epoch, string silo, CancellationToken cancellation) =>
        await WithWriterAsync(
            async connection =>
            {
                await using var command = connection.Command(
                    "update history_owner set silo = @silo, silo_epoch = @epoch where partition = @partition and epoch = @epoch",
                    ("silo", silo),
                    ("epoch", epoch),
                    ("partition", partition));
                return await command.ExecuteNonQueryAsync(cancellation) > 0;
            },
            cancellation);

    public async Task<OwnerRow?> OwnerAsync(int partition, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            $"select {OwnerColumns} from history_owner where partition = @partition",
            ("partition", partition));
        return await OwnerAsync(command, cancellation);
    }

    public async Task<List<OwnerRow>> OwnersAsync(CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command($"select {OwnerColumns} from history_owner order by partition");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<OwnerRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(Owner(reader));
        }

        return rows;
    }

    public async Task<List<VehicleRow>> VehiclesAsync(int partition, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            $"select {VehicleColumns} from history_vehicle where partition = @partition",
            ("partition", partition));
        var rows = new List<(int Partition, VehicleRow Vehicle)>();
        await VehiclesAsync(command, rows, cancellation);
        return rows.ConvertAll(r => r.Vehicle);
    }

    /// <summary>The journal of a partition in order of writing.</summary>
    public async IAsyncEnumerable<JournalRow> JournalAsync(JournalTable table, int partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            $"select id, written, data from {table.Name()} where partition = @partition order by id",
            ("partition", partition));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return new(table, partition, reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        }
    }

    public async Task<List<NoteRow>> NotesAsync(int partition, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            "select vehicle, since, id, cause from history_rejudge where partition = @partition order by vehicle", ("partition", partition));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<NoteRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(partition, reader.GetInt32(0), new(reader.GetInt64(1)), reader.GetInt64(2), (ChangeCause)reader.GetInt32(3)));
        }

        return rows;
    }

    /// <summary>The parameters by which vehicles of a partition were judged.</summary>
    public async Task<List<JudgedBy>> JudgedByAsync(int partition, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            "select rule, version, body, moves from history_parameters where partition = @partition order by rule, version", ("partition", partition));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<JudgedBy>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3)));
        }

        return rows;
    }

    /// <summary>All chunks of a vehicle that overlap [from, to], in order of start.</summary>
    public async IAsyncEnumerable<ChunkRow> ChunksAsync(string vehicle, Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A vehicle has one number, or several after the topic's partition count changed; then rows may start at the same
        // instant, and paging continues by (start, vehicle).
        var numbers = await NumbersAsync(vehicle, cancellation);
        if (numbers.Count == 0)
        {
            yield break;
        }

        var which = numbers.Count == 1 ? "= @vehicle" : $"in ({string.Join(',', numbers)})";
        var (after, afterVehicle) = (from.UnixMilliseconds - (long)ChunkSize.LongestSpan.TotalMilliseconds, int.MaxValue);
        var page = new List<ChunkRow>(Page);
        do
        {
            page.Clear();
            await using (var connection = await ReaderAsync(cancellation))
            await using (var command = connection.Command(
                $"""
                select vehicle, start_at, end_at, points, data from history_chunk
                where vehicle {which}
                  and start_at >= @after and start_at <= @to and end_at >= @from
                  and (start_at > @after or vehicle > @after_vehicle)
                order by start_at, vehicle limit {Page}
                """,
                ("vehicle", numbers[0]),
                ("after", after),
                ("after_vehicle", afterVehicle),
                ("from", from.UnixMilliseconds),
                ("to", to.UnixMilliseconds)))
            {
                await ChunksAsync(command, page, cancellation);
            }

            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count > 0)
            {
                (after, afterVehicle) = (page[^1].Start.UnixMilliseconds, page[^1].Vehicle);
            }
        }
        while (page.Count == Page);
    }

    public async Task<bool> KnowsAsync(string vehicle, CancellationToken cancellation) => (await NumbersAsync(vehicle, cancellation)).Count > 0;

    /// <summary>The newest stored checkpoint of a vehicle not later than an instant, whether its chunk still exists or retention has removed it.</summary>
    public async Task<Checkpoint?> CheckpointAsync(string vehicle, Instant at, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            CheckpointQuery,
            ("name", vehicle),
            ("at", at.UnixMilliseconds));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new(new(reader.GetInt64(0)), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>
    /// The stretches that overlap [from, to] and whose chunks were set aside as damaged, of one vehicle or, where null, of all. Those that were given up
    /// are omitted.
    /// </summary>
    public async Task<List<DamagedStretch>> DamagedAsync(string? vehicle, Instant from, Instant to, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            $"""
            select vehicle, at, end_at from history_damaged
            where kind = '{DamagedRow.Chunk}' and given_up_at is null and at <= @to and end_at >= @from and (@vehicle = '' or vehicle = @vehicle)
            order by vehicle, at
            """,
            ("from", from.UnixMilliseconds),
            ("to", to.UnixMilliseconds),
            ("vehicle", vehicle ?? ""));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var stretches = new List<DamagedStretch>();
        while (await reader.ReadAsync(cancellation))
        {
            stretches.Add(new(VehicleId.FromStored(reader.GetString(0)), new(reader.GetInt64(1)), new(reader.GetInt64(2))));
        }

        return stretches;
    }

    /// <summary>The quarantines of a partition, or of a vehicle, depending on which is given; all where neither is.</summary>
    public async Task<List<Quarantine>> QuarantinesAsync(int? partition, string? vehicle, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            "select vehicle, since, reason from history_quarantine where partition = @partition or vehicle = @vehicle or @all = 1 order by since",
            ("partition", partition ?? -1),
            ("vehicle", vehicle ?? ""),
            ("all", partition is null && vehicle is null ? 1 : 0));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var quarantines = new List<Quarantine>();
        while (await reader.ReadAsync(cancellation))
        {
            if (VehicleId.TryFromStored(reader.GetString(0), out var id))
            {
                quarantines.Add(new(id, new(reader.GetInt64(1)), reader.GetString(2)));
            }
        }

        return quarantines;
    }

    /// <summary>
    /// The index entries of the chunks whose span and box meet an area and a time, from the index of time and space; without their points.
    /// </summary>
    public async IAsyncEnumerable<ChunkPlace> NearAsync(
        GeoArea area, Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = NearCommand(connection, area, from, to);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return new(
                reader.GetInt32(0), new(reader.GetInt64(1)), new(reader.GetInt64(2)),
                new(new(reader.GetInt32(3), reader.GetInt32(4)), new(reader.GetInt32(5), reader.GetInt32(6))));
        }
    }

    /// <summary>The present timeline of the database.</summary>
    public async Task<long> TimelineAsync(CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command($"select {Timeline}");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The names of some vehicles by their numbers.</summary>
    public async Task<List<(int Number, string Name)>> NamesAsync(IReadOnlyCollection<int> numbers, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command($"select id, name from history_vehicle where id in ({string.Join(',', numbers)})");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<(int, string)>(numbers.Count);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add((reader.GetInt32(0), reader.GetString(1)));
        }

        return rows;
    }

    /// <summary>Adds the rows that a command returns with <see cref="VehicleColumns"/>.</summary>
    protected static async Task VehiclesAsync(DbCommand command, List<(int Partition, VehicleRow Vehicle)> into, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            into.Add((reader.GetInt32(0), new(
                reader.GetInt32(1), reader.GetString(2), NullableInstant(reader, 3), NullableInstant(reader, 4) ?? default,
                reader.GetInt32(5), NullableInstant(reader, 6))));
        }
    }

    /// <summary>The stored home province of a vehicle; null where its plate does not determine it.</summary>
    protected static int? Home(string name) => HomeProvince.FromPlate(name) is { IsKnown: true } home ? home.Number : null;

    protected static async Task ChunksAsync(DbCommand command, List<ChunkRow> into, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            into.Add(new(
                reader.GetInt32(0), new(reader.GetInt64(1)), new(reader.GetInt64(2)), reader.GetInt32(3), null, reader.GetFieldValue<byte[]>(4)));
        }
    }

    protected abstract ValueTask<DbConnection> ReaderAsync(CancellationToken cancellation);

    protected abstract Task<T> WithWriterAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation);

    /// <summary>Selects vehicle, start, end, south, west, north and east of chunks by time and space.</summary>
    protected abstract DbCommand NearCommand(DbConnection connection, GeoArea area, Instant from, Instant to);

    private async Task<List<int>> NumbersAsync(string vehicle, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command("select id from history_vehicle where name = @name order by id", ("name", vehicle));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var numbers = new List<int>(1);
        while (await reader.ReadAsync(cancellation))
        {
            numbers.Add(reader.GetInt32(0));
        }

        return numbers;
    }

    private static async Task<OwnerRow?> OwnerAsync(DbCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? Owner(reader)
            : null;
    }

    private static OwnerRow Owner(DbDataReader reader) => new(
        reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
        new(reader.GetInt32(5), reader.GetInt32(6), reader.GetInt64(7)), reader.IsDBNull(8) ? null : reader.GetInt64(8),
        reader.IsDBNull(9) ? null : reader.GetString(9), reader.IsDBNull(10) ? null : reader.GetString(10));

    private static Instant? NullableInstant(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Instant(reader.GetInt64(column));
}
