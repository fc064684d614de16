using System.Globalization;
using System.Text.Json.Nodes;
using HazmatTrack.Kubernetes.Tests.Policies;

namespace HazmatTrack.Kubernetes.Tests.Sizing;

/// <summary>An overlay asks for what its size of deployment takes, and is set as the plan assumes.</summary>
internal static class SizePolicies
{
    private static readonly (string Suffix, double Factor)[] s_units =
        [("Ti", 1L << 40), ("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("m", 1e-3)];

    /// <param name="plan">For the vehicles that there are: disks for the first year, and the fewest processes.</param>
    /// <param name="most">For the vehicles that the most processes have room for.</param>
    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects, CapacityPlan plan, CapacityPlan most) =>
    [
        .. Disks(objects, plan),
        .. Processes(objects, "tracker", plan, most),
        .. Processes(objects, "gateway", plan, most),
        .. Processes(objects, "web", plan, most),
        .. Topics(objects, plan),
        .. Settings(objects, plan),
    ];

    private static IEnumerable<string> Disks(IReadOnlyList<JsonObject> objects, CapacityPlan plan)
    {
        foreach (var cluster in objects.OfKind("Cluster"))
        {
            var (disk, walDisk) = (cluster.Text("spec", "storage", "size"), cluster.Text("spec", "walStorage", "size"));
            if (Quantity(disk) < plan["postgresFirstYear"])
            {
                yield return $"{cluster.Title()} has {disk}, and the first year takes {Gigabytes(plan["postgresFirstYear"])}";
            }

            // The log waits there while it is not archived.
            var most = cluster.Text("spec", "postgresql", "parameters", "max_wal_size");
            if (Quantity(walDisk) < 2 * Quantity(most?.TrimEnd('B') + "i"))
            {
                yield return $"{cluster.Title()} has {walDisk} for its log, of which {most} may be there in any case";
            }
        }

        var pools = objects.OfKind("KafkaNodePool").Where(p => p.At("spec", "roles") is JsonArray roles && roles.Any(r => r!.ToString() == "broker")).ToList();
        var brokers = pools.Sum(p => Number(p.Text("spec", "replicas")) * VolumesOf(p));
        if (brokers < plan["kafka"])
        {
            yield return $"the brokers have {Gigabytes(brokers)}, and topics take {Gigabytes(plan["kafka"])}";
        }
    }

    private static double VolumesOf(JsonObject pool) => pool.Items("spec", "storage", "volumes").Sum(v => Quantity(v.Text("size")));

    private static IEnumerable<string> Processes(IReadOnlyList<JsonObject> objects, string role, CapacityPlan plan, CapacityPlan most)
    {
        var workload = objects.OfKind("Deployment").Single(d => d.Name() == $"hazmattrack-{role}");
        var (fewest, greatest) = ScalingPolicies.SizeOf(objects, workload);
        var resources = workload.Items("spec", "template", "spec", "containers").Single()["resources"];
        var cpu = Quantity(resources.Text("requests", "cpu"));
        if (fewest < plan[$"{role}s"])
        {
            yield return $"{workload.Title()} has {fewest} processes at least, and {plan[$"{role}s"]} are planned for";
        }

        foreach (var (processes, cores) in new[] { (fewest, plan[$"{role}Cores"]), (greatest, most[$"{role}Cores"]) }.Where(p => p.Item1 * cpu < p.Item2))
        {
            yield return $"{workload.Title()}: {processes} processes ask for {processes * cpu} cores, and {cores} are planned for";
        }

        // A tracker holds its vehicles; the most are those of a silo that has taken over from another.
        foreach (var (kind, planned) in role == "tracker" ? new[] { ("requests", plan), ("limits", most) } : [])
        {
            if (Quantity(resources.Text(kind, "memory")) < planned["trackerBytes"])
            {
                yield return $"{workload.Title()} {kind} {resources.Text(kind, "memory")} of memory, and {Gigabytes(planned["trackerBytes"])} are planned for";
            }
        }
    }

    private static IEnumerable<string> Topics(IReadOnlyList<JsonObject> objects, CapacityPlan plan)
    {
        JsonObject Topic(string name) => objects.OfKind("KafkaTopic").Single(t => t.Name() == name);
        if (Number(Topic("positions").Text("spec", "partitions")) < plan["partitions"])
        {
            yield return $"positions has {Topic("positions").Text("spec", "partitions")} partitions, and {plan["partitions"]} are planned for";
        }

        foreach (var (topic, hours) in new[] { ("positions", plan.Value("logHours")), ("alerts", plan.Value("eventHours")) })
        {
            if (Number(Topic(topic).Text("spec", "config", "retention.ms")) != hours * 3_600_000)
            {
                yield return $"{topic} keeps records for {Topic(topic).Text("spec", "config", "retention.ms")} ms, and the plan is computed with {hours} h";
            }
        }
    }

    private static IEnumerable<string> Settings(IReadOnlyList<JsonObject> objects, CapacityPlan plan)
    {
        var tracker = objects.OfKind("Deployment").Single(d => d.Name() == "hazmattrack-tracker");
        var settings = SettingsPolicies.Read(objects, tracker.Items("spec", "template", "spec", "containers").Single())!;
        (string Setting, double Set, double Planned)[] all =
        [
            ("History:Keep", settings.History.Keep.TotalDays, plan.Value("keepDays")),
            ("Alerts:Keep", settings.Alerts.Keep.TotalDays, plan.Value("alertDays")),
            ("Audit:Keep", settings.Audit.Keep.TotalDays, plan.Value("auditDays")),
            ("DeadLetters:Keep", settings.DeadLetters.Keep.TotalDays, plan.Value("letterDays")),
            ("Subscriptions:MostWaiting and MostDeadLetters",
                settings.Subscriptions.MostWaiting + settings.Subscriptions.MostDeadLetters, plan.Value("deliveries")),
            ("Kafka:ReplicationFactor", settings.Kafka.ReplicationFactor, plan.Value("replicas")),
        ];
        return all.Where(s => s.Set != s.Planned).Select(s => $"{s.Setting} is {s.Set}, and the plan is computed with {s.Planned}");
    }

    /// <summary>A quantity of Kubernetes.</summary>
    internal static double Quantity(string? text)
    {
        var (suffix, factor) = s_units.FirstOrDefault(u => text!.EndsWith(u.Suffix, StringComparison.Ordinal), ("", 1));
        return Number(text![..^suffix.Length]) * factor;
    }

    private static double Number(string? text) => double.Parse(text!, CultureInfo.InvariantCulture);

    private static string Gigabytes(double bytes) => $"{bytes / 1e9:0} GB";
}
