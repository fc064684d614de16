using System.Text.RegularExpressions;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>The pages of the repository (*.md) and their anchors.</summary>
internal static partial class Pages
{
    public static IReadOnlyDictionary<string, SourceFile> All { get; } = Sources.Find("", "*.md").ToDictionary(f => f.Path);

    /// <summary>Whether a page is there, and an anchor in it where one is named.</summary>
    /// <param name="path">From the root of the repository.</param>
    /// <param name="anchor">Without its hash; empty for none.</param>
    public static bool Has(string path, string anchor) =>
        All.TryGetValue(path, out var page) && (anchor == "" || Anchors(page).Contains(anchor));

    private static IEnumerable<string> Anchors(SourceFile page) => Id().Matches(page.Text).Select(m => m.Groups[1].Value)
        .Concat(Heading().Matches(page.Text).Select(m => Slug(m.Groups[1].Value)));

    /// <summary>As a heading is named by those who show Markdown: in lower case, with hyphens for spaces and without other signs.</summary>
    private static string Slug(string heading) => OtherSign().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"<a id=""([^""]+)""")]
    private static partial Regex Id();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex OtherSign();
}
