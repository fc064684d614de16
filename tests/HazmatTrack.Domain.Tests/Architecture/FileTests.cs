namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>What holds for every file.</summary>
public sealed class FileTests(ITestOutputHelper output)
{
    private const int MostLines = 400;
    private const int MostColumns = 200;

    [Fact]
    public void No_file_is_too_long_and_most_are_short()
    {
        var lines = Sources.Files.Select(f => f.Lines).Order().ToList();
        var (median, ninth) = (lines[lines.Count / 2], lines[lines.Count * 9 / 10]);
        output.WriteLine($"{lines.Count} files, {lines.Sum()} lines, median {median}, 90 % up to {ninth}, longest {lines[^1]}");
        Assert.Empty(Sources.Files.Where(f => f.Lines >= MostLines).Select(f => $"{f.Path} has {f.Lines} lines"));
        Assert.InRange(median, 1, 55);
        Assert.InRange(ninth, 1, 180);
    }

    [Fact]
    public void No_line_is_longer_than_a_screen_except_where_it_is_one_text()
    {
        var wide = Sources.Files.SelectMany(f => f.Text.Split('\n').Select((line, i) => (Line: line, At: $"{f.Path}:{i + 1}")))
            .Where(l => l.Line.Length > MostColumns && !l.Line.Contains('"', StringComparison.Ordinal))
            .Select(l => l.At).ToList();
        Assert.Empty(wide);
    }
}
