using System.Globalization;
using System.Text.Json.Nodes;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>PostgreSQL by CloudNativePG: what a fail-over may lose, connections for all processes, and secrets that are taken up when they change.</summary>
internal static class PostgresPolicies
{
    /// <summary>
    /// Connections of superusers (superuser_reserved_connections), of the operator, of what reads its metrics, and of a person with psql or <c>migrate</c>.
    /// </summary>
    private const int Reserve = 20;

    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        var page = File.ReadAllText(Repository.File("docs/kubernetes.md"));
        var listed = ReferencePolicies.ListedSecrets();
        foreach (var cluster in objects.OfKind("Cluster"))
        {
            if (cluster.Text("spec", "postgresql", "synchronous", "failoverQuorum") != "true")
            {
                yield return $"{cluster.Title()}: a fail-over may lose what was committed";
            }

            var (given, needed) = (Number(cluster.Text("spec", "postgresql", "parameters", "max_connections") ?? "100"), Needed(objects));
            if (given < needed)
            {
                yield return $"{cluster.Title()}: max_connections is {given}, and the processes of all roles may open {needed - Reserve} besides {Reserve} of others";
            }

            // The operator watches the secrets that it made, and of others those that have the label.
            var passwords = cluster.Items("spec", "managed", "roles").Select(r => r.Text("passwordSecret", "name")).OfType<string>();
            foreach (var secret in SecretsOf(cluster).Select(s => s.Name).Concat(passwords).Distinct().Where(listed.ContainsKey))
            {
                if (!page.Contains($" label secret {secret} cnpg.io/reload=true", StringComparison.Ordinal))
                {
                    yield return $"{cluster.Title()}: a change of secret {secret} is not taken up, since docs/kubernetes.md does not have it labelled";
                }
            }
        }

        foreach (var backup in objects.OfKind("ScheduledBackup").Where(b => b.Text("spec", "method") is null))
        {
            yield return $"{backup.Title()} says no method, and follows what the operator's version takes for the usual one";
        }
    }

    /// <summary>
    /// With as many processes as there may be, and while a rollout has one more of each role. A pod that migrates has no process yet, and takes fewer.
    /// </summary>
    private static int Needed(IReadOnlyList<JsonObject> objects) => Reserve + objects.OfKind("Deployment").Sum(workload =>
        SettingsPolicies.Read(objects, workload.Items("spec", "template", "spec", "containers").Single()) is { } settings
            ? (ScalingPolicies.SizeOf(objects, workload).Most + Number(workload.Text("spec", "strategy", "rollingUpdate", "maxSurge") ?? "0"))
                * PostgresConnections.MostOf(settings.Server, settings.Postgres)
            : 0);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The secrets that a cluster of PostgreSQL names, anywhere: each is an object with a name and a key.</summary>
    public static IEnumerable<(string Name, string Key)> SecretsOf(JsonNode? node) => node switch
    {
        JsonObject named when named.Text("name") is { } name && named.Text("key") is { } key => [(name, key)],
        JsonObject map => map.SelectMany(m => SecretsOf(m.Value)),
        JsonArray list => list.SelectMany(SecretsOf),
        _ => [],
    };
}
