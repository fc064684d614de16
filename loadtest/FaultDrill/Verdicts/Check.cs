namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>One thing that must be as it is without faults.</summary>
/// <param name="What">In words.</param>
/// <param name="Expected">How many there must be.</param>
/// <param name="Found">How many there are.</param>
/// <param name="Differences">What is not as it must be; empty where all is.</param>
internal sealed record Check(string What, long Expected, long Found, IReadOnlyList<string> Differences)
{
    public const string Head = "| | expected | found | differences |\n|---|--:|--:|--:|";

    public bool IsGood => Differences.Count == 0 && Expected == Found;

    public override string ToString() => $"| {What} | {Expected:N0} | {Found:N0} | {Differences.Count:N0} |";

    /// <summary>A count that has a bound.</summary>
    public static Check AtMost(string what, long bound, long found) =>
        found <= bound ? new($"{what}: {found:N0}", bound, bound, []) : new(what, bound, found, [$"{found:N0} where at most {bound:N0} are needed"]);

    /// <summary>Two sets of texts.</summary>
    public static Check Of(string what, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (wanted, had) = (expected.Order(StringComparer.Ordinal).ToList(), found.Order(StringComparer.Ordinal).ToList());
        var differences = new List<string>();
        var (i, j) = (0, 0);
        while (i < wanted.Count || j < had.Count)
        {
            var order = i == wanted.Count ? 1 : j == had.Count ? -1 : string.CompareOrdinal(wanted[i], had[j]);
            if (order < 0)
            {
                differences.Add($"missing: {wanted[i]}");
            }
            else if (order > 0)
            {
                differences.Add($"too many: {had[j]}");
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return new(what, wanted.Count, had.Count, differences);
    }
}
