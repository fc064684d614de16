using System.Data.Common;
using HazmatTrack.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Audit;

/// <summary>
/// One file, one writing connection. The write-ahead log is synced at every commit (<c>synchronous=FULL</c>): an entry that was stored survives a power cut.
/// </summary>
internal sealed class SqliteAudit : AuditDatabase
{
    private readonly string _file;
    private readonly string _reading;
    private readonly SqliteConnection? _writer;
    private readonly SemaphoreSlim _writing = new(1, 1);

    // Of the writing connection, used within a transaction only.
    private readonly Dictionary<string, SqliteCommand> _inserts = [];

    /// <param name="file">The path of the file.</param>
    /// <param name="isReadOnly">Whether the file must be there, and nothing is written to it.</param>
    public SqliteAudit(string file, bool isReadOnly = false)
    {
        _file = file;
        _reading = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        }.ConnectionString;
        if (!isReadOnly)
        {
            _writer = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
            _writer.Open();

            // Sizes in KiB and pages: the pages of six trees are written back once for many entries, which takes a fifth off the cost of each.
            using var command = _writer.Command(
                "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16000; pragma wal_autocheckpoint = 8000");
            command.ExecuteNonQuery();
        }
    }

    // The transaction was begun as a write transaction: there is no other writer.
    public override string LockHead => "select sequence, at, chain, frontier from audit_head";

    public override string DeleteDropped =>
        """
        create temp table if not exists audit_gone (sequence integer primary key);
        delete from audit_gone;
        insert into audit_gone select sequence from audit_record where sequence <= (select max(size) from audit_drop) order by sequence limit @most;
        delete from audit_vehicle where sequence in (select sequence from audit_gone);
        delete from audit_record where sequence in (select sequence from audit_gone);
        delete from audit_cosignature where size < (select max(size) from audit_drop);
        delete from audit_checkpoint where size < (select max(size) from audit_drop);
        select count(*) from audit_gone
        """;

    /// <summary>One statement for each table, prepared once and run for each row: to prepare one costs more than to run it.</summary>
    public override Task InsertAsync(AuditTransaction transaction, string into, IReadOnlyList<object[]> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return Task.CompletedTask;
        }

        if (!_inserts.TryGetValue(into, out var insert))
        {
            _inserts.Add(into, insert = NewInsert(into, rows[0].Length));
        }

        insert.Transaction = (SqliteTransaction)transaction.Transaction;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                insert.Parameters[i].Value = row[i];
            }

            insert.ExecuteNonQuery();
        }

        insert.Transaction = null;
        return Task.CompletedTask;
    }

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(_file, SchemaPart.Audit, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_reading);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    public override async Task<AuditTransaction> BeginAsync(CancellationToken cancellation)
    {
        var writer = _writer ?? throw new InvalidOperationException("The audit record was opened for reading.");
        await _writing.WaitAsync(cancellation);
        try
        {
            return new(writer, writer.BeginTransaction(deferred: false), Release);
        }
        catch
        {
            _writing.Release();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var insert in _inserts.Values)
        {
            await insert.DisposeAsync();
        }

        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        using var reading = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(reading);
        _writing.Dispose();
    }

    private SqliteCommand NewInsert(string into, int columns)
    {
        var insert = _writer!.CreateCommand();
        var names = Enumerable.Range(0, columns).Select(i => $"@p{i}").ToList();
        insert.CommandText = $"insert into {into} values ({string.Join(',', names)})";
        names.ForEach(name => insert.Parameters.Add(new() { ParameterName = name }));
        return insert;
    }

    private ValueTask Release()
    {
        _writing.Release();
        return ValueTask.CompletedTask;
    }
}
