using Npgsql;

namespace HazmatTrack.TestServers;

/// <summary>An empty database with two roles, as a deployer makes them: one owns it and migrates, the other is the program's.</summary>
public sealed class DatabaseRoles : IAsyncDisposable
{
    private readonly string _database;

    private DatabaseRoles(string database, string suffix) => (_database, OwnerName, ProgramName) = (database, $"owner_{suffix}", $"program_{suffix}");

    public string OwnerName { get; }

    public string ProgramName { get; }

    /// <summary>The connection of the role that owns the database.</summary>
    public string Owner => Of(OwnerName);

    /// <summary>The connection of the program's role.</summary>
    public string Program => Of(ProgramName);

    /// <summary>The connection of a superuser.</summary>
    public string Superuser => _database;

    public static async Task<DatabaseRoles> MakeAsync()
    {
        var roles = new DatabaseRoles(await Servers.EmptyPostgresDatabaseAsync(), Guid.NewGuid().ToString("N"));
        await RunAsync(
            roles.Superuser,
            $"""
            create role {roles.OwnerName} login password 'p';
            create role {roles.ProgramName} login password 'p';
            grant {roles.ProgramName} to {roles.OwnerName};
            do $$ begin execute format('alter database %I owner to {roles.OwnerName}', current_database()); end $$
            """);
        return roles;
    }

    /// <summary>Runs statements on the database.</summary>
    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Texts of tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(_database).Database;
        await RunAsync(Servers.Postgres, $"drop database {database} with (force)");
        await RunAsync(Servers.Postgres, $"drop role {OwnerName}, {ProgramName}");
    }

    private string Of(string role) => new NpgsqlConnectionStringBuilder(_database) { Username = role, Password = "p" }.ConnectionString;
}
