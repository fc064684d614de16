using HazmatTrack.Domain;
using Npgsql;

namespace HazmatTrack.Storage;

/// <summary>What PostgreSQL says of the database of this program. Any user of the database may ask; how much of its disks is free, no user may.</summary>
/// <param name="Bytes">Size of the database on disk: tables and indexes, without the write-ahead log.</param>
/// <param name="Archive">How the write-ahead log is archived; null where <c>archive_mode</c> is off.</param>
internal sealed record PostgresState(long Bytes, PostgresArchive? Archive)
{
    /// <summary>Seconds to connect, and to answer: who asks measures other things after it.</summary>
    private const int Patience = 10;

    private const string Question =
        """
        select pg_database_size(current_database()), current_setting('archive_mode') <> 'off',
            (extract(epoch from last_archived_time) * 1000)::bigint,
            (extract(epoch from last_failed_time) * 1000)::bigint,
            (extract(epoch from coalesce(stats_reset, pg_postmaster_start_time())) * 1000)::bigint
        from pg_stat_archiver
        """;

    /// <summary>Asks over a connection of its own, so that it works also while those of the pools are all in use.</summary>
    public static async Task<PostgresState> ReadAsync(string connectionString, CancellationToken cancellation)
    {
        var settings = PostgresSessions.Settings(connectionString);
        (settings.Pooling, settings.Timeout, settings.CommandTimeout) = (false, Patience, Patience);
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = connection.Command(Question);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var archive = row.GetBoolean(1) ? new PostgresArchive(At(2), At(3), new(row.GetInt64(4))) : null;
        return new(row.GetInt64(0), archive);

        Instant? At(int column) => row.IsDBNull(column) ? null : new Instant(row.GetInt64(column));
    }
}
