using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>A rule with a defect: it throws where the test says so, and says nothing otherwise.</summary>
internal sealed class ThrowingRule(Func<RuleStep, bool> throwsAt, int version = 1, string id = "throws") : IRule
{
    public delegate bool Func<T>(T step)
        where T : allows ref struct;

    public string Id => id;

    public int Version => version;

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        if (throwsAt(step))
        {
            throw new InvalidOperationException("a rule's defect");
        }
    }
}
