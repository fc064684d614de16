namespace HazmatTrack.Domain.Tests.Architecture;

/// <param name="Path">From the root of the repository, with slashes.</param>
/// <param name="Text">What is in it.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>As its namespace is: <c>HazmatTrack.Storage.History</c>.</summary>
    public string Folder => string.Join('.', Path.Split('/')[1..^1]);

    public int LineCount => Text.AsSpan().Count('\n');

    /// <summary>Its lines, each with the place that a message names.</summary>
    public IEnumerable<(string At, string Line)> Lines => Text.Split('\n').Select((line, i) => ($"{Path}:{i + 1}", line));
}
