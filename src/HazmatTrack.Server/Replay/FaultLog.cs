namespace HazmatTrack.Server.Replay;

/// <summary>Reports faults of lines, the first ones of each kind; the others are counted.</summary>
internal sealed class FaultLog(string file, TextWriter errors)
{
    private const int MostReported = 20;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <param name="kind">What is done with such lines, such as "left out".</param>
    /// <param name="line">The line's number in the file.</param>
    public void Report(string kind, long line, string fault)
    {
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (count <= MostReported)
        {
            errors.WriteLine($"{file}:{line}: {fault.TrimEnd('.')}; {kind}.");
        }
    }

    /// <summary>Reports how many more lines there were than those reported.</summary>
    public void Close()
    {
        foreach (var (kind, count) in _counts.Where(t => t.Value > MostReported))
        {
            errors.WriteLine($"{file}: {count - MostReported} more lines {kind}.");
        }
    }
}
