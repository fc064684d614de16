using System.Text.RegularExpressions;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Server.Tests.CommandLine;

public sealed class HelpTextTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_languages_name_the_same_options(bool replay) => Assert.Equal(Options(Text(replay, "en")), Options(Text(replay, "zh")));

    [Fact]
    public void Every_setting_that_the_help_names_exists()
    {
        var named = Options(Text(false, "en")).Where(o => o.Contains(':')).ToList();
        Assert.NotEmpty(named);
        var given = new ConfigurationBuilder()
            .AddCommandLine([.. named.Where(n => !n.EndsWith("BootstrapServers", StringComparison.Ordinal)).Select(n => $"{n}=0")]).Build();

        // A value may be wrong, a name not.
        var wrong = Record.Exception(() => AllSettings.Read(given, RuleList.Catalog));
        Assert.DoesNotContain("is not a setting", wrong?.Message ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("is no section", wrong?.Message ?? "", StringComparison.Ordinal);
    }

    private static string Text(bool replay, string language) => HelpText.ForLanguage(replay, language, _ => null);

    private static List<string> Options(string text) =>
        [.. Regex.Matches(text, @"--[A-Za-z][\w:-]*").Select(m => m.Value)
            .Where(o => o is not ("--lang" or "--Section:Name")).Distinct().Order(StringComparer.Ordinal)];
}
