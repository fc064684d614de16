using HazmatTrack.FaultDrill.Silos;

namespace HazmatTrack.FaultDrill.Faults;

/// <summary>
/// A rolling upgrade, the way back, and the upgrade again: one silo at a time, asked to end and killed by turns. What else strikes, strikes while only this
/// build runs, only the next, both, and again.
/// </summary>
/// <param name="plan">How many faults in all.</param>
/// <param name="silos">The silos.</param>
/// <param name="next">The other build.</param>
/// <param name="exempt">Files what only the next build knows: true while both builds run, false while only the next does.</param>
/// <param name="look">Notes the alerts of the rule that only the next build has.</param>
internal sealed class RollingUpgrade(DrillPlan plan, SiloCluster silos, ProgramBuild next, Func<bool, Task> exempt, Func<Task> look)
{
    private const string Target = "rolling upgrade";

    private int _replaced;

    /// <summary>The faults in order; null is one that the deck draws.</summary>
    public IReadOnlyList<Fault?> Faults()
    {
        List<Fault?> fixedOnes =
        [
            .. RollTo(next),
            new(Target, "exemptions filed that only the next build knows", TimeSpan.Zero, () => exempt(false)),
            .. RollTo(plan.Build),
            new(Target, "alerts of the next build noted", TimeSpan.Zero, look),
            new(Target, "alerts of the next build noted", TimeSpan.Zero, look),
            .. RollTo(next),
        ];
        fixedOnes.Insert(plan.Roles.Count + 2, new(Target, "exemptions filed while both builds run", TimeSpan.Zero, () => exempt(true)));

        // Before the upgrade, after it, after the way back and in the end.
        int[] before = [fixedOnes.Count, (2 * plan.Roles.Count) + 3, plan.Roles.Count + 1, 0];
        var others = Math.Max(0, plan.Faults - fixedOnes.Count);
        for (var i = 0; i < before.Length; i++)
        {
            fixedOnes.InsertRange(before[i], Enumerable.Repeat<Fault?>(null, (others + i) / before.Length));
        }

        return fixedOnes;
    }

    private IEnumerable<Fault> RollTo(ProgramBuild build) => Enumerable.Range(0, plan.Roles.Count).Select(place =>
    {
        var inOrder = _replaced++ % 2 == 0;
        return new Fault(
            Target,
            $"{(plan.Webs == 0 ? "silo" : plan.Roles[place])} {place + 1} {(inOrder ? "stopped" : "killed")}, replaced by {build.Name}",
            TimeSpan.Zero,
            () => silos.ReplaceOneAsync(place, build, inOrder));
    });
}
