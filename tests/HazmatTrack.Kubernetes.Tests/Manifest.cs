using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HazmatTrack.Kubernetes.Tests;

/// <summary>Objects of Kubernetes as trees, and short ways through them.</summary>
internal static class Manifest
{
    public static IReadOnlyList<JsonObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(d => (JsonObject)ToJson(d.RootNode)!)];
    }

    public static string Kind(this JsonObject of) => of["kind"]!.GetValue<string>();

    public static string Name(this JsonObject of) => of["metadata"]!["name"]!.GetValue<string>();

    public static string Title(this JsonObject of) => $"{of.Kind()} {of.Name()}";

    public static IEnumerable<JsonObject> OfKind(this IEnumerable<JsonObject> objects, string kind) => objects.Where(o => o.Kind() == kind);

    /// <summary>The node at a path of names and indexes; null where there is none.</summary>
    public static JsonNode? At(this JsonNode? of, params object[] path) => path.Aggregate(
        of, (node, step) => step is int index ? node is JsonArray items && index < items.Count ? items[index] : null : (node as JsonObject)?[(string)step]);

    public static IEnumerable<JsonObject> Items(this JsonNode? of, params object[] path) => (of.At(path) as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The text of a scalar, whatever its type; null where there is none.</summary>
    public static string? Text(this JsonNode? of, params object[] path) => of.At(path)?.ToString();

    /// <summary>The files that a container of a pod has from secrets of which the pod names the keys.</summary>
    public static IEnumerable<string> SecretFiles(this JsonObject container, JsonNode? pod) => container.Items("volumeMounts").SelectMany(
        m => pod.Items("volumes").Where(v => v.Text("name") == m.Text("name")).SelectMany(v => v.Items("secret", "items"))
            .Select(i => $"{m.Text("mountPath")}/{i.Text("path")}"));

    public static Dictionary<string, string> Labels(this JsonNode? of, params object[] path) =>
        (of.At(path) as JsonObject ?? []).ToDictionary(l => l.Key, l => l.Value!.ToString());

    /// <summary>Whether labels have all that a selector asks for; a selector that asks for nothing selects everything.</summary>
    public static bool Matches(this Dictionary<string, string> selector, Dictionary<string, string> labels) =>
        selector.All(s => labels.TryGetValue(s.Key, out var value) && value == s.Value);

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, ToJson(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node.NodeType} is not expected in a manifest."),
    };

    /// <summary>A scalar that is not quoted: kustomize quotes every text that could be taken for something else.</summary>
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "null" or "~" => null,
        "true" or "false" => JsonValue.Create(text == "true"),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
