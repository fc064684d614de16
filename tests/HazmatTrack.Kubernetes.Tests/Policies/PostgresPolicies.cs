using System.Text.Json.Nodes;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>PostgreSQL by CloudNativePG: what a fail-over may lose, and secrets that are taken up when they change.</summary>
internal static class PostgresPolicies
{
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

            // The operator watches the secrets that it made, and of others those that have the label.
            foreach (var secret in SecretsOf(cluster).Select(s => s.Name).Distinct().Where(listed.ContainsKey))
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

    /// <summary>The secrets that a cluster of PostgreSQL names, anywhere: each is an object with a name and a key.</summary>
    public static IEnumerable<(string Name, string Key)> SecretsOf(JsonNode? node) => node switch
    {
        JsonObject named when named.Text("name") is { } name && named.Text("key") is { } key => [(name, key)],
        JsonObject map => map.SelectMany(m => SecretsOf(m.Value)),
        JsonArray list => list.SelectMany(SecretsOf),
        _ => [],
    };
}
