using System.Reflection;
using System.Text.RegularExpressions;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Server.Settings;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Embedded;

/// <summary>An operator finds every setting in the configuration table, in either language.</summary>
public sealed partial class DocumentedSettingsTests
{
    /// <summary>Set from other options, and not by an operator.</summary>
    private static readonly string[] s_derived = ["History:Postgres", "History:File"];

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public async Task Every_option_stands_in_the_table_and_nothing_else_does(string page)
    {
        var table = (await File.ReadAllLinesAsync(Repository.File(page), TestContext.Current.CancellationToken))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(l => Setting().Matches(l.Split('|')[1]).Select(m => m.Groups[1].Value)).ToHashSet();
        var options = Options().ToHashSet();
        var missing = options.Except(table).Order(StringComparer.Ordinal).ToList();
        Assert.True(missing.Count == 0, $"{page} has no row for {string.Join(", ", missing)}");
        var unknown = table.Where(t => options.Select(o => o.Split(':')[0]).Contains(t.Split(':')[0])).Except(options).ToList();
        Assert.True(unknown.Count == 0, $"{page} has rows for {string.Join(", ", unknown)}, which are no options");
    }

    /// <summary>Section and name of every option that can be set; the parameters of rules are listed by <c>GET /rules</c>.</summary>
    private static IEnumerable<string> Options() =>
        from section in typeof(AllSettings).GetProperties()
        where section.PropertyType != typeof(RuleOptions)
        let isNamed = section.PropertyType.IsGenericType
        let name = AllSettings.SectionOf(section) + (isNamed ? ":NAME" : "")
        let type = isNamed ? section.PropertyType.GenericTypeArguments[1] : section.PropertyType
        from option in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where (option.CanWrite || !option.PropertyType.IsValueType) && !s_derived.Contains($"{name}:{option.Name}")
        select $"{name}:{option.Name}";

    [GeneratedRegex(@"`([A-Z]\w+(?::NAME)?:[A-Z]\w+)")]
    private static partial Regex Setting();
}
