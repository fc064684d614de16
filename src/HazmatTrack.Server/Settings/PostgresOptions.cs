namespace HazmatTrack.Server.Settings;

/// <summary>Section <c>Postgres</c>.</summary>
internal sealed class PostgresOptions
{
    public const string Section = "Postgres";

    /// <summary>The connection string in the format of Npgsql; empty keeps everything in SQLite files in the data folder.</summary>
    [PostgresConnection]
    public string ConnectionString { get; set; } = "";
}
