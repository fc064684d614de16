using Npgsql;

namespace HazmatTrack.Storage;

/// <summary>The session settings for PostgreSQL, in one place for the whole program.</summary>
internal static class PostgresSessions
{
    /// <summary>
    /// PostgreSQL ends the session of a silo that hangs within a transaction, or has crashed, after some seconds. Otherwise the other silos
    /// wait for its locks for as long as it hangs, or until TCP detects the loss, which takes hours.
    /// </summary>
    private const string LetGo = "-c idle_in_transaction_session_timeout=10s";

    /// <summary>
    /// The connection string with the session settings. They are startup parameters, so that they also apply after a pooled session is reset.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = string.Join(' ', ((string?[])[LetGo, settings.Options ?? Environment.GetEnvironmentVariable("PGOPTIONS")])
            .Where(o => !string.IsNullOrEmpty(o)));
        return settings;
    }

    /// <summary>A data source with these session settings.</summary>
    public static NpgsqlDataSource Source(string connectionString) => NpgsqlDataSource.Create(Settings(connectionString));
}
