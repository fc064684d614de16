using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tracking.State;

/// <content>
/// The passing of time. A report shows that time has passed up to it; the owner of the state may know that it has passed further. Deadlines are passed
/// one by one, each as if it were evaluated just then, so that the number of steps in which time passes makes no difference.
/// </content>
internal sealed partial class TrackState
{
    /// <summary>The earliest instant at which a rule can return a finding because no report comes; null for never.</summary>
    public Instant? Deadline
    {
        get
        {
            if (_running.OfTime.IsEmpty)
            {
                return null;
            }

            Instant? earliest = null;
            foreach (var rule in _running.OfTime)
            {
                if (IsAsked(rule))
                {
                    Earliest(rule, Episodes, ref earliest);
                    Earliest(rule, Main.Episodes, ref earliest);
                    Earliest(rule, Second?.Episodes, ref earliest);
                }
            }

            return earliest;
        }
    }

    /// <summary>Lets time pass up to an instant, included; the findings of deadlines on the way are added to <paramref name="findings"/>.</summary>
    public void Pass(Instant until, FindingSet findings)
    {
        foreach (var rule in _running.OfTime)
        {
            Pass(rule, Episodes, until, null, findings);
            Pass(rule, Main.Episodes, until, Main, findings);
            if (Second is { } second)
            {
                Pass(rule, second.Episodes, until, second, findings);
            }
        }
    }

    /// <summary>Whether it is a finding of a rule that evaluates the passing of time.</summary>
    public bool IsOfTime(Finding finding) => _running.Find(finding.Rule) is { } rule && rule.Inputs.HasFlag(RuleInputs.Time);

    private static Episode? Earliest(IRule rule, EpisodeStore? episodes, ref Instant? earliest)
    {
        Episode? due = null;
        if (episodes is { IsEmpty: false })
        {
            foreach (ref readonly var item in episodes.Items)
            {
                if (item.Rule == rule.Id && rule.DeadlineOf(item.Episode) is { } deadline && (earliest is not { } known || deadline < known))
                {
                    (due, earliest) = (item.Episode, deadline);
                }
            }
        }

        return due;
    }

    private void Pass(IRule rule, EpisodeStore episodes, Instant until, Track? track, FindingSet findings)
    {
        if (episodes.IsEmpty)
        {
            return;
        }

        var found = track is null || track.Label == Track.FirstLabel ? findings : s_marked ??= new();
        if (!ReferenceEquals(found, findings))
        {
            found.Clear();
        }

        var known = found.Findings.Count;
        try
        {
            while (IsAsked(rule))
            {
                Instant? deadline = null;
                if (Earliest(rule, episodes, ref deadline) is not { } due || deadline > until)
                {
                    break;
                }

                rule.Tick(new(episodes, rule.Id), due, deadline!.Value, found);
                if (episodes.Find(rule.Id, due.Key) is { } left && rule.DeadlineOf(left) <= deadline)
                {
                    throw new InvalidOperationException($"The deadline {deadline} of the episode {due.Key} has passed and the rule leaves it where it was.");
                }
            }
        }
        catch (Exception e)
        {
            found.BackTo(known);
            Fail(rule, e);
        }

        if (!ReferenceEquals(found, findings))
        {
            foreach (var finding in found.Findings)
            {
                findings.Put(Track.Mark(finding));
            }
        }
    }
}
