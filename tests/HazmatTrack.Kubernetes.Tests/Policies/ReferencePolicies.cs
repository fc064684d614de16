using System.Text.Json.Nodes;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>Whatever is named exists: maps, secrets with their keys, volumes, services, issuers.</summary>
internal static class ReferencePolicies
{
    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        var maps = objects.OfKind("ConfigMap").Select(m => m.Name()).ToHashSet();
        var (made, listed) = (MadeSecrets(objects), ListedSecrets());
        foreach (var name in listed.Keys.Where(made.ContainsKey))
        {
            yield return $"docs/kubernetes.md lists secret {name} for the deployer to make, and an operator writes one of the same name over it";
        }

        var secrets = made.Concat(listed).DistinctBy(s => s.Key).ToDictionary();
        foreach (var (title, name) in objects.OfKind("Cluster")
            .SelectMany(c => c.Items("spec", "managed", "roles").Select(r => (Title: c.Title(), Secret: r.Text("passwordSecret", "name"))))
            .Where(r => r.Secret is not null && !(secrets.TryGetValue(r.Secret, out var keys) && keys.IsSupersetOf(["username", "password"]))))
        {
            yield return $"{title}: there is no secret {name} with username and password";
        }

        foreach (var workload in objects.OfKind("Deployment"))
        {
            var pod = workload.At("spec", "template", "spec")!;
            var volumes = pod.Items("volumes").Select(v => v.Text("name")).ToHashSet();
            foreach (var container in pod.Items("containers").Concat(pod.Items("initContainers")))
            {
                foreach (var map in container.Items("envFrom").Select(e => e.Text("configMapRef", "name")).OfType<string>().Where(m => !maps.Contains(m)))
                {
                    yield return $"{workload.Title()}: there is no map {map}";
                }

                foreach (var mount in container.Items("volumeMounts").Where(m => !volumes.Contains(m.Text("name"))))
                {
                    yield return $"{workload.Title()}: there is no volume {mount.Text("name")}";
                }
            }

            foreach (var (secret, keys) in SecretsOf(pod))
            {
                if (!secrets.TryGetValue(secret, out var known))
                {
                    yield return $"{workload.Title()}: nobody makes secret {secret}, and docs/kubernetes.md does not list it";
                }
                else if (keys.FirstOrDefault(k => !known.Contains(k)) is { } missing)
                {
                    yield return $"{workload.Title()}: secret {secret} has no key {missing}";
                }
            }

            if (!objects.OfKind("ServiceAccount").Any(a => a.Name() == pod.Text("serviceAccountName")))
            {
                yield return $"{workload.Title()}: there is no account {pod.Text("serviceAccountName")}";
            }
        }

        foreach (var ingress in objects.OfKind("Ingress"))
        {
            foreach (var backend in ingress.Items("spec", "rules").SelectMany(r => r.Items("http", "paths")).Select(p => p.At("backend", "service")))
            {
                var service = objects.OfKind("Service").FirstOrDefault(s => s.Name() == backend.Text("name"));
                if (service is null || !service.Items("spec", "ports").Any(p => p.Text("name") == backend.Text("port", "name")))
                {
                    yield return $"{ingress.Title()}: there is no service {backend.Text("name")} with a port {backend.Text("port", "name")}";
                }
            }
        }

        foreach (var certificate in objects.OfKind("Certificate"))
        {
            if (!objects.OfKind("Issuer").Any(i => i.Name() == certificate.Text("spec", "issuerRef", "name")))
            {
                yield return $"{certificate.Title()}: there is no issuer {certificate.Text("spec", "issuerRef", "name")}";
            }
        }

        foreach (var scaled in objects.OfKind("ScaledObject")
            .SelectMany(s => s.Items("spec", "triggers").Select(t => (Scaled: s, Reference: t.Text("authenticationRef", "name")))))
        {
            if (scaled.Reference is { } name && !objects.OfKind("TriggerAuthentication").Any(a => a.Name() == name))
            {
                yield return $"{scaled.Scaled.Title()}: there is no trigger authentication {name}";
            }
        }

        foreach (var (of, secret, key) in NamedKeys(objects))
        {
            if (!secrets.TryGetValue(secret, out var keys) || !keys.Contains(key))
            {
                yield return $"{of}: there is no secret {secret} with a key {key}";
            }
        }
    }

    /// <summary>The keys of secrets that objects name for their operators.</summary>
    private static IEnumerable<(string Of, string Secret, string Key)> NamedKeys(IReadOnlyList<JsonObject> objects) =>
    [
        .. objects.OfKind("TriggerAuthentication").SelectMany(a =>
            a.Items("spec", "secretTargetRef").Select(r => (a.Title(), r.Text("name")!, r.Text("key")!))),
        .. objects.OfKind("Cluster").SelectMany(c => PostgresPolicies.SecretsOf(c).Select(s => (c.Title(), s.Name, s.Key))),
    ];

    /// <summary>The secrets that operators of the cluster make, with their keys.</summary>
    private static Dictionary<string, HashSet<string>> MadeSecrets(IReadOnlyList<JsonObject> objects)
    {
        var secrets = new Dictionary<string, HashSet<string>>();
        foreach (var certificate in objects.OfKind("Certificate"))
        {
            secrets[certificate.Text("spec", "secretName")!] = ["tls.crt", "tls.key", "ca.crt"];
        }

        foreach (var user in objects.OfKind("KafkaUser"))
        {
            secrets[user.Name()] = ["password", "sasl.jaas.config"];
        }

        foreach (var kafka in objects.OfKind("Kafka"))
        {
            secrets[$"{kafka.Name()}-cluster-ca-cert"] = ["ca.crt", "ca.p12", "ca.password"];
        }

        foreach (var postgres in objects.OfKind("Cluster"))
        {
            secrets[$"{postgres.Name()}-ca"] = ["ca.crt", "ca.key"];
            secrets[$"{postgres.Name()}-app"] = ["username", "password", "host", "port", "dbname", "uri"];
        }

        return secrets;
    }

    /// <summary>The secrets that docs/kubernetes.md tells a deployer to make, with their keys.</summary>
    public static Dictionary<string, HashSet<string>> ListedSecrets()
    {
        var secrets = new Dictionary<string, HashSet<string>>();
        foreach (var line in File.ReadLines(Repository.File("docs/kubernetes.md")).Where(l => l.StartsWith("| `secret/", StringComparison.Ordinal)))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            secrets[cells[1].Trim('`')["secret/".Length..]] = [.. cells[2].Split(',', StringSplitOptions.TrimEntries).Select(k => k.Trim('`'))];
        }

        return secrets;
    }

    /// <summary>The secrets that a pod mounts, with the keys that it names.</summary>
    private static IEnumerable<(string Name, IEnumerable<string> Keys)> SecretsOf(JsonNode pod)
    {
        foreach (var volume in pod.Items("volumes"))
        {
            if (volume.Text("secret", "secretName") is { } name)
            {
                yield return (name, volume.Items("secret", "items").Select(i => i.Text("key")!));
            }

            foreach (var source in volume.Items("projected", "sources"))
            {
                yield return (source.Text("secret", "name")!, source.Items("secret", "items").Select(i => i.Text("key")!));
            }
        }
    }
}
