using System.Text.Json.Nodes;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>Where the operator of Prometheus scrapes, it scrapes every process as the alarms were tried with, and it has all of them.</summary>
internal static class MonitoringPolicies
{
    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        var monitors = objects.OfKind("PodMonitor").ToList();
        return monitors.Count == 0 ? [] : [.. Pods(objects, monitors), .. Scraping(monitors), .. Rules(objects)];
    }

    private static IEnumerable<string> Pods(IReadOnlyList<JsonObject> objects, List<JsonObject> monitors)
    {
        foreach (var workload in objects.OfKind("Deployment"))
        {
            var labels = workload.Labels("spec", "template", "metadata", "labels");
            var ports = workload.Items("spec", "template", "spec", "containers").SelectMany(c => c.Items("ports")).Select(p => p.Text("name")).ToHashSet();
            var scraped = monitors.Where(m => m.Labels("spec", "selector", "matchLabels").Matches(labels))
                .SelectMany(m => m.Items("spec", "podMetricsEndpoints")).Count(e => e.Text("path") == "/metrics" && ports.Contains(e.Text("port")));
            if (scraped != 1)
            {
                yield return $"{workload.Title()}: its metrics are scraped {scraped} times";
            }
        }
    }

    private static IEnumerable<string> Scraping(List<JsonObject> monitors)
    {
        var interval = Read("monitoring/prometheus.yml").Text("global", "scrape_interval");
        foreach (var (monitor, endpoint) in monitors.SelectMany(m => m.Items("spec", "podMetricsEndpoints").Select(e => (m, e))))
        {
            if (endpoint.Text("interval") != interval)
            {
                yield return $"{monitor.Title()} scrapes every {endpoint.Text("interval")}, and the alarms were tried with {interval}";
            }

            var job = endpoint.Items("relabelings").LastOrDefault(r => r.Text("targetLabel") == "job").Text("replacement");
            if (job?.StartsWith("hazmattrack", StringComparison.Ordinal) != true)
            {
                yield return $"{monitor.Title()}: its job is '{job}', and alarms are about jobs whose names begin with hazmattrack";
            }
        }
    }

    private static IEnumerable<string> Rules(IReadOnlyList<JsonObject> objects)
    {
        var given = objects.OfKind("PrometheusRule").SelectMany(r => r.Items("spec", "groups")).ToList();
        var wanted = Directory.GetFiles(Repository.File("monitoring/rules"), "*.yml")
            .SelectMany(f => Manifest.Read(File.ReadAllText(f)).Single().Items("groups")).ToList();
        foreach (var group in wanted.Where(w => !given.Any(g => JsonNode.DeepEquals(g, w))))
        {
            yield return $"no PrometheusRule has the rules of group {group.Text("name")} as monitoring/rules has them";
        }

        if (given.Count > wanted.Count)
        {
            yield return $"PrometheusRules have {given.Count} groups, and monitoring/rules has {wanted.Count}";
        }
    }

    private static JsonObject Read(string file) => Manifest.Read(File.ReadAllText(Repository.File(file))).Single();
}
