using System.Text.RegularExpressions;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Testing;

namespace HazmatTrack.Deployment.Tests;

/// <summary>The commands of docs/deployment.md name what is there. Those that need no Docker and no systemd are run by the other tests.</summary>
public sealed partial class DeploymentPageTests
{
    /// <summary>The lines of all blocks of shell.</summary>
    private static List<string> Commands { get; } =
    [
        .. Blocks().Matches(File.ReadAllText(Repository.File("docs/deployment.md"))).SelectMany(b => b.Groups[1].Value.Split('\n'))
            .Select(l => Comment().Replace(l, "").Trim()).Where(l => l != ""),
    ];

    [Fact]
    public void Every_file_of_the_repository_that_a_command_takes_is_in_it()
    {
        var named = Commands.SelectMany(c => Own().Matches(c)).Select(m => m.Value.TrimEnd('/')).ToList();
        Assert.True(named.Count > 5);
        Assert.DoesNotContain(named, n => !Path.Exists(Repository.File(n)));
        Assert.DoesNotContain(
            Commands.SelectMany(c => ComposeFile().Matches(c)).Select(m => m.Groups[1].Value), f => !File.Exists(Repository.File($"deploy/compose/{f}")));
    }

    [Fact]
    public void Every_variable_that_a_command_sets_is_read_by_a_file_of_Docker_Compose()
    {
        var files = string.Concat(Directory.GetFiles(Repository.File("deploy/compose"), "*.yml").Select(File.ReadAllText));
        var named = Commands.SelectMany(c => Variable().Matches(c)).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.Equal(["HAZMATTRACK_AUTHORITY", "HAZMATTRACK_HOST"], named.Order(StringComparer.Ordinal));
        Assert.All(named, n => Assert.Contains($"${{{n}:", files, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_command_of_the_program_is_one_that_it_knows()
    {
        var calls = Commands.Where(c => c.Contains("/HazmatTrack.Server ", StringComparison.Ordinal))
            .Select(c => c.Split("/HazmatTrack.Server ")[1].Split(' ')).ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, c =>
        {
            var asked = Arguments.Parse(c);
            Assert.Equal(Server.CommandLine.Request.Health, asked.Request);
            ServerHost.ReadSettings(HealthArguments.Parse(asked.Rest).Settings);
        });
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\s+# .*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w/-])deploy/[\w./@-]+")]
    private static partial Regex Own();

    [GeneratedRegex(@"-f (\S+\.yml)")]
    private static partial Regex ComposeFile();

    [GeneratedRegex("(HAZMATTRACK_[A-Z]+)=")]
    private static partial Regex Variable();
}
