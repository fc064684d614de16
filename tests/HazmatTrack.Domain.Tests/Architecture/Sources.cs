using System.Text.RegularExpressions;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>The C# files of the programs, as they lie in the repository.</summary>
internal static partial class Sources
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every file under <c>src</c> that is written by hand.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal)
                && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => new SourceFile(f, File.ReadAllText(Path.Combine(Root, f)))),
    ];

    [GeneratedRegex(@"^using (HazmatTrack[\w.]*);", RegexOptions.Multiline)]
    public static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    public static partial Regex Namespace();

    /// <summary>Types that are declared at the top of a file.</summary>
    [GeneratedRegex(@"^(?:\[.*\]\s*)?(?:(?:public|internal|sealed|static|abstract|readonly|partial|ref|unsafe|file) )*(?:class|struct|record struct|record class|record|enum|interface) (\w+)", RegexOptions.Multiline)]
    public static partial Regex Declared();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+")]
    public static partial Regex Word();

    [GeneratedRegex(@"//.*$|""(?:[^""\\\n]|\\.)*""", RegexOptions.Multiline)]
    public static partial Regex TextOrComment();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "HazmatTrack.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

/// <param name="Path">From the root of the repository.</param>
/// <param name="Text">What is in it.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>As its namespace should be: <c>HazmatTrack.Storage.History</c>.</summary>
    public string Folder => string.Join('.', Path.Split('/')[1..^1]);

    public int Lines => Text.AsSpan().Count('\n');
}
