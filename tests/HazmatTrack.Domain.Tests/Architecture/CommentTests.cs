using System.Text.RegularExpressions;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>Comments cite standards, and pages of the repository by an anchor that is there; nothing else.</summary>
public sealed partial class CommentTests
{
    /// <summary>Hosts of standards, and made-up ones of examples.</summary>
    private static readonly string[] s_hosts = ["www.w3.org", "www.rfc-editor.org", "json-schema.org", "spec.openapis.org", "gis.example.cn", "localhost"];

    /// <summary>Files that were derived from another project's, and say from which.</summary>
    private static readonly string[] s_derived = ["src/HazmatTrack.Storage/Migrations/Scripts/009.membership.postgres.sql"];

    private static IEnumerable<(string At, string Comment)> Comments { get; } =
    [
        .. Sources.Files.Concat(Sources.TestFiles).Concat(Sources.Find("src", "*.ts")).Concat(Sources.Find("src", "*.proto"))
            .SelectMany(f => f.Lines).Select(l => (l.At, Slashes().Match(l.Line).Value)),
        .. Sources.Find("src", "*.sql").Where(f => !s_derived.Contains(f.Path)).SelectMany(f => f.Lines).Select(l => (l.At, Dashes().Match(l.Line).Value)),
    ];

    [Fact]
    public void A_page_that_a_comment_cites_is_in_the_repository_with_its_anchor() => Faults.None(
        from c in Comments
        from Match cited in Page().Matches(c.Comment)
        where !Pages.Has(cited.Groups["page"].Value, cited.Groups["anchor"].Value)
        select $"{c.At} cites {cited.Value}, which is not there");

    [Fact]
    public void No_comment_cites_a_mark_of_a_list_that_is_not_in_the_repository() => Faults.None(
        from c in Comments
        from Match mark in Mark().Matches(c.Comment)
        select $"{c.At} cites {mark.Value}");

    [Fact]
    public void No_comment_cites_a_place_on_the_web_but_a_standard() => Faults.None(
        from c in Comments
        from Match url in Url().Matches(c.Comment)
        where !s_hosts.Contains(url.Groups[1].Value)
        select $"{c.At} cites {url.Value}");

    [GeneratedRegex(@"(?<![:""\w])//.*$")]
    private static partial Regex Slashes();

    [GeneratedRegex("--.*$")]
    private static partial Regex Dashes();

    [GeneratedRegex(@"(?<page>[\w./-]+\.md)(#(?<anchor>[\w-]+))?")]
    private static partial Regex Page();

    /// <summary>A capital letter or two, perhaps with a number, in brackets.</summary>
    [GeneratedRegex(@"(?<![\w#])\[[A-Z]{1,2}\d*\](?!\()")]
    private static partial Regex Mark();

    [GeneratedRegex(@"https?://([\w.-]+)")]
    private static partial Regex Url();
}
