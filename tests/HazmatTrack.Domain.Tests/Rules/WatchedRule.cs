using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tests.Rules;

/// <summary>A rule whose every call is held against the contract of <see cref="IRule"/>.</summary>
internal sealed class WatchedRule(IRule rule) : IRule
{
    private int _known;

    public string Id => rule.Id;

    public int Version => rule.Version;

    public RuleInputs Inputs => rule.Inputs;

    public Instant? EffectiveFrom => rule.EffectiveFrom;

    public byte StateVersion => rule.StateVersion;

    /// <summary>Whether calls that find nothing are held to allocate nothing: only once all has been called before.</summary>
    public bool CountsAllocations { get; set; }

    /// <summary>Bytes that calls which found nothing, and opened and closed nothing, have allocated.</summary>
    public long Allocated { get; private set; }

    public Episode Read(in Episode written) => rule.Read(written);

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        var (open, before) = (Begin(episodes, findings), GC.GetAllocatedBytesForCurrentThread());
        rule.Judge(episodes, step, findings);
        if (step.Crossings.Length == 0)
        {
            Count(before, open.Length, episodes, findings);
        }

        var since = step.Previous?.Time ?? step.Current.Time;
        foreach (var finding in findings.Findings.Skip(_known))
        {
            AssertOnset(finding, open, episodes, finding.Crossing is null ? since : finding.Onset);
        }
    }

    public void Observe(in RuleEpisodes episodes, in Observation report, FindingSet findings)
    {
        var (open, before) = (Begin(episodes, findings), GC.GetAllocatedBytesForCurrentThread());
        rule.Observe(episodes, report, findings);
        Count(before, open.Length, episodes, findings);
        foreach (var finding in findings.Findings.Skip(_known))
        {
            AssertOnset(finding, open, episodes, report.Report.Time);
        }
    }

    public Instant? DeadlineOf(in Episode episode)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var deadline = rule.DeadlineOf(episode);
        Allocated += CountsAllocations ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        Assert.True(deadline is not { } d || d > episode.Since, "A deadline is not after the beginning of its episode.");
        return deadline;
    }

    public void Tick(in RuleEpisodes episodes, in Episode due, Instant deadline, FindingSet findings)
    {
        var open = Begin(episodes, findings);
        Assert.Equal(deadline, rule.DeadlineOf(due));
        Assert.Equal(due, episodes.Find(due.Key));
        rule.Tick(episodes, due, deadline, findings);
        foreach (var finding in findings.Findings.Skip(_known))
        {
            Assert.Equal(due.Key, finding.Key);
            Assert.True(finding.Onset >= due.Since && finding.Onset <= deadline, $"{finding.Rule} {finding.Key} begins at {finding.Onset}.");
        }

        Assert.True(episodes.Find(due.Key) is not { } left || !(rule.DeadlineOf(left) <= deadline), "A deadline that has passed is left where it was.");
        Assert.DoesNotContain(open, e => rule.DeadlineOf(e) < deadline);
    }

    /// <summary>About an open episode it begins no earlier than that; else no earlier than the fix or the report before.</summary>
    private static void AssertOnset(Finding finding, Episode[] open, in RuleEpisodes episodes, Instant otherwise)
    {
        var since = open.Where(e => e.Key == finding.Key).Select(e => (Instant?)e.Since).FirstOrDefault() ?? episodes.Find(finding.Key)?.Since ?? otherwise;
        Assert.True(finding.Onset >= since, $"{finding.Rule} {finding.Key} begins at {finding.Onset}, before {since}.");
    }

    private Episode[] Begin(in RuleEpisodes episodes, FindingSet findings)
    {
        _known = findings.Findings.Count;
        return [.. episodes.All()];
    }

    private void Count(long before, int open, in RuleEpisodes episodes, FindingSet findings)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (CountsAllocations && findings.Findings.Count == _known && episodes.Count == open)
        {
            Allocated += allocated;
        }
    }
}
