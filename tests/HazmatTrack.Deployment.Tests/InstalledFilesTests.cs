using System.Text.RegularExpressions;
using HazmatTrack.Testing;

namespace HazmatTrack.Deployment.Tests;

/// <summary>
/// An upgrade replaces the folder of the program: nothing that must outlive it is put there, such as the script by which PostgreSQL archives its log.
/// </summary>
public sealed partial class InstalledFilesTests
{
    private static IEnumerable<string> Texts => Directory.GetFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories)
        .Concat(Directory.GetFiles(Repository.File("deploy"), "*", SearchOption.AllDirectories)).Select(File.ReadAllText);

    [Fact]
    public void The_folder_of_the_program_has_the_program_alone()
    {
        var named = Texts.SelectMany(NamedIn).ToList();
        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, n => n != "HazmatTrack.Server");
    }

    [Fact]
    public void A_file_of_somebody_else_in_it_is_found() =>
        Assert.Equal(["backup/archive.sh", "HazmatTrack.Server"], NamedIn("'/opt/hazmattrack/backup/archive.sh /backup %p' ExecStart=/opt/hazmattrack/HazmatTrack.Server"));

    [Fact]
    public void Each_script_of_backups_is_called_where_the_page_installs_it()
    {
        var page = File.ReadAllText(Repository.File("docs/backup.md"));
        var folder = Installed().Match(page).Groups[1].Value;
        var scripts = Directory.GetFiles(Repository.File("deploy/backup"), "*.sh").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
        Assert.Equal(scripts, Called().Matches(page).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        Assert.All(Called().Matches(page), m => Assert.StartsWith(folder, m.Value, StringComparison.Ordinal));
        Assert.Contains($"{folder}archive.sh", File.ReadAllText(Repository.File("deploy/backup/archive.sh")), StringComparison.Ordinal);
    }

    private static IEnumerable<string> NamedIn(string text) => Within().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"/opt/hazmattrack/([\w./-]+)")]
    private static partial Regex Within();

    [GeneratedRegex(@"cp deploy/backup/\*\.sh (/\S+/)")]
    private static partial Regex Installed();

    [GeneratedRegex(@"(?<![\w/-])/[\w./-]+/([a-z]+\.sh)")]
    private static partial Regex Called();
}
