using System.Data.Common;
using Npgsql;

namespace HazmatTrack.Storage.Registry;

internal sealed class PostgresRegistry(string connectionString) : RegistryDatabase
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public override string TextType => "text collate \"C\"";

    // Any number will do, as long as nobody else in this database uses it.
    public override string LockSchema => "select pg_advisory_xact_lock(7204511)";

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
