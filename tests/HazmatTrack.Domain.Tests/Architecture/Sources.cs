using System.Text.RegularExpressions;
using HazmatTrack.Testing;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>The files of the repository that are written by hand, as they lie in the checkout.</summary>
internal static partial class Sources
{
    private static readonly string[] s_made = ["obj", "bin", "node_modules", "dist", "TestResults"];

    /// <summary>Every C# file of the programs.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = [.. Find("src", "*.cs")];

    /// <summary>Every C# file of tests, benchmarks and load tests.</summary>
    public static IReadOnlyList<SourceFile> TestFiles { get; } = [.. Find("tests", "*.cs"), .. Find("bench", "*.cs"), .. Find("loadtest", "*.cs")];

    /// <summary>The files below a folder whose names match a pattern, without what a build makes.</summary>
    /// <param name="folder">From the root of the repository; empty for all of it.</param>
    public static IEnumerable<SourceFile> Find(string folder, string pattern) =>
        Directory.GetFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith(".git/", StringComparison.Ordinal) && !f.Split('/').Intersect(s_made).Any())
            .Order(StringComparer.Ordinal)
            .Select(f => new SourceFile(f, File.ReadAllText(Repository.File(f))));

    [GeneratedRegex(@"^using (HazmatTrack[\w.]*);", RegexOptions.Multiline)]
    public static partial Regex Using();

    /// <summary>Types that are declared at the top of a file.</summary>
    [GeneratedRegex(@"^(?:\[.*\]\s*)?(?:(?:public|internal|sealed|static|abstract|readonly|partial|ref|unsafe|file) )*(?:class|struct|record struct|record class|record|enum|interface) (\w+)", RegexOptions.Multiline)]
    public static partial Regex Declared();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+")]
    public static partial Regex Word();

    [GeneratedRegex(@"//.*$|""(?:[^""\\\n]|\\.)*""", RegexOptions.Multiline)]
    public static partial Regex TextOrComment();
}
