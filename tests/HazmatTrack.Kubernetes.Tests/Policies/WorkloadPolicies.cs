using System.Globalization;
using System.Text.Json.Nodes;
using HazmatTrack.Server.Hosting;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>How pods run: as whom, with what rights, with which probes, and how they end.</summary>
internal static class WorkloadPolicies
{
    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        foreach (var workload in objects.OfKind("Deployment"))
        {
            var pod = workload.At("spec", "template", "spec");
            var labels = workload.Labels("spec", "template", "metadata", "labels");
            if (workload.Labels("spec", "selector", "matchLabels") is not { Count: > 0 } selector || !selector.Matches(labels))
            {
                yield return $"{workload.Title()}: its selector does not match its pods";
            }

            foreach (var fault in OfPod(pod!).Concat(pod.Items("containers").SelectMany(c => OfContainer(c).Concat(Probes(c))))
                .Concat(pod.Items("initContainers").SelectMany(OfContainer)))
            {
                yield return $"{workload.Title()}: {fault}";
            }

            var isStateless = workload.Text("spec", "strategy", "type") != "Recreate";
            if (isStateless &&
                !objects.OfKind("PodDisruptionBudget").Any(b => b.Labels("spec", "selector", "matchLabels") is { Count: > 0 } s && s.Matches(labels)))
            {
                yield return $"{workload.Title()}: no disruption budget selects its pods";
            }

            foreach (var spread in pod.Items("topologySpreadConstraints").Where(s => !s.Labels("labelSelector", "matchLabels").Matches(labels)))
            {
                yield return $"{workload.Title()}: it is not spread over {spread.Text("topologyKey")}, since the selector does not match its pods";
            }
        }
    }

    private static IEnumerable<string> OfPod(JsonNode pod)
    {
        (bool IsSo, string Else)[] rules =
        [
            (pod.Text("automountServiceAccountToken") == "false", "a token of the account is mounted"),
            (pod.Text("securityContext", "runAsNonRoot") == "true" && pod.Text("securityContext", "runAsUser") == "1654", "it runs as another user than 1654"),
            (pod.Text("securityContext", "seccompProfile", "type") == "RuntimeDefault", "system calls are not limited (seccompProfile)"),
            (pod.Text("hostNetwork") is null && pod.Text("hostPID") is null, "it shares namespaces of its machine"),
        ];
        foreach (var (_, otherwise) in rules.Where(r => !r.IsSo))
        {
            yield return otherwise;
        }

        var grace = TimeSpan.FromSeconds(int.Parse(pod.Text("terminationGracePeriodSeconds") ?? "30", CultureInfo.InvariantCulture));
        var notice = pod.Items("containers").SelectMany(c => c.Items("env")).FirstOrDefault(e => e.Text("name") == "Server__EndNotice").Text("value");
        var end = ServerHost.LongestEnd + (notice is null ? default : TimeSpan.Parse(notice, CultureInfo.InvariantCulture));
        if (grace <= end)
        {
            yield return $"it is killed after {grace}, and may take {end} to end in order";
        }
    }

    private static IEnumerable<string> OfContainer(JsonObject container)
    {
        var image = container.Text("image") ?? "";
        (bool IsSo, string Else)[] rules =
        [
            (image.Contains(':', StringComparison.Ordinal) && !image.EndsWith(":latest", StringComparison.Ordinal), $"image '{image}' names no version"),
            (container.Text("securityContext", "readOnlyRootFilesystem") == "true", "its root file system can be written"),
            (container.Text("securityContext", "allowPrivilegeEscalation") == "false", "it may gain rights"),
            (container.Text("securityContext", "capabilities", "drop", 0) == "ALL", "it keeps capabilities"),
            (container.At("resources", "requests", "cpu") is not null && container.At("resources", "requests", "memory") is not null,
                "it requests no resources"),
            (container.At("resources", "limits", "memory") is not null, "its memory has no limit"),
            (container.At("resources", "limits", "cpu") is null, "its CPU is limited: it would be throttled"),
            (container.Items("volumeMounts").Any(m => m.Text("mountPath") == "/tmp"), "it has no place for temporary files"),
        ];
        foreach (var (_, otherwise) in rules.Where(r => !r.IsSo))
        {
            yield return otherwise;
        }
    }

    private static IEnumerable<string> Probes(JsonObject container)
    {
        foreach (var (probe, path) in new[] { ("startupProbe", "/healthz/live"), ("livenessProbe", "/healthz/live"), ("readinessProbe", "/healthz/ready") })
        {
            if (container.Text(probe, "httpGet", "path") != path)
            {
                yield return $"{probe} does not ask {path}";
            }

            if (container.Text(probe, "httpGet", "port") is not { } port || !container.Items("ports").Any(p => p.Text("name") == port))
            {
                yield return $"{probe} asks a port that the container does not have";
            }
        }
    }
}
