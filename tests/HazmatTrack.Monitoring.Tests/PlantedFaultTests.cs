using HazmatTrack.Monitoring.Tests.Checks;
using HazmatTrack.Monitoring.Tests.Running;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests;

/// <summary>The checks of rules, dashboards and pages catch what they are for: each fault is planted in a copy of the real thing.</summary>
[Collection(nameof(RunningProgram))]
public sealed class PlantedFaultTests(RunningProgram program)
{
    private static readonly string s_stores = File.ReadAllText(Repository.File("monitoring/rules/stores.yml"));
    private static readonly string s_runbook = File.ReadAllText(Repository.File("docs/runbook.md"));
    private static readonly string s_overview = File.ReadAllText(Repository.File("monitoring/dashboards/en/overview.json"));

    private KnownMetrics Known => new(program.Shown, Rule.All);

    [Theory]
    [InlineData("hazmattrack_store_errors_total", "hazmattrack_store_faults_total", "hazmattrack_store_faults_total is no metric of the program.")]
    [InlineData("sum by (store)", "sum by (shop)", "No metric of the query has the label shop, by which it groups.")]
    [InlineData("{store=~\"database|redis|kafka\"}", "{stores=~\"database|redis|kafka\"}", "hazmattrack_store_errors_total has no label stores.")]
    [InlineData("database|redis|kafka", "databose|redis|kafka", "hazmattrack_store_errors_total never has store=~\"databose|redis|kafka\".")]
    public void A_rule_that_names_what_the_program_does_not_have_is_caught(string right, string wrong, string fault)
    {
        Assert.Contains(right, s_stores, StringComparison.Ordinal);
        var rules = Rule.Read("stores.yml", s_stores.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(fault, rules.SelectMany(r => Known.FaultsOf(r.Expression)));
    }

    /// <summary>As the program tells Prometheus, and nobody else, the bound is "300.0".</summary>
    [Fact]
    public void A_bound_that_Prometheus_does_not_read_is_caught() => Assert.Equal(
        ["hazmattrack_report_delay_seconds_bucket never has le=\"300\"."],
        Known.FaultsOf("sum(rate(hazmattrack_report_delay_seconds_bucket{le=\"300\"}[1h]))"));

    [Theory]
    [InlineData("        for: 2m", "        fro: 2m")]
    [InlineData("          severity: page", "          severity: [page]")]
    [InlineData("(increase(", "(incraese(")]
    [InlineData("{{ $labels.store }}", "{{ $labels.store ")]
    public async Task A_rule_that_Prometheus_does_not_understand_is_caught(string right, string wrong)
    {
        Assert.Contains(right, s_stores, StringComparison.Ordinal);
        Assert.NotEqual(0, (await PromtoolAsync("check", s_stores.Replace(right, wrong, StringComparison.Ordinal))).Code);
    }

    [Theory]
    [InlineData("[1m])) > 0", "[1m])) > 100")]
    [InlineData("        for: 2m", "        for: 9m")]
    [InlineData("database|redis|kafka", "database|redis|kafka|other")]
    [InlineData("severity: page", "severity: ticket")]
    public async Task An_alarm_that_fires_at_another_time_is_caught(string right, string wrong)
    {
        Assert.Contains(right, s_stores, StringComparison.Ordinal);
        Assert.Equal(0, (await PromtoolAsync("test", s_stores)).Code);
        var (code, output) = await PromtoolAsync("test", s_stores.Replace(right, wrong, StringComparison.Ordinal));
        Assert.NotEqual(0, code);
        Assert.Contains("FAILED", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("        for: 2m\n", "", "HazmatTrackStoreFailing has no 'for'.")]
    [InlineData("severity: page", "severity: critical", "HazmatTrackStoreFailing: severity is page or ticket.")]
    [InlineData("A store does not answer", "存储无应答", "HazmatTrackStoreFailing has no summary_en in English.")]
    [InlineData(
        "runbook.md#hazmattrackstorefailing", "runbook.md#stores", "HazmatTrackStoreFailing: its runbook is not docs/runbook.md#hazmattrackstorefailing.")]
    [InlineData("- alert: HazmatTrackStoreFailing", "- alert: HazmatTrackStoreAway", "HazmatTrackStoreAway has no section in the runbook.")]
    public void An_alarm_without_what_each_has_is_caught(string right, string wrong, string fault)
    {
        Assert.Contains(right, s_stores, StringComparison.Ordinal);
        var rules = Rule.Read("stores.yml", s_stores.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(fault, rules.SelectMany(a => AlarmCheck.FaultsOf(a, s_runbook)));
    }

    [Theory]
    [InlineData("hazmattrack_lag_seconds{job", "hazmattrack_lag_secs{job", "hazmattrack_lag_secs is no metric of the program.")]
    [InlineData("sum by (rule, kind)", "sum by (rule, sort)", "No metric of the query has the label sort, by which it groups.")]
    [InlineData("state=~\\\"quarantined|faulted\\\"", "state=~\\\"quarantain|faulted\\\"", "hazmattrack_vehicles never has state=~\"quarantain|faulted\".")]
    [InlineData("[$__rate_interval]", "[5m]", "[5m] is a window of its own.")]
    [InlineData("hazmattrack_partitions_owned{job=~\\\"$job\\\", instance=~\\\"$instance\\\"}", "hazmattrack_partitions_owned", "hazmattrack_partitions_owned is not limited to $job and $instance.")]
    [InlineData("\"unit\": \"reqps\"", "\"unit\": \"\"", "has no unit.")]
    [InlineData("\"title\": \"Active silos\"", "\"title\": \"活动节点\"", "its title is not in the language of its folder.")]
    public void A_dashboard_with_a_fault_is_caught(string right, string wrong, string fault)
    {
        Assert.Contains(right, s_overview, StringComparison.Ordinal);
        var faults = Dashboard.Read("en/overview.json", s_overview.Replace(right, wrong, StringComparison.Ordinal)).Faults(Known);
        Assert.Contains(faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_query_that_Prometheus_does_not_understand_is_caught()
    {
        var queries = Dashboard.Read("en/overview.json", s_overview.Replace("sum(rate(", "sum(rate((", StringComparison.Ordinal)).Queries;
        Assert.NotEqual(0, (await RuleFile.RunAsync(queries)).Code);
    }

    [Fact]
    public void A_section_that_no_alarm_needs_is_caught() =>
        Assert.NotEqual(
            Rule.Alarms.Select(a => a.Alert!).Order(StringComparer.Ordinal),
            AlarmCheck.Sections(s_runbook.Replace("### HazmatTrackLagging", "### HazmatTrackLaging", StringComparison.Ordinal))
                .Keys.Order(StringComparer.Ordinal));

    /// <summary>Checks a changed copy of the rules of stores, or runs their tests on it.</summary>
    private static async Task<(int Code, string Output)> PromtoolAsync(string what, string rules)
    {
        var folder = Directory.CreateTempSubdirectory("hazmattrack-rules-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "stores.yml"), rules);
            File.Copy(Repository.File("monitoring/rules/recording.yml"), Path.Combine(folder.FullName, "recording.yml"));
            var tests = await File.ReadAllTextAsync(Repository.File("monitoring/tests/stores.yml"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tests.yml"), tests.Replace("../rules/", "", StringComparison.Ordinal));
            return await Tool.PromtoolAsync(what, "rules", Path.Combine(folder.FullName, what == "check" ? "stores.yml" : "tests.yml"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
