using HazmatTrack.Testing;
using YamlDotNet.Serialization;

namespace HazmatTrack.Monitoring.Tests.Checks;

/// <summary>A rule of Prometheus: an alarm, or a query that is recorded under a name.</summary>
internal sealed record Rule(
    string File, string? Alert, string? Record, string Expression, string? For,
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>();

    public static IReadOnlyList<string> Files { get; } = [.. Directory.GetFiles(Repository.File("monitoring/rules"), "*.yml").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Rule> All { get; } = [.. Files.SelectMany(f => Read(Path.GetFileName(f), System.IO.File.ReadAllText(f)))];

    public static IReadOnlyList<Rule> Alarms { get; } = [.. All.Where(r => r.Alert is not null)];

    public static IEnumerable<Rule> Read(string file, string text)
    {
        var root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(text);
        return from @group in root["groups"]
               from Dictionary<object, object> rule in (List<object>)@group["rules"]
               select new Rule(
                   file, (string?)rule.GetValueOrDefault("alert"), (string?)rule.GetValueOrDefault("record"), (string)rule["expr"],
                   (string?)rule.GetValueOrDefault("for"), Texts(rule, "labels"), Texts(rule, "annotations"));
    }

    private static IReadOnlyDictionary<string, string> Texts(Dictionary<object, object> rule, string key) =>
        rule.GetValueOrDefault(key) is Dictionary<object, object> texts ? texts.ToDictionary(t => (string)t.Key, t => (string)t.Value) : s_none;
}
