using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Settings;
using Npgsql;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>How many connections to PostgreSQL a process holds at most. Each store has a pool of its own.</summary>
internal static class PostgresConnections
{
    /// <summary>One that a start migrates with or asks for the rights of its role, and one that numbers the log; both come and go.</summary>
    private const int OfStart = 2;

    /// <summary>The stores, by their files below src/HazmatTrack.Storage, and the processes that open them.</summary>
    public static Dictionary<string, Func<ServerOptions, bool>> Pools { get; } = new()
    {
        ["Access/PostgresAccess.cs"] = s => s.LetsIn(),
        ["Alerts/PostgresAlerts.cs"] = s => s.ReadsHistory(),
        ["Audit/PostgresAudit.cs"] = _ => true,
        ["DeadLetters/DeadLetterDatabase.cs"] = s => s.LetsIn(),
        ["History/Sql/PostgresHistoryDatabase.cs"] = s => s.ReadsHistory(),
        ["Registry/PostgresRegistry.cs"] = s => s.ReadsHistory(),
        ["Subscriptions/PostgresSubscriptions.cs"] = s => s.Is(ServerRoles.Web),
    };

    /// <summary>Connections outside the pools, by their files: they listen, or ask how the database is.</summary>
    public static Dictionary<string, Func<ServerOptions, bool>> Own { get; } = new()
    {
        ["Access/PostgresAccess.cs"] = s => s.LetsIn(),
        ["Alerts/PostgresAlerts.cs"] = s => s.Is(ServerRoles.Web),
        ["PostgresState.cs"] = s => s.Is(ServerRoles.Tracker),
    };

    public static int MostOf(ServerOptions server, PostgresOptions postgres)
    {
        var pool = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).MaxPoolSize;
        return (Pools.Values.Count(isOpen => isOpen(server)) * pool) + Own.Values.Count(isOpen => isOpen(server)) + OfStart
            + (server.ReadsHistory() ? ClusterSetup.MembershipConnections : 0);
    }
}
