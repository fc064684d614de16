using System.Text.RegularExpressions;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>What holds for every file.</summary>
public sealed partial class FileTests(ITestOutputHelper output)
{
    private const int MostLines = 400;
    private const int MostColumns = 160;

    /// <summary>A line may be longer where one text of this length or more is in it.</summary>
    private const int LongText = 60;

    [Fact]
    public void No_file_is_too_long_and_most_are_short()
    {
        var lines = Sources.Files.Select(f => f.LineCount).Order().ToList();
        var (median, ninth) = (lines[lines.Count / 2], lines[lines.Count * 9 / 10]);
        output.WriteLine($"{lines.Count} files, {lines.Sum()} lines, median {median}, 90 % up to {ninth}, longest {lines[^1]}");
        Faults.None(Sources.Files.Concat(Sources.TestFiles).Where(f => f.LineCount >= MostLines).Select(f => $"{f.Path} has {f.LineCount} lines"));
        Assert.InRange(median, 1, 55);
        Assert.InRange(ninth, 1, 180);
    }

    [Fact]
    public void No_line_is_longer_than_a_screen_except_where_it_is_one_text() =>
        Faults.None(Sources.Files.Concat(Sources.TestFiles).SelectMany(Wide).Select(l => $"{l.At} has {l.Line.Length} columns"));

    private static IEnumerable<(string At, string Line)> Wide(SourceFile file)
    {
        var isInText = false;
        foreach (var line in file.Lines)
        {
            var quotes = RawQuote().Count(line.Line);
            if (!isInText && quotes % 2 == 0 && line.Line.Length > MostColumns && !Text().Matches(line.Line).Any(m => m.Length >= LongText))
            {
                yield return line;
            }

            isInText ^= quotes % 2 == 1;
        }
    }

    [GeneratedRegex("\"\"\"")]
    private static partial Regex RawQuote();

    [GeneratedRegex(@"""""""[^""]*(?:""[^""]+)*""""""|""(?:[^""\\]|\\.)*""")]
    private static partial Regex Text();
}
