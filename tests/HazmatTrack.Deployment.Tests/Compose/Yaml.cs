using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace HazmatTrack.Deployment.Tests.Compose;

/// <summary>YAML as mappings, lists and texts, with anchors, merged keys and the variables of Docker Compose resolved.</summary>
internal static partial class Yaml
{
    /// <summary>Stands for a value with one of the tags by which a later file of Docker Compose changes an earlier one.</summary>
    public sealed record Tagged(string Tag, object? Value);

    /// <param name="text">The document.</param>
    /// <param name="variables">The values of variables; one that is required and missing is an error.</param>
    public static Dictionary<string, object?> Read(string text, IReadOnlyDictionary<string, string> variables)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (Dictionary<string, object?>)Convert(stream.Documents.Single().RootNode, variables)!;
    }

    private static object? Convert(YamlNode node, IReadOnlyDictionary<string, string> variables)
    {
        object? value = node switch
        {
            YamlMappingNode mapping => Mapping(mapping, variables),
            YamlSequenceNode list => list.Children.Select(n => Convert(n, variables)).ToList(),
            YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "" or "null" or "~" } => null,
            YamlScalarNode scalar => Resolve(scalar.Value ?? "", variables),
            _ => throw new InvalidDataException($"{node} is neither a mapping, a list nor a text."),
        };
        return !node.Tag.IsEmpty && node.Tag.Value is "!reset" or "!override" ? new Tagged(node.Tag.Value, value) : value;
    }

    private static Dictionary<string, object?> Mapping(YamlMappingNode mapping, IReadOnlyDictionary<string, string> variables)
    {
        var pairs = new Dictionary<string, object?>();
        foreach (var (key, value) in mapping.Children)
        {
            if (((YamlScalarNode)key).Value == "<<")
            {
                foreach (var (name, merged) in (Dictionary<string, object?>)Convert(value, variables)!)
                {
                    pairs.TryAdd(name, merged);
                }
            }
            else
            {
                pairs[((YamlScalarNode)key).Value!] = Convert(value, variables);
            }
        }

        return pairs;
    }

    private static string Resolve(string text, IReadOnlyDictionary<string, string> variables) => Variable().Replace(text, found =>
        found.Value == "$$" ? "$"
        : variables.TryGetValue(found.Groups["name"].Value, out var value) ? value
        : found.Groups["how"].Value == ":-" ? found.Groups["otherwise"].Value
        : throw new InvalidDataException($"{found.Value} has no value."));

    [GeneratedRegex(@"\$\$|\$\{(?<name>\w+)((?<how>:-|:\?)(?<otherwise>[^}]*))?\}")]
    private static partial Regex Variable();
}
