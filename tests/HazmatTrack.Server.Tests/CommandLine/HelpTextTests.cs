using System.Text.RegularExpressions;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Server.Tests.CommandLine;

public sealed class HelpTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("replay")]
    [InlineData("audit")]
    [InlineData("health")]
    [InlineData("migrate")]
    public void Both_languages_name_the_same_options(string? command) => Assert.Equal(Options(Text(command, "en")), Options(Text(command, "zh")));

    [Fact]
    public void Every_setting_that_the_help_names_exists()
    {
        var named = Options(Text(null, "en")).Where(o => o.Contains(':')).ToList();
        Assert.NotEmpty(named);
        var given = new ConfigurationBuilder()
            .AddCommandLine([.. named.Where(n => !n.EndsWith("BootstrapServers", StringComparison.Ordinal)).Select(n => $"{n}=0")]).Build();

        // A value may be wrong, a name not.
        var wrong = Record.Exception(() => AllSettings.Read(given, RuleList.Catalog));
        Assert.DoesNotContain("is not a setting", wrong?.Message ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("is no section", wrong?.Message ?? "", StringComparison.Ordinal);
    }

    private static string Text(string? command, string language) => HelpText.ForLanguage(command, language, _ => null);

    private static List<string> Options(string text) =>
        [.. Regex.Matches(text, @"--[A-Za-z][\w:-]*").Select(m => m.Value)
            .Where(o => o is not ("--lang" or "--Section:Name")).Distinct().Order(StringComparer.Ordinal)];
}
