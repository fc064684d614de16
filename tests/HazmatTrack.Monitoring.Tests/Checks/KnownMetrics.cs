using System.Text.RegularExpressions;

namespace HazmatTrack.Monitoring.Tests.Checks;

/// <summary>What queries may name: metrics of the code and of the running program, and those that rules record.</summary>
internal sealed partial class KnownMetrics
{
    /// <summary>Labels that Prometheus adds.</summary>
    private static readonly string[] s_added = ["job", "instance"];

    private readonly Dictionary<string, HashSet<string>> _labels = [];
    private readonly IReadOnlyDictionary<string, ShownMetric> _shown;

    public KnownMetrics(IReadOnlyDictionary<string, ShownMetric> shown, IEnumerable<Rule> rules)
    {
        _shown = shown;
        foreach (var (name, metric) in shown.Where(m => !m.Key.StartsWith("hazmattrack_", StringComparison.Ordinal)))
        {
            Add(name, metric.Kind, metric.Labels.Keys);
        }

        foreach (var (name, (kind, labels)) in CodeMetrics.All)
        {
            Add(name, kind, labels);
        }

        Add("up", "gauge", []);
        foreach (var rule in rules.Where(r => r.Record is not null))
        {
            _labels[rule.Record!] = [.. Query.Read(rule.Expression).Grouped.Where(l => l != "le")];
        }
    }

    /// <summary>What is wrong with a query, a sentence for each fault.</summary>
    public IEnumerable<string> FaultsOf(string text)
    {
        var query = Query.Read(text);
        var known = new HashSet<string>();
        foreach (var selector in query.Selectors)
        {
            if (!_labels.TryGetValue(selector.Metric, out var labels))
            {
                yield return $"{selector.Metric} is no metric of the program.";
                continue;
            }

            known.UnionWith(labels);
            foreach (var condition in selector.Conditions)
            {
                if (!labels.Contains(condition.Label))
                {
                    yield return $"{selector.Metric} has no label {condition.Label}.";
                }
                else if (!s_added.Contains(condition.Label) && !CanBe(selector.Metric, condition))
                {
                    yield return $"{selector.Metric} never has {condition.Label}{condition.Operator}\"{condition.Value}\".";
                }
            }
        }

        foreach (var label in query.Grouped.Except(known))
        {
            yield return $"No metric of the query has the label {label}, by which it groups.";
        }
    }

    /// <summary>Whether the condition can hold for some series, or keep some out.</summary>
    private bool CanBe(string metric, Condition condition)
    {
        if (condition.Label == "le")
        {
            // Prometheus asks for OpenMetrics, where a bound that is a whole number ends with ".0"; other readers get it without.
            return ValuesOf(metric).Any(bound => Holds(condition, bound) && Holds(condition, bound.All(char.IsAsciiDigit) ? $"{bound}.0" : bound));
        }

        var values = CodeMetrics.Texts.Concat(ValuesOf(metric, condition.Label));
        return condition.Operator is "=" or "!="
            ? values.Contains(condition.Value)
            : condition.Value.Split('|').All(one => values.Any(v => Regex.IsMatch(v, $"^(?:{one})$")))
                || (condition.Label == "status" && StatusClass().IsMatch(condition.Value));
    }

    private static bool Holds(Condition condition, string value) => condition.Operator == "=~"
        ? Regex.IsMatch(value, $"^(?:{condition.Value.Replace(@"\\", @"\", StringComparison.Ordinal)})$")
        : value == condition.Value;

    private HashSet<string> ValuesOf(string metric, string label = "le") =>
        _shown.GetValueOrDefault(Suffix().Replace(metric, "")) is { } shown && shown.Labels.TryGetValue(label, out var values) ? values : [];

    private void Add(string name, string kind, IEnumerable<string> labels)
    {
        var all = labels.Where(l => l != "le").Concat(s_added).ToHashSet();
        if (kind == "histogram")
        {
            _labels[$"{name}_bucket"] = [.. all, "le"];
            _labels[$"{name}_sum"] = _labels[$"{name}_count"] = all;
        }
        else
        {
            _labels[name] = all;
        }
    }

    [GeneratedRegex("_bucket$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^[1-5]\.\.$")]
    private static partial Regex StatusClass();
}
