using System.Text.RegularExpressions;

namespace HazmatTrack.Monitoring.Tests.Checks;

/// <summary>What a query of Prometheus names: metrics with conditions on their labels, and labels to group by. promtool judges its syntax.</summary>
/// <param name="Selectors">Each metric that is selected, with its conditions.</param>
/// <param name="Grouped">The labels of <c>by</c>, <c>without</c>, <c>on</c>, <c>ignoring</c> and <c>group_left</c>.</param>
internal sealed partial record Query(IReadOnlyList<Selector> Selectors, IReadOnlySet<string> Grouped)
{
    private static readonly HashSet<string> s_clauses = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly HashSet<string> s_words = ["and", "or", "unless", "offset", "bool", "inf", "nan", "atan2"];

    public static Query Read(string text)
    {
        var (tokens, selectors, grouped) = (Token().Matches(text).Select(m => m.Value).ToList(), new List<Selector>(), new HashSet<string>());
        for (var i = 0; i < tokens.Count; i++)
        {
            var (token, next) = (tokens[i], i + 1 < tokens.Count ? tokens[i + 1] : "");
            if (s_clauses.Contains(token) && next == "(")
            {
                for (i += 2; tokens[i] != ")"; i++)
                {
                    if (tokens[i] != ",")
                    {
                        grouped.Add(tokens[i]);
                    }
                }
            }
            else if (token == "[")
            {
                i = tokens.IndexOf("]", i);
            }
            else if (Name().IsMatch(token) && !s_words.Contains(token) && !s_clauses.Contains(token) && next != "(" && !s_clauses.Contains(next))
            {
                var conditions = new List<Condition>();
                if (next == "{")
                {
                    for (i += 2; tokens[i] != "}"; i++)
                    {
                        if (tokens[i] != ",")
                        {
                            conditions.Add(new(tokens[i], tokens[i + 1], tokens[i + 2].Trim('"', '\'')));
                            i += 2;
                        }
                    }
                }

                selectors.Add(new(token, conditions));
            }
        }

        return new(selectors, grouped);
    }

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'(?:[^'\\]|\\.)*'|[a-zA-Z_:][\w:]*|\d[\w.]*|=~|!~|!=|==|<=|>=|[{}()\[\],=<>+*/%^-]")]
    private static partial Regex Token();

    [GeneratedRegex("^[a-zA-Z_:]")]
    private static partial Regex Name();
}

/// <summary>A metric in a query.</summary>
internal sealed record Selector(string Metric, IReadOnlyList<Condition> Conditions);

/// <summary>A condition on a label, such as <c>state="faulted"</c>.</summary>
internal sealed record Condition(string Label, string Operator, string Value);
