using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tracking;

/// <content>
/// The passing of time after the newest report. The active findings are the fold over the set of reports and, on a copy of the resulting state, the
/// deadlines up to where time is known to have passed. The state itself waits for the next report: a report from before a deadline shows that the deadline
/// had not passed silently.
/// <code>
///   reports   ●──●──● newest                      _current: the fold ends here and waits
///                     ╲
///   a copy             ╲─ ─ deadline 1 ─ ─ deadline 2 ─ ─│ _passed      what the copy finds is emitted with cause Time
///   late report               ● before deadline 1: the copy is made again, and its findings are amended or retracted
/// </code>
/// </content>
public sealed partial class VehicleTracker
{
    /// <summary>Deadlines that are followed to find how far time had passed for the active findings: more than any rule has in a row.</summary>
    private const int MostDeadlines = 64;

    // How far time is known to have passed, in the vehicle's event time, where that is beyond the newest report; null where no deadline was evaluated.
    private Instant? _passed;

    /// <summary>Lets time pass: evaluates the deadlines up to an instant. The changes are added to <paramref name="changes"/>.</summary>
    /// <param name="now">
    /// The instant, in the vehicle's event time, up to which only the reports applied before have come. An instant earlier than a previous one counts as the
    /// previous one.
    /// </param>
    /// <param name="newest">Offset of the newest report applied before; -1 where unknown.</param>
    /// <param name="context">The rules, documents and map.</param>
    /// <param name="changes">Takes the changes, with the cause <see cref="ChangeCause.Time"/>.</param>
    /// <returns>Whether a deadline has passed that was not evaluated before.</returns>
    public bool Tick(Instant now, long newest, RuleContext context, List<FindingChange> changes)
    {
        Meet(newest, context, changes);
        JudgeInserted(context, changes);
        if (_current.Deadline is not { } deadline || deadline > now || now <= _passed)
        {
            return false;
        }

        _passed = now;
        var evaluated = ClearedEvaluated();
        PassTime(evaluated);
        foreach (var item in evaluated.Items)
        {
            _active.Update(item, newest, changes);
        }

        return true;
    }

    /// <summary>The next instant, in the vehicle's event time, at which a rule can return a finding though no report comes; null for never.</summary>
    public Instant? NextDeadline(RuleContext context)
    {
        if (context.Rules.OfTime.IsEmpty)
        {
            return null;
        }

        if (!ReferenceEquals(_boundTo, context.Rules))
        {
            Bind(context);
        }

        return PassTime(ClearedEvaluated()).Deadline;
    }

    /// <summary>
    /// The instant from which on active findings must be known to decide whether time has produced one that this state does not know.
    /// </summary>
    public Instant OpenSince => _current.OpenSince(Newest?.Time ?? default);

    /// <summary>Lets time pass, on a copy of the state after the newest report, up to where it is known to have passed; returns that copy.</summary>
    private TrackState PassTime(EvaluatedFindings evaluated)
    {
        if (_passed is not { } passed || _current.Deadline is not { } deadline || deadline > passed)
        {
            return _current;
        }

        var copy = s_spare ??= new();
        copy.CopyFrom(_current);
        evaluated.Pass(copy, passed);
        _current.TakeFaults(copy);
        return copy;
    }

    /// <summary>
    /// How far time had passed for the active findings, where this state has not evaluated it: after a crash, or in a state that is built from history.
    /// Findings that time has produced are not retracted for lack of a clock.
    /// </summary>
    /// <param name="core">The state after the newest report.</param>
    /// <param name="active">The active findings.</param>
    private Instant? TimePassed(TrackState core, List<TrackedFinding> active)
    {
        var passed = _passed;
        if (core.Deadline is not null && active.Exists(f => core.IsOfTime(f.LastEvaluated)))
        {
            var copy = s_spare ??= new();
            copy.CopyFrom(core);
            var evaluated = new EvaluatedFindings();
            Instant? known = null;
            for (var i = 0; i < MostDeadlines && copy.Deadline is { } deadline; i++)
            {
                evaluated.Clear();
                evaluated.Pass(copy, deadline);
                foreach (var item in evaluated.Items)
                {
                    var same = active.Find(f => IsSame(f.LastEvaluated, item.Finding));
                    known = same is not null && (known is null || FindingContent.Same(same.LastEvaluated, item.Finding)) ? deadline : known;
                }
            }

            passed = known is { } until ? Instant.Later(until, passed ?? until) : passed;
        }

        return passed > core.Reached ? passed : null;
    }
}
