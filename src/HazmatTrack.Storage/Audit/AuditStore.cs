using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Audit;

/// <inheritdoc cref="IAuditStore"/>
public sealed partial class AuditStore : IAuditStore, IAsyncDisposable
{
    private readonly AuditDatabase _database;
    private readonly TimeProvider _time;

    private AuditStore(AuditDatabase database, TimeProvider time) => (_database, _time) = (database, time);

    /// <summary>Opens the record in a PostgreSQL database, migrated to the schema of this program.</summary>
    /// <param name="time">The clock for recorded times.</param>
    /// <exception cref="SchemaException">A newer version of the program has migrated this database, or a migration failed.</exception>
    public static Task<AuditStore> OpenPostgresAsync(string connectionString, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(new PostgresAudit(connectionString), time, cancellation);

    /// <summary>Opens the record in a SQLite file, creating it if it is missing.</summary>
    /// <param name="time">The clock for recorded times.</param>
    /// <exception cref="SchemaException">A newer version of the program has migrated this file, or a migration failed.</exception>
    public static Task<AuditStore> OpenSqliteAsync(string file, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(new SqliteAudit(file), time, cancellation);

    /// <summary>The record in a PostgreSQL database as it is, for reading only: nothing is migrated and nothing can be added.</summary>
    public static AuditStore ReadPostgres(string connectionString) => new(new PostgresAudit(connectionString), TimeProvider.System);

    /// <summary>The record in a SQLite file as it is, for reading only, also while another process writes it.</summary>
    /// <exception cref="DbException">The file is missing or cannot be read.</exception>
    public static AuditStore ReadSqlite(string file) => new(new SqliteAudit(file, isReadOnly: true), TimeProvider.System);

    public async Task<IReadOnlyList<AuditRecord>> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        foreach (var entry in entries)
        {
            AuditCodec.Check(entry);
        }

        await using var transaction = await _database.BeginAsync(cancellation);
        var head = await LockAsync(transaction, cancellation);
        var (chain, tree) = (head.Chain, head.Tree);
        var now = Now(head);
        var records = new AuditRecord[entries.Count];
        var rows = new List<object[]>(entries.Count);
        for (var i = 0; i < records.Length; i++)
        {
            var record = records[i] = new(head.Sequence + 1 + i, now, entries[i]);
            var body = AuditCodec.Encode(record);
            chain = HashChain.Next(chain, body);
            tree.Add(MerkleHash.Leaf(body));
            var columns = AuditColumns.From(record);
            rows.Add(
            [
                record.Sequence, columns.At.UnixMilliseconds, columns.Actor, columns.Organisation, columns.Province, (int)columns.Action, (int)columns.Outcome,
                body, chain.ToBytes(),
            ]);
        }

        await _database.InsertAsync(
            transaction, "audit_record (sequence, at, actor, organisation, province, action, outcome, body, chain)", rows, cancellation);
        await _database.InsertAsync(
            transaction,
            "audit_vehicle (sequence, vehicle)",
            [.. records.SelectMany(r => r.Entry.Vehicles, object[] (record, vehicle) => [record.Sequence, vehicle.ToString()])],
            cancellation);
        await WriteHeadAsync(transaction, new(records[^1].Sequence, now, chain, tree), cancellation);
        await transaction.CommitAsync(cancellation);
        return records;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<AuditStore> OpenAsync(AuditDatabase database, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await database.UpgradeAsync(cancellation);
            return new(database, time);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The time, or that of the last record where another silo's clock is ahead: times never decrease with the numbers.</summary>
    private Instant Now(AuditHead head) => Instant.Later(head.At, Instant.From(_time.GetUtcNow()));

    private async Task<AuditHead> LockAsync(AuditTransaction transaction, CancellationToken cancellation)
    {
        await using var command = transaction.Command(_database.LockHead);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            throw NoHead();
        }

        var sequence = reader.GetInt64(0);
        return new(
            sequence, new(reader.GetInt64(1)), AuditHash.FromBytes(Bytes(reader, 2)), MerkleFrontier.FromBytes(sequence, Bytes(reader, 3)));
    }

    private static AuditFormatException NoHead() =>
        new("The table audit_head is empty, so that nobody knows where the audit record goes on. Restore its row from a backup.");

    private static async Task WriteHeadAsync(AuditTransaction transaction, AuditHead head, CancellationToken cancellation)
    {
        await using var command = transaction.Command(
            "update audit_head set sequence = @sequence, at = @at, chain = @chain, frontier = @frontier",
            ("@sequence", head.Sequence),
            ("@at", head.At.UnixMilliseconds),
            ("@chain", head.Chain.ToBytes()),
            ("@frontier", head.Tree.ToBytes()));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static byte[] Bytes(DbDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);
}
