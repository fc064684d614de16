using System.Text.Json.Nodes;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>Who reaches whom: nothing is open that nobody needs, and whatever has a port can be reached on it.</summary>
internal static class NetworkPolicies
{
    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        var policies = objects.OfKind("NetworkPolicy").ToList();
        if (!policies.Exists(p => p.Labels("spec", "podSelector", "matchLabels").Count == 0 && p.At("spec", "ingress") is null && p.At("spec", "egress") is null
            && p.At("spec", "policyTypes") is JsonArray { Count: 2 }))
        {
            yield return "no policy denies everything that no other allows";
        }

        var pods = objects.OfKind("Deployment").Select(d => (
            Title: d.Title(), Labels: d.Labels("spec", "template", "metadata", "labels"),
            Ports: d.Items("spec", "template", "spec", "containers").SelectMany(c => c.Items("ports")).Select(p => p.Text("name")!).ToHashSet())).ToList();
        foreach (var policy in policies.Where(p => p.Labels("spec", "podSelector", "matchLabels").ContainsKey("app.kubernetes.io/name")))
        {
            var selected = pods.Where(p => policy.Labels("spec", "podSelector", "matchLabels").Matches(p.Labels)).ToList();
            if (selected.Count == 0)
            {
                yield return $"{policy.Title()} selects no pod";
            }

            foreach (var port in policy.Items("spec", "ingress").SelectMany(r => r.Items("ports")).Select(p => p.Text("port")!)
                .Where(p => !int.TryParse(p, out _)))
            {
                if (selected.Exists(p => !p.Ports.Contains(port)))
                {
                    yield return $"{policy.Title()}: the pods have no port {port}";
                }
            }

            foreach (var rule in policy.Items("spec", "ingress").Concat(policy.Items("spec", "egress")))
            {
                foreach (var fault in PeersOf(rule).Where(peer => !pods.Exists(p => peer.Matches(p.Labels))))
                {
                    yield return $"{policy.Title()}: a peer ({string.Join(',', fault.Select(l => $"{l.Key}={l.Value}"))}) selects no pod";
                }
            }
        }

        // Who is allowed out to a port of a pod is allowed in there.
        var ways = policies.SelectMany(p => p.Items("spec", "egress").SelectMany(
            rule => PeersOf(rule).SelectMany(peer => rule.Items("ports").Select(port => (Policy: p, Peer: peer, Port: port.Text("port")!)))));
        foreach (var (policy, peer, port) in ways)
        {
            if (!policies.Exists(other => other.Labels("spec", "podSelector", "matchLabels") is { Count: > 0 } target && peer.All(l => target.Contains(l))
                && other.Items("spec", "ingress").Any(r => r.Items("ports").Any(p => p.Text("port") == port)
                    && PeersOf(r).Any(from => from.Matches(policy.Labels("spec", "podSelector", "matchLabels"))))))
            {
                yield return $"{policy.Title()}: port {port} of {string.Join(',', peer.Values)} lets nobody in from there";
            }
        }

        foreach (var service in objects.OfKind("Service"))
        {
            var selector = service.Labels("spec", "selector");
            var selected = pods.Where(p => selector.Matches(p.Labels)).ToList();
            if (selected.Count == 0)
            {
                yield return $"{service.Title()} selects no pod";
            }

            foreach (var port in service.Items("spec", "ports").Select(p => p.Text("targetPort")!).Where(t => selected.Exists(p => !p.Ports.Contains(t))))
            {
                yield return $"{service.Title()}: the pods have no port {port}";
            }
        }

        foreach (var monitor in objects.OfKind("PodMonitor"))
        {
            var selected = pods.Where(p => monitor.Labels("spec", "selector", "matchLabels").Matches(p.Labels)).ToList();
            foreach (var port in monitor.Items("spec", "podMetricsEndpoints").Select(e => e.Text("port")!))
            {
                if (selected.Count == 0 || selected.Exists(p => !p.Ports.Contains(port)))
                {
                    yield return $"{monitor.Title()}: no pods, or pods without a port {port}, are selected";
                }
            }
        }
    }

    private static IEnumerable<Dictionary<string, string>> PeersOf(JsonObject rule) => rule.Items("from").Concat(rule.Items("to"))
        .Select(p => p.Labels("podSelector", "matchLabels")).Where(l => l.ContainsKey("app.kubernetes.io/name"));
}
