using HazmatTrack.Monitoring.Tests.Checks;
using HazmatTrack.Monitoring.Tests.Running;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests;

/// <summary>The rules of Prometheus: their form, what they name, and when they fire.</summary>
[Collection(nameof(RunningProgram))]
public sealed class RuleTests(RunningProgram program)
{
    public static TheoryData<string> TestFiles =>
        [.. Directory.GetFiles(Repository.File("monitoring/tests"), "*.yml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Prometheus_reads_every_rule_and_finds_nothing_to_say()
    {
        var (code, output) = await Tool.PromtoolAsync(["check", "rules", "--lint=all", "--lint-fatal", .. Rule.Files]);
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Prometheus_reads_the_configuration_that_scrapes_the_program()
    {
        var (code, output) = await Tool.PromtoolAsync("check", "config", "monitoring/prometheus.yml");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task The_objects_for_the_operator_of_Prometheus_are_what_the_rules_make()
    {
        var made = Directory.CreateTempSubdirectory("hazmattrack-rules-");
        try
        {
            var (code, output) = await Tool.NodeAsync("monitoring/source/rules.mjs", made.FullName);
            Assert.True(code == 0, output);
            Assert.Equal(Texts(made.FullName), Texts(Repository.File("k8s/components/monitoring/rules")));
        }
        finally
        {
            made.Delete(recursive: true);
        }

        static Dictionary<string, string> Texts(string folder) =>
            Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllText);
    }

    [Theory]
    [MemberData(nameof(TestFiles))]
    public async Task Alarms_fire_when_they_should_and_are_silent_when_there_is_just_no_reason(string file)
    {
        var (code, output) = await Tool.PromtoolAsync("test", "rules", $"monitoring/tests/{file}");
        Assert.True(code == 0, output);
    }

    [Fact]
    public void Each_alarm_is_tried_both_ways()
    {
        var tests = string.Concat(TestFiles.Select(f => File.ReadAllText(Repository.File($"monitoring/tests/{(string)f}"))));
        Assert.DoesNotContain(
            Rule.Alarms.SelectMany(a => (string[])[$"- name: {a.Alert} fires\n", $"- name: {a.Alert} is silent\n"]),
            t => !tests.Contains(t, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_rule_names_metrics_and_labels_that_the_program_has()
    {
        var known = new KnownMetrics(program.Shown, Rule.All);
        Assert.Empty(Rule.All.SelectMany(r => known.FaultsOf(r.Expression).Select(f => $"{r.Alert ?? r.Record}: {f}")));
    }

    [Fact]
    public void Each_alarm_has_texts_in_both_languages_a_severity_a_time_and_a_section_of_the_runbook()
    {
        var runbook = File.ReadAllText(Repository.File("docs/runbook.md"));
        Assert.Empty(Rule.Alarms.SelectMany(a => AlarmCheck.FaultsOf(a, runbook)));
        Assert.Equal(Rule.Alarms.Count, Rule.Alarms.Select(a => a.Alert).Distinct().Count());
    }

    [Fact]
    public void Each_threshold_has_its_reason_above_it()
    {
        foreach (var file in Rule.Files.Where(f => Path.GetFileName(f) != "recording.yml"))
        {
            var lines = File.ReadAllLines(file);
            Assert.Empty(lines.Where((l, i) =>
                l.StartsWith("      - alert:", StringComparison.Ordinal) && !lines[i - 1].StartsWith("      # ", StringComparison.Ordinal)));
        }
    }
}
