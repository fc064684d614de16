using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.DeadLetters;

/// <summary>The parts in which the two engines differ; the statements themselves are the same on both.</summary>
internal abstract class DeadLetterDatabase : IAsyncDisposable
{
    /// <summary>The table <c>list (value)</c> of the texts of parameter <c>@list</c>.</summary>
    public abstract string List { get; }

    public abstract int RowsPerStatement { get; }

    /// <summary>Migrates the tables to the schema of this program.</summary>
    public abstract Task UpgradeAsync(CancellationToken cancellation);

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    public abstract void BindList(DbCommand command, string[] texts);

    public abstract ValueTask DisposeAsync();
}

internal sealed class PostgresDeadLetters(string connectionString) : DeadLetterDatabase
{
    private readonly NpgsqlDataSource _source = PostgresSessions.Source(connectionString);

    public override string List => "unnest(@list) as list (value)";

    public override int RowsPerStatement => 200;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(connectionString, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override void BindList(DbCommand command, string[] texts) => command.Bind("@list", texts);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}

/// <summary>In one file.</summary>
internal sealed class SqliteDeadLetters(string file) : DeadLetterDatabase
{
    private readonly SqliteFile _file = new(file);

    public override string List => "json_each(@list) as list";

    public override int RowsPerStatement => 8;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(file, SchemaPart.DeadLetters, cancellation);

    public override Task<DbConnection> OpenAsync(CancellationToken cancellation) => _file.OpenAsync(cancellation);

    public override void BindList(DbCommand command, string[] texts) => command.Bind("@list", JsonSerializer.Serialize(texts));

    public override ValueTask DisposeAsync() => _file.DisposeAsync();
}
