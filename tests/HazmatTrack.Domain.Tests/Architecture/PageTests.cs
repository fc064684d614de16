using System.Text.RegularExpressions;
using HazmatTrack.Testing;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>What the pages of the repository name is there.</summary>
public sealed partial class PageTests
{
    /// <summary>Where paths of pages begin, beside the folder of the page: the root, and the projects, whose common name is left out.</summary>
    private static readonly string[] s_bases = ["", "src/", "src/HazmatTrack.", "tests/", "tests/HazmatTrack."];

    /// <summary>What a sample run or a client makes, or a folder that the reader has.</summary>
    private static readonly string[] s_elsewhere = ["/usr/lib/postgresql", "src/HazmatTrack.Server/data"];

    [Fact]
    public void Every_link_within_the_repository_leads_somewhere() => Faults.None(
        from page in Pages.All.Values
        from Match link in Link().Matches(page.Text)
        let target = link.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal) && !Leads(page, target)
        select $"{page.Path} links to {target}, which is not there");

    [Fact]
    public void Every_file_and_folder_that_a_page_names_is_there() => Faults.None(
        from page in Pages.All.Values
        where page.Path != "CHANGELOG.md"
        from Match named in Code().Matches(page.Text)
        let path = named.Groups[1].Value
        where IsPath(path) && !IsThere(page, path)
        select $"{page.Path} names {path}, which is not there");

    private static bool Leads(SourceFile page, string target)
    {
        var (path, anchor) = target.Split('#') is [var p, var a] ? (p, a) : (target, "");
        var from = path == "" ? page.Path : Relative(page, path);
        return anchor != "" ? Pages.Has(from, anchor) : Exists(from);
    }

    /// <summary>Whether a text is the path of a file: with a slash, and an ending or a folder that the repository has; samples with placeholders are
    /// none.</summary>
    private static bool IsPath(string text) => text.Contains('/', StringComparison.Ordinal) && PathText().IsMatch(text)
        && !Placeholder().IsMatch(text) && !s_elsewhere.Contains(text)
        && (Ending().IsMatch(text) || s_bases.Any(b => Directory.Exists(Repository.File(b + text.Split('/')[0]))));

    private static bool IsThere(SourceFile page, string path) =>
        Exists(Relative(page, path)) || s_bases.Any(b => Exists(b + path))
            || Exists(Relative(page, path) + ".cs") || s_bases.Any(b => Exists(b + path + ".cs"));

    private static string Relative(SourceFile page, string path) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page.Path)!, path))).Replace('\\', '/');

    private static bool Exists(string path) => Path.Exists(Repository.File(path.TrimEnd('/')));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\.?[\w.-]+(/[\w.-]*)+$")]
    private static partial Regex PathText();

    [GeneratedRegex("NAME|NNN|TITLE|DIR|VERSION|…")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.(cs|md|ts|sql|proto|geojson|csproj|props|json|sh|py|html|css)$")]
    private static partial Regex Ending();
}
