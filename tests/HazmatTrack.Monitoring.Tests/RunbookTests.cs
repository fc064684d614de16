using System.Text.RegularExpressions;
using HazmatTrack.Monitoring.Tests.Checks;
using HazmatTrack.Monitoring.Tests.Running;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests;

/// <summary>The runbook: a section for each alarm, and nothing in it that the program does not have.</summary>
[Collection(nameof(RunningProgram))]
public sealed partial class RunbookTests(RunningProgram program)
{
    private static readonly string s_page = File.ReadAllText(Repository.File("docs/runbook.md"));

    [Fact]
    public void Each_alarm_has_its_section_and_each_section_its_alarm() =>
        Assert.Equal(Rule.Alarms.Select(a => a.Alert!).Order(StringComparer.Ordinal), AlarmCheck.Sections(s_page).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Each_query_names_what_the_program_shows()
    {
        var known = new KnownMetrics(program.Shown, Rule.All);
        var queries = Code().Matches(s_page).Select(m => m.Groups[1].Value).Where(c => c.Contains("hazmattrack_", StringComparison.Ordinal)
            || c.Contains("hazmattrack:", StringComparison.Ordinal));
        Assert.Empty(queries.SelectMany(q => known.FaultsOf(q).Select(f => $"{q}: {f}")));
    }

    [Fact]
    public async Task Each_query_is_one()
    {
        var queries = Code().Matches(s_page).Select(m => m.Groups[1].Value).Where(c => Query().IsMatch(c)).Distinct().ToList();
        Assert.True(queries.Count > 40, $"Only {queries.Count} queries were found.");
        await RuleFile.CheckAsync(queries);
    }

    [Fact]
    public void Each_call_is_one_of_the_program()
    {
        var calls = Call().Matches(s_page).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}").Distinct().ToList();
        Assert.True(calls.Count > 8, $"Only {calls.Count} calls were found.");
        Assert.DoesNotContain(calls, c => !program.Calls.Contains(c));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"hazmattrack[_:]\w+|^(sum|max|rate|time|predict_linear|histogram_quantile|topk|count|up)\b")]
    private static partial Regex Query();

    [GeneratedRegex(@"`(GET|POST|PUT|DELETE) (/api/v1/[\w/{}-]+)")]
    private static partial Regex Call();
}
