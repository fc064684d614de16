using System.Data.Common;
using System.Text.Json.Nodes;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>The database is migrated before each process starts, as a role that owns the audit record and that no process has.</summary>
internal static class MigrationPolicies
{
    /// <summary>The connection of the program, and that of the owner, as docs/kubernetes.md says.</summary>
    public static (string Program, string Owner) Connections { get; } = (Connection("hazmattrack"), Connection("hazmattrack_owner"));

    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        var (role, owner) = (Part(Connections.Program, "Username"), Part(Connections.Owner, "Username"));
        foreach (var workload in objects.OfKind("Deployment"))
        {
            var pod = workload.At("spec", "template", "spec")!;
            if (pod.Items("containers").Any(c => c.Items("env").Any(v => v.Text("name") == "Server__SecretsFolder")))
            {
                foreach (var fault in OfPod(pod, role))
                {
                    yield return $"{workload.Title()}: {fault}";
                }
            }
        }

        foreach (var cluster in objects.OfKind("Cluster"))
        {
            var roles = cluster.Items("spec", "managed", "roles").ToDictionary(r => r.Text("name")!);
            if (cluster.Text("spec", "bootstrap", "initdb", "owner") != owner)
            {
                yield return $"{cluster.Title()}: its database does not belong to {owner}, which migrates it";
            }

            if (!roles.TryGetValue(role, out var program) || program.Text("login") != "true" || program.Text("superuser") == "true")
            {
                yield return $"{cluster.Title()}: it has no role {role} for the program that signs in and is no superuser";
            }

            if (!roles.TryGetValue(owner, out var migrating) || !(migrating.At("inRoles") as JsonArray ?? []).Any(r => r?.ToString() == role))
            {
                yield return $"{cluster.Title()}: {owner} is no member of {role}, and cannot give it tables";
            }
        }
    }

    private static IEnumerable<string> OfPod(JsonNode pod, string role)
    {
        var migration = pod.Items("initContainers").FirstOrDefault(c => c.Text("args", 0) == "migrate");
        if (migration is null)
        {
            yield return "nothing migrates the database before it starts";
            yield break;
        }

        var arguments = (migration.At("args") as JsonArray ?? []).Select(a => a!.ToString()).Skip(1).ToList();
        if (MigrateArguments.Parse(arguments).Role != role)
        {
            yield return $"the role that it migrates for is not {role}, which it connects as";
        }

        var folder = migration.Items("env").FirstOrDefault(v => v.Text("name") == "Server__SecretsFolder").Text("value");
        var volume = migration.Items("volumeMounts").FirstOrDefault(m => m.Text("mountPath") == folder).Text("name");
        if (pod.Items("volumes").FirstOrDefault(v => v.Text("name") == volume).Text("secret", "secretName") != "hazmattrack-owner")
        {
            yield return "it does not migrate as the role that owns the audit record";
        }

        if (pod.Items("containers").SelectMany(c => c.Items("volumeMounts")).Any(m => m.Text("name") == volume))
        {
            yield return "the program can read the password of the role that owns the audit record";
        }

        var authority = Part(Connections.Owner, "Root Certificate");
        if (!migration.SecretFiles(pod).Contains(authority))
        {
            yield return $"the authority of PostgreSQL ({authority}) is not mounted where the database is migrated";
        }
    }

    private static string Connection(string user) => File.ReadAllText(Repository.File("docs/kubernetes.md")).Split('`').Single(
        t => t.StartsWith("Host=postgres-rw;", StringComparison.Ordinal) && t.Contains($";Username={user};", StringComparison.Ordinal));

    private static string Part(string connection, string name) => (string)new DbConnectionStringBuilder { ConnectionString = connection }[name];
}
