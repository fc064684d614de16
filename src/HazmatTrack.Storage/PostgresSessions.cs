using Npgsql;

namespace HazmatTrack.Storage;

/// <summary>How every session of this program with PostgreSQL behaves: the one place for it.</summary>
internal static class PostgresSessions
{
    /// <summary>
    /// PostgreSQL ends the session of a silo that stands still within a transaction, or is gone without a word, after some seconds. Else
    /// the others wait for its locks for as long as it stands, or until TCP notices, which takes hours.
    /// </summary>
    private const string LetGo = "-c idle_in_transaction_session_timeout=10s";

    /// <summary>
    /// The connection string with the settings of a session. They are part of its start, so that they hold after a pooled session is reset as well.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = string.Join(' ', ((string?[])[LetGo, settings.Options ?? Environment.GetEnvironmentVariable("PGOPTIONS")]).Where(o => !string.IsNullOrEmpty(o)));
        return settings;
    }

    /// <summary>Sessions with these settings.</summary>
    public static NpgsqlDataSource Source(string connectionString) => NpgsqlDataSource.Create(Settings(connectionString));
}
