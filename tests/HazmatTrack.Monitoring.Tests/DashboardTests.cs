using HazmatTrack.Monitoring.Tests.Checks;
using HazmatTrack.Monitoring.Tests.Running;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests;

/// <summary>The dashboards of Grafana: made from their sources, in both languages, with queries that find something.</summary>
[Collection(nameof(RunningProgram))]
public sealed class DashboardTests(RunningProgram program)
{
    [Fact]
    public async Task They_are_what_their_sources_make()
    {
        var made = Directory.CreateTempSubdirectory("hazmattrack-dashboards-");
        try
        {
            var (code, output) = await Tool.NodeAsync("monitoring/source/build.mjs", made.FullName);
            Assert.True(code == 0, output);
            Assert.Equal(Texts(Repository.File("monitoring/dashboards")), Texts(made.FullName));
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    /// <summary>With the compiler of the page; those that write files need the types of Node.js, and have nothing to get wrong.</summary>
    [Fact]
    public async Task The_sources_are_typed()
    {
        var compiler = Repository.File("src/console/node_modules/typescript/bin/tsc");
        Assert.SkipUnless(File.Exists(compiler), "The page is not built here, so its compiler is not there.");
        var sources = Directory.GetFiles(Repository.File("monitoring/source"), "*.mjs").Where(f => Path.GetFileName(f) is not ("build.mjs" or "rules.mjs"));
        string[] options =
            ["--noEmit", "--allowJs", "--checkJs", "--strict", "--module", "nodenext", "--moduleResolution", "nodenext", "--target", "es2022", "--types", ""];
        var (code, output) = await Tool.NodeAsync([compiler, .. options, .. sources]);
        Assert.True(code == 0, output);
    }

    [Fact]
    public void Both_languages_have_the_same_seven()
    {
        string[] all = ["access.json", "alerts.json", "ingest.json", "judging.json", "operators.json", "overview.json", "stores.json"];
        Assert.Equal(all.Select(f => $"en/{f}").Concat(all.Select(f => $"zh-CN/{f}")), Dashboard.All.Select(d => d.Name));
        Assert.Equal(14, Dashboard.All.Select(d => d.Root["uid"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal(
            Dashboard.All.Where(d => d.Name.StartsWith("en/", StringComparison.Ordinal)).SelectMany(d => d.Queries),
            Dashboard.All.Where(d => d.Name.StartsWith("zh-CN/", StringComparison.Ordinal)).SelectMany(d => d.Queries));
    }

    [Fact]
    public void Each_panel_has_texts_a_unit_and_the_variables_and_names_what_the_program_shows()
    {
        var known = new KnownMetrics(program.Shown, Rule.All);
        Assert.Empty(Dashboard.All.SelectMany(d => d.Faults(known)));
    }

    [Fact]
    public Task Prometheus_understands_each_query() => RuleFile.CheckAsync(Dashboard.All.SelectMany(d => d.Queries).Distinct());

    private static Dictionary<string, string> Texts(string folder) => Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText);
}
