using System.Text.RegularExpressions;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests.Checks;

/// <summary>The metrics that the code registers.</summary>
internal static partial class CodeMetrics
{
    private static readonly string[] s_files =
        [.. Directory.GetFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories).Where(f => !Made().IsMatch(f)).Select(File.ReadAllText)];

    /// <summary>Kind and labels by name.</summary>
    public static IReadOnlyDictionary<string, (string Kind, string[] Labels)> All { get; } = s_files
        .SelectMany(text => Registered().Matches(text))
        .DistinctBy(m => m.Groups["name"].Value)
        .ToDictionary(
            m => m.Groups["name"].Value,
            m => (m.Groups["kind"].Value.ToLowerInvariant(), Text().Matches(m.Groups["labels"].Value).Select(l => l.Groups[1].Value).ToArray()));

    /// <summary>Every short text in the code, among them the values of labels.</summary>
    public static IReadOnlySet<string> Texts { get; } = s_files.SelectMany(text => Text().Matches(text)).Select(m => m.Groups[1].Value).ToHashSet();

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]")]
    private static partial Regex Made();

    /// <summary>A call with the name, a text of one or more pieces, and perhaps labels.</summary>
    [GeneratedRegex(
        @"Create(?<kind>Gauge|Counter|Histogram)\(\s*""(?<name>hazmattrack_\w+)"",\s*"
        + @"(?:""(?:[^""\\]|\\.)*""\s*\+?\s*)+(?:,\s*\[(?<labels>[^\]]*)\])?")]
    private static partial Regex Registered();

    [GeneratedRegex(@"""([\w.-]{1,60})""")]
    private static partial Regex Text();
}
