using HazmatTrack.Kubernetes.Tests.Policies;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests;

/// <summary>The count of connections knows every place where the program opens some.</summary>
public sealed class PostgresConnectionsTests
{
    private static readonly string s_storage = Repository.File("src/HazmatTrack.Storage");

    /// <summary>
    /// The pools of migrations live as long as the migration, of each of which it holds one connection: so the command holds two, and a start one. The other
    /// file only makes pools for these.
    /// </summary>
    [Fact]
    public void Every_pool_of_a_store_is_counted() => Assert.Equal(
        PostgresConnections.Pools.Keys.Concat(["Migrations/ProgramRole.cs", "Migrations/Schema.cs", "PostgresSessions.cs"]).Order(StringComparer.Ordinal),
        FilesWith("PostgresSessions.Source(", "NpgsqlDataSource.Create("));

    [Fact]
    public void Every_connection_of_its_own_is_counted() => Assert.Equal(
        PostgresConnections.Own.Keys.Append("Log/LogIncarnations.cs").Order(StringComparer.Ordinal), FilesWith("new NpgsqlConnection("));

    /// <summary>Elsewhere the library of the cluster alone connects, by a pool that it is given.</summary>
    [Fact]
    public void No_other_project_connects() => Assert.DoesNotContain(
        Directory.GetFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories),
        f => !f.StartsWith(s_storage, StringComparison.Ordinal) && Has(f, "NpgsqlDataSource", "new NpgsqlConnection("));

    [Theory]
    [InlineData("tracker", 47, "47 for a tracker")]
    [InlineData("web", 78, "78 for a web")]
    [InlineData("gateway", 33, "33 for a gateway")]
    [InlineData("all", 79, "79 for a process of all roles")]
    public void The_page_says_how_many_a_process_of_each_role_holds(string roles, int most, string says)
    {
        Assert.Equal(most, PostgresConnections.MostOf(new() { Roles = roles }, new() { ConnectionString = "Host=db;Maximum Pool Size=10" }));
        Assert.Contains(says, File.ReadAllText(Repository.File("docs/deployment.md")), StringComparison.Ordinal);
    }

    private static IEnumerable<string> FilesWith(params string[] texts) => Directory.GetFiles(s_storage, "*.cs", SearchOption.AllDirectories)
        .Where(f => Has(f, texts)).Select(f => Path.GetRelativePath(s_storage, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private static bool Has(string file, params string[] texts)
    {
        var text = File.ReadAllText(file);
        return texts.Any(t => text.Contains(t, StringComparison.Ordinal));
    }
}
