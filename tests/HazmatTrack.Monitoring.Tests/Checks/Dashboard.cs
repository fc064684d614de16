using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests.Checks;

/// <summary>A dashboard of Grafana, and what holds for each.</summary>
/// <param name="Name">Its file with its folder, such as <c>en/overview.json</c>.</param>
internal sealed partial record Dashboard(string Name, JsonNode Root)
{
    public static IReadOnlyList<Dashboard> All { get; } =
    [
        .. Directory.GetFiles(Repository.File("monitoring/dashboards"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => Read(Path.GetRelativePath(Repository.File("monitoring/dashboards"), f).Replace('\\', '/'), File.ReadAllText(f))),
    ];

    public IEnumerable<JsonNode> Panels => Root["panels"]!.AsArray().Select(p => p!).Where(p => Text(p, "type") != "row");

    /// <summary>Its queries as Prometheus gets them, with the variables of Grafana filled in.</summary>
    public IEnumerable<string> Queries => Panels.SelectMany(p => p["targets"]!.AsArray()).Select(t => Filled(Text(t!, "expr")));

    public static Dashboard Read(string name, string text) => new(name, JsonNode.Parse(text)!);

    /// <summary>What is wrong with it, a sentence for each fault.</summary>
    public IEnumerable<string> Faults(KnownMetrics known)
    {
        var isChinese = Name.StartsWith("zh-CN/", StringComparison.Ordinal);
        if (Root["editable"]!.GetValue<bool>())
        {
            yield return $"{Name} can be edited, and edits would be lost.";
        }

        string[] variables = ["datasource", "job", "instance"];
        if (!variables.SequenceEqual(Root["templating"]!["list"]!.AsArray().Select(v => Text(v!, "name"))))
        {
            yield return $"{Name} has other variables than {string.Join(", ", variables)}.";
        }

        foreach (var panel in Panels)
        {
            var title = Text(panel, "title");
            foreach (var text in (string[])["title", "description"])
            {
                if (Text(panel, text) is var said && (said == "" || AlarmCheck.IsChinese(said) != isChinese))
                {
                    yield return $"{Name}, {title}: its {text} is not in the language of its folder.";
                }
            }

            if (string.IsNullOrEmpty(panel["fieldConfig"]?["defaults"]?["unit"]?.GetValue<string>()))
            {
                yield return $"{Name}, {title} has no unit.";
            }

            if (panel["targets"]!.AsArray().Append(panel).Any(p => Text(p!["datasource"]!, "uid") != "${datasource}"))
            {
                yield return $"{Name}, {title} has a source of its own.";
            }

            foreach (var expression in panel["targets"]!.AsArray().Select(t => Text(t!, "expr")))
            {
                foreach (var fault in known.FaultsOf(Filled(expression)).Concat(FaultsOf(expression)))
                {
                    yield return $"{Name}, {title}: {fault}";
                }
            }
        }
    }

    private static IEnumerable<string> FaultsOf(string expression)
    {
        foreach (var selector in Query.Read(expression).Selectors)
        {
            if (!selector.Conditions.Any(c => c is { Label: "job", Operator: "=~", Value: "$job" })
                || !selector.Conditions.Any(c => c is { Label: "instance", Operator: "=~", Value: "$instance" }))
            {
                yield return $"{selector.Metric} is not limited to $job and $instance.";
            }
        }

        foreach (Match window in Window().Matches(expression))
        {
            if (window.Groups[1].Value is not ("$__rate_interval" or "$__range"))
            {
                yield return $"{window.Value} is a window of its own.";
            }
        }
    }

    private static string Filled(string expression) => expression
        .Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$__range", "6h", StringComparison.Ordinal)
        .Replace("$job", ".+", StringComparison.Ordinal).Replace("$instance", ".+", StringComparison.Ordinal);

    private static string Text(JsonNode node, string member) => node[member]?.GetValue<string>() ?? "";

    [GeneratedRegex(@"\[([^\]]+)\]")]
    private static partial Regex Window();
}
