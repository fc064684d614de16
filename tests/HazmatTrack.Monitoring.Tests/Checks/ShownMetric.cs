using System.Text.RegularExpressions;

namespace HazmatTrack.Monitoring.Tests.Checks;

/// <summary>A metric as a program shows it to Prometheus.</summary>
/// <param name="Kind"><c>counter</c>, <c>gauge</c>, <c>histogram</c> or <c>summary</c>.</param>
/// <param name="Labels">The values of each label; none where no series is shown.</param>
internal sealed partial record ShownMetric(string Kind, IReadOnlyDictionary<string, HashSet<string>> Labels)
{
    /// <summary>Reads the text format of Prometheus.</summary>
    public static Dictionary<string, ShownMetric> Read(string text)
    {
        var all = new Dictionary<string, ShownMetric>();
        foreach (var line in text.Split('\n'))
        {
            if (Declared().Match(line) is { Success: true } declared)
            {
                all[declared.Groups[1].Value] = new(declared.Groups[2].Value, new Dictionary<string, HashSet<string>>());
            }
            else if (Series().Match(line) is { Success: true } series && Find(all, series.Groups[1].Value) is { } metric)
            {
                foreach (Match label in Label().Matches(series.Groups[2].Value))
                {
                    var values = (Dictionary<string, HashSet<string>>)metric.Labels;
                    values.TryAdd(label.Groups[1].Value, []);
                    values[label.Groups[1].Value].Add(label.Groups[2].Value);
                }
            }
        }

        return all;
    }

    private static ShownMetric? Find(Dictionary<string, ShownMetric> all, string series) =>
        all.GetValueOrDefault(series) ?? all.GetValueOrDefault(Suffix().Replace(series, ""));

    [GeneratedRegex(@"^# TYPE (\w+) (\w+)$")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^([a-zA-Z_:][\w:]*)\{(.*)\} ")]
    private static partial Regex Series();

    [GeneratedRegex(@"(\w+)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
