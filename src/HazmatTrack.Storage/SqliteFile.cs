using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage;

/// <summary>
/// One file in write-ahead mode, synced at every commit (<c>synchronous=FULL</c>): what was acknowledged survives a power cut. Writers wait for each other.
/// </summary>
internal sealed class SqliteFile(string file) : IAsyncDisposable
{
    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    public async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = connection.Command("pragma journal_mode = wal; pragma synchronous = full");
            await command.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
