using HazmatTrack.FaultDrill.Faults;

namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>What came of a drill.</summary>
/// <param name="Conditions">Under what conditions, line by line.</param>
/// <param name="Faults">What struck.</param>
/// <param name="Checks">What was compared in the end.</param>
/// <param name="Notes">What else was seen.</param>
internal sealed record Verdict(IReadOnlyList<string> Conditions, IReadOnlyList<FaultLine> Faults, IReadOnlyList<Check> Checks, IReadOnlyList<string> Notes)
{
    private const int MostShown = 20;

    public bool IsGood => Faults.All(f => f.IsGood) && Checks.All(c => c.IsGood);

    public void Print(TextWriter to)
    {
        to.WriteLine();
        Print(to, Conditions);
        if (Faults.Count > 0)
        {
            to.WriteLine(FaultLine.Head);
            Print(to, Faults);
            to.WriteLine();
        }

        to.WriteLine(Check.Head);
        Print(to, Checks);
        to.WriteLine();
        Print(to, Notes);
        foreach (var check in Checks.Where(c => !c.IsGood))
        {
            to.WriteLine($"{check.What}:");
            Print(to, check.Differences.Take(MostShown).Select(d => $"  {d}"));
        }

        to.WriteLine(IsGood ? "No difference: everything is as without faults." : "DIFFERENT from what it is without faults.");
    }

    private static void Print(TextWriter to, IEnumerable<object> lines)
    {
        foreach (var line in lines)
        {
            to.WriteLine(line);
        }
    }
}
