using System.Globalization;
using System.Text.Json.Nodes;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>Each workload of several processes is scaled by exactly one, and within what its partitions allow.</summary>
internal static class ScalingPolicies
{
    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        var scalers = Scalers(objects);
        foreach (var workload in objects.OfKind("Deployment").Where(d => d.Text("spec", "strategy", "type") != "Recreate"))
        {
            var own = scalers.Where(s => s.Scaler.Text("spec", "scaleTargetRef", "name") == workload.Name()).ToList();
            if (own.Count != 1)
            {
                yield return $"{workload.Title()} is scaled by {own.Count}: {string.Join(", ", own.Select(s => s.Scaler.Title()))}";
            }

            if (workload.At("spec", "replicas") is not null)
            {
                yield return $"{workload.Title()}: replicas are set, and would undo what its scaler has chosen with each apply";
            }

            if (own is [var (_, _, least), ..] && least < 2)
            {
                yield return $"{workload.Title()}: fewer than two processes leave nobody where one is lost";
            }
        }

        foreach (var (scaler, _, _) in scalers.Where(s => !objects.OfKind("Deployment").Any(d => d.Name() == s.Scaler.Text("spec", "scaleTargetRef", "name"))))
        {
            yield return $"{scaler.Title()} scales {scaler.Text("spec", "scaleTargetRef", "name")}, which there is not";
        }

        var partitions = objects.OfKind("KafkaTopic").FirstOrDefault(t => t.Name() == "positions").Text("spec", "partitions");
        foreach (var (scaler, most, _) in scalers.Where(s => s.Scaler.Text("spec", "scaleTargetRef", "name") == "hazmattrack-tracker"))
        {
            if (partitions is not null && most > int.Parse(partitions, CultureInfo.InvariantCulture))
            {
                yield return $"{scaler.Title()}: {most} silos share {partitions} partitions";
            }
        }

        foreach (var topic in objects.OfKind("KafkaTopic"))
        {
            var (replicas, least) =
                (int.Parse(topic.Text("spec", "replicas") ?? "0", CultureInfo.InvariantCulture), topic.Text("spec", "config", "min.insync.replicas"));
            if (replicas < 3 || least is null || int.Parse(least, CultureInfo.InvariantCulture) < 2)
            {
                yield return $"{topic.Title()}: what is acknowledged may be on one broker only";
            }
        }
    }

    /// <summary>How many processes a workload may have, and how many it has at least.</summary>
    public static (int Least, int Most) SizeOf(IReadOnlyList<JsonObject> objects, JsonObject workload) =>
        Scalers(objects).Where(s => s.Scaler.Text("spec", "scaleTargetRef", "name") == workload.Name()).Select(s => (s.Least, s.Most)).FirstOrDefault((1, 1));

    private static List<(JsonObject Scaler, int Most, int Least)> Scalers(IReadOnlyList<JsonObject> objects) =>
    [
        .. objects.OfKind("HorizontalPodAutoscaler").Select(s => (s, Number(s, "maxReplicas"), Number(s, "minReplicas"))),
        .. objects.OfKind("ScaledObject").Select(s => (s, Number(s, "maxReplicaCount"), Number(s, "minReplicaCount"))),
    ];

    private static int Number(JsonObject scaler, string name) => int.Parse(scaler.Text("spec", name) ?? "0", CultureInfo.InvariantCulture);
}
