using System.Globalization;
using System.Text.Json.Nodes;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>The program would start with the settings that a pod gives it, and listens where the manifests say.</summary>
internal static class SettingsPolicies
{
    /// <summary>What the deployer's secrets hold, as docs/kubernetes.md says.</summary>
    private static readonly Dictionary<string, string> s_secrets = new()
    {
        ["Postgres:ConnectionString"] = MigrationPolicies.Connections.Program,
        ["Redis:ConnectionString"] = "redis:6379,ssl=true,password=x",
    };

    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects)
    {
        foreach (var workload in objects.OfKind("Deployment"))
        {
            foreach (var container in workload.Items("spec", "template", "spec", "containers"))
            {
                foreach (var fault in OfContainer(objects, workload, container))
                {
                    yield return $"{workload.Title()}: {fault}";
                }
            }
        }
    }

    /// <summary>The settings of a container; null where the program would refuse them.</summary>
    public static AllSettings? Read(IReadOnlyList<JsonObject> objects, JsonObject container)
    {
        try
        {
            return AllSettings.Read(Given(objects, container), RuleList.Catalog);
        }
        catch (SettingsException)
        {
            return null;
        }
    }

    private static List<string> OfContainer(IReadOnlyList<JsonObject> objects, JsonObject workload, JsonObject container)
    {
        if (container.Text("args", 0) != "--roles")
        {
            return ["its arguments do not say its roles"];
        }

        try
        {
            var settings = AllSettings.Read(Given(objects, container), RuleList.Catalog);
            return [.. Ports(container, settings), .. Partitions(objects, settings), .. ConnectionPolicies.Faults(objects, workload, container, settings)];
        }
        catch (SettingsException e)
        {
            return [.. e.Message.Split(Environment.NewLine)];
        }
    }

    private static IConfigurationRoot Given(IReadOnlyList<JsonObject> objects, JsonObject container)
    {
        var given = new Dictionary<string, string?>();
        foreach (var map in container.Items("envFrom").Select(e => objects.OfKind("ConfigMap").FirstOrDefault(m => m.Name() == e.Text("configMapRef", "name"))))
        {
            foreach (var (name, value) in map.At("data") as JsonObject ?? [])
            {
                given[name.Replace("__", ":", StringComparison.Ordinal)] = value!.ToString();
            }
        }

        foreach (var variable in container.Items("env").Where(v => v.Text("name")!.Contains("__", StringComparison.Ordinal)))
        {
            given[variable.Text("name")!.Replace("__", ":", StringComparison.Ordinal)] =
                variable.Text("valueFrom", "fieldRef", "fieldPath") == "status.podIP" ? "10.0.0.1" : variable.Text("value");
        }

        if (given.ContainsKey("Server:SecretsFolder"))
        {
            foreach (var (name, value) in s_secrets)
            {
                given[name] = value;
            }
        }

        given["Server:Roles"] = container.Text("args", 1);
        return new ConfigurationBuilder().AddInMemoryCollection(given).Build();
    }

    private static IEnumerable<string> Ports(JsonObject container, AllSettings settings)
    {
        var ports = container.Items("ports").ToDictionary(p => p.Text("name")!, p => int.Parse(p.Text("containerPort")!, CultureInfo.InvariantCulture));
        var isSilo = settings.Server.Is(ServerRoles.Tracker) && settings.Kafka.BootstrapServers != "";
        (string Name, int? Port)[] expected =
        [
            ("operation", settings.Outside.Operation == "" ? null : System.Net.IPEndPoint.Parse(settings.Outside.Operation).Port),
            ("http", settings.Outside.ReadListen() is [var first, ..] ? first.Port : null),
            ("silo", isSilo ? settings.Cluster.SiloPort : null),
            ("silo-clients", isSilo ? settings.Cluster.GatewayPort : null),
        ];
        foreach (var (name, port) in expected.Where(e => (ports.TryGetValue(e.Name, out var own) ? own : (int?)null) != e.Port))
        {
            yield return $"port {name} is {(ports.TryGetValue(name, out var own) ? own : "absent")}, and the program listens on {port?.ToString(CultureInfo.InvariantCulture) ?? "none"}";
        }
    }

    private static IEnumerable<string> Partitions(IReadOnlyList<JsonObject> objects, AllSettings settings)
    {
        var topic = objects.OfKind("KafkaTopic").FirstOrDefault(t => t.Name() == settings.PositionTopics.Topic);
        if (topic is not null && topic.Text("spec", "partitions") != settings.PositionTopics.Partitions.ToString(CultureInfo.InvariantCulture))
        {
            yield return $"Ingest:Partitions is {settings.PositionTopics.Partitions}, and {topic.Title()} has {topic.Text("spec", "partitions")}";
        }

        var kafka = objects.OfKind("Kafka").FirstOrDefault();
        foreach (var name in
            kafka is null ? [] : new[] { settings.PositionTopics.Topic, settings.PositionTopics.DeadLetterTopic, settings.Alerts.Topic, settings.Audit.Topic })
        {
            if (!objects.OfKind("KafkaTopic").Any(t => t.Name() == name))
            {
                yield return $"topic {name} is not made by the manifests";
            }
        }
    }
}
