using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Testing;
using Npgsql;

namespace HazmatTrack.TestServers;

/// <summary>
/// The real servers a test may ask for. Each is named by an environment variable; where that is not set, the test that asks
/// reports itself skipped and says which variable it misses. <c>.ci/servers</c> starts them and prints the variables.
/// </summary>
public static class Servers
{
    private static Lazy<Task<string>>? s_template;

    /// <summary>Connection string of a PostgreSQL server on which the tests may create databases.</summary>
    public static string Postgres => Need("HAZMATTRACK_TEST_POSTGRES");

    /// <summary>host:port of a Redis server; tests keep to a key prefix of their own.</summary>
    public static string Redis => Need("HAZMATTRACK_TEST_REDIS");

    /// <summary>What is added to the address of a Redis, so that a machine that does other things beside is not taken for one that hangs.</summary>
    public static string RedisPatience => FormattableString.Invariant($",asyncTimeout={Patience.For(4).TotalMilliseconds}");

    /// <summary>host:port of every node of a Redis Cluster of three masters; tests keep to a key prefix of their own.</summary>
    public static string RedisCluster => Need("HAZMATTRACK_TEST_REDIS_CLUSTER");

    /// <summary>Bootstrap addresses of an Apache Kafka cluster; tests use topics of their own.</summary>
    public static string Kafka => Need("HAZMATTRACK_TEST_KAFKA");

    /// <summary>The addresses of the same cluster by which a client signs in (SASL, SCRAM-SHA-512), and has the rights that it was given.</summary>
    public static string KafkaSasl => Need("HAZMATTRACK_TEST_KAFKA_SASL");

    /// <summary>The folder of reference data beside the repository, or a skip.</summary>
    public static string SharedData
    {
        get
        {
            var folder = Path.Combine(Repository.Root, "..", "shared", "data");
            Assert.SkipUnless(Directory.Exists(folder), "The reference data is not beside this checkout.");
            return Path.GetFullPath(folder);
        }
    }

    /// <summary>Creates a database that has the tables of this program, all empty, and answers its connection string.</summary>
    public static async Task<string> NewPostgresDatabaseAsync()
    {
        // A copy takes a tenth of what the migrations do; without fsync, that of files the least.
        var server = Postgres;
        var template = await LazyInitializer.EnsureInitialized(ref s_template, () => new(() => NewTemplateAsync(server))).Value;
        return await CreateDatabaseAsync(server, $"template {template} strategy file_copy");
    }

    /// <summary>Creates a database without any table, as a deployer gives it to the program, and answers its connection string.</summary>
    public static Task<string> EmptyPostgresDatabaseAsync() => EmptyPostgresDatabaseAsync(Postgres);

    /// <summary>The same on another server.</summary>
    public static Task<string> EmptyPostgresDatabaseAsync(string server) => CreateDatabaseAsync(server, "");

    private static async Task<string> NewTemplateAsync(string server)
    {
        var template = await CreateDatabaseAsync(server, "");
        var builder = new NpgsqlConnectionStringBuilder(template);

        // Nobody may be connected to a database that is copied. Any store migrates all of them.
        await using var store = DeadLetterStore.Postgres(builder.ConnectionString + ";Pooling=false", TimeProvider.System);
        await store.UpgradeAsync(default);
        return builder.Database!;
    }

    private static async Task<string> CreateDatabaseAsync(string server, string how)
    {
        var name = "hazmat_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name} {how}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    private static string Need(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"{variable} is not set: no such server to test against.");
        return value!;
    }
}
