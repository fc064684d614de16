using System.Text.RegularExpressions;
using HazmatTrack.Monitoring.Tests.Checks;
using HazmatTrack.Monitoring.Tests.Running;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests;

/// <summary>The page of metrics says what the program shows: no more, no less.</summary>
[Collection(nameof(RunningProgram))]
public sealed partial class MetricsPageTests(RunningProgram program)
{
    /// <summary>What the demo does not have: topics of operators (<c>Operators:Topics</c>), and PostgreSQL.</summary>
    private static readonly string[] s_notInTheDemo =
    [
        "hazmattrack_operator_records_total", "hazmattrack_operator_topics_failing",
        "hazmattrack_database_bytes", "hazmattrack_database_archive_failing", "hazmattrack_database_archived_timestamp_seconds",
    ];

    private static readonly string s_page = File.ReadAllText(Repository.File("docs/metrics.md"));

    private static Dictionary<string, (string Kind, string[] Labels, string Unit, string Alarms)> Rows { get; } = Row().Matches(s_page).ToDictionary(
        m => m.Groups[1].Value,
        m => (m.Groups[2].Value, Code().Matches(m.Groups[3].Value).Select(l => l.Groups[1].Value).ToArray(), m.Groups[4].Value, m.Groups[5].Value.Trim()));

    [Fact]
    public void Each_metric_of_the_running_program_is_on_the_page_and_in_the_code() =>
        Assert.DoesNotContain(program.Shown.Keys.Where(IsOurs), n => !Rows.ContainsKey(n) || !CodeMetrics.All.ContainsKey(n));

    [Fact]
    public void Each_metric_on_the_page_is_in_the_code_with_its_kind_and_labels()
    {
        Assert.Equal(CodeMetrics.All.Keys.Order(), Rows.Keys.Order());
        foreach (var (name, (kind, labels)) in CodeMetrics.All)
        {
            Assert.Equal((name, kind, string.Join(' ', labels)), (name, Rows[name].Kind, string.Join(' ', Rows[name].Labels)));
            Assert.NotEqual("", Rows[name].Unit);
        }
    }

    [Fact]
    public void What_the_running_program_shows_has_the_kind_and_the_labels_of_the_code()
    {
        foreach (var (name, shown) in program.Shown.Where(m => IsOurs(m.Key)))
        {
            var (kind, labels) = CodeMetrics.All[name];
            Assert.Equal((name, kind), (name, shown.Kind));
            Assert.Equal((name, ""), (name, string.Join(' ', shown.Labels.Keys.Except([.. labels, "le"]))));
        }
    }

    [Fact]
    public void The_running_program_shows_every_metric_of_the_code() =>
        Assert.Empty(CodeMetrics.All.Keys.Except(program.Shown.Keys).Except(s_notInTheDemo));

    [Fact]
    public void What_the_runtime_shows_and_the_page_names_is_there() =>
        Assert.Empty(Runtime().Matches(s_page).Select(m => m.Groups[1].Value).Except(program.Shown.Keys));

    [Fact]
    public void No_label_has_the_name_of_something_without_bound()
    {
        string[] unbounded = ["vehicle", "plate", "person", "operator", "address", "url", "path", "key", "session", "user", "owner"];
        Assert.Empty(CodeMetrics.All.Where(m => m.Value.Labels.Intersect(unbounded).Any()).Select(m => m.Key));
    }

    [Fact]
    public void The_page_says_which_alarms_a_metric_raises_and_which_of_them_wake_somebody()
    {
        var recorded = Rule.All.Where(r => r.Record is not null).ToDictionary(r => r.Record!, r => r.Expression);
        var uses = Rule.Alarms.ToDictionary(a => a, a => Query.Read(a.Expression).Selectors.Select(s => s.Metric)
            .SelectMany(m => recorded.TryGetValue(m, out var expression) ? Query.Read(expression).Selectors.Select(s => s.Metric) : [m])
            .Select(m => Suffix().Replace(m, "")).ToHashSet());
        foreach (var (name, row) in Rows)
        {
            var of = uses.Where(u => u.Value.Contains(Suffix().Replace(name, ""))).Select(u => u.Key).ToList();
            var named = Alarm().Matches(row.Alarms).Select(m => (m.Groups[2].Value, m.Groups[1].Value == "**")).Order().ToList();
            Assert.Equal(of.Select(a => (a.Alert!.ToLowerInvariant(), a.Labels["severity"] == "page")).Order(), named);
        }
    }

    private static bool IsOurs(string name) => name.StartsWith("hazmattrack_", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `(hazmattrack_\w+)` \| (\w+) \| ([^|]*) \| ([^|]*) \| [^|]* \| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| `((?:process|dotnet)_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Runtime();

    [GeneratedRegex(@"(\*\*)?\[\w+\]\(runbook\.md#(\w+)\)")]
    private static partial Regex Alarm();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
