using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tracking;

/// <content>
/// The passing of time after the newest report. What is active is the fold over the set of reports and, on a copy of the state that it ends in, the
/// deadlines up to where time is known to have passed. The state itself waits for the next report: one of before a deadline shows that nothing had happened.
/// </content>
public sealed partial class VehicleTracker
{
    /// <summary>Deadlines that are followed to find how far time had passed for what is active: more than any rule has in a row.</summary>
    private const int MostDeadlines = 64;

    // How far time is known to have passed, in the vehicle's event time, where that is beyond the newest report; null where nothing was looked at.
    private Instant? _passed;

    /// <summary>Lets time pass: judges the deadlines up to an instant. What it changes is added to <paramref name="changes"/>.</summary>
    /// <param name="now">
    /// Up to when nothing but the reports applied before has come, in the vehicle's event time. Earlier than before is taken for as late as before.
    /// </param>
    /// <param name="newest">Offset of the newest report applied before; -1 where unknown.</param>
    /// <param name="context">What is judged with.</param>
    /// <param name="changes">What changes is added here, with the cause <see cref="ChangeCause.Time"/>.</param>
    /// <returns>Whether a deadline had passed that was not looked at before.</returns>
    public bool Tick(Instant now, long newest, RuleContext context, List<FindingChange> changes)
    {
        Meet(newest, context, changes);
        JudgeInserted(context, changes);
        if (_current.Deadline is not { } deadline || deadline > now || now <= _passed)
        {
            return false;
        }

        _passed = now;
        var said = FreshSaid();
        PassTime(said);
        foreach (var item in said.Items)
        {
            _standing.Say(item, newest, changes);
        }

        return true;
    }

    /// <summary>The next instant, in the vehicle's event time, at which a rule has something to say though no report comes; null for never.</summary>
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

        return PassTime(FreshSaid()).Deadline;
    }

    /// <summary>From when on what is active must be known to tell whether time has told of something that this state does not know.</summary>
    public Instant OpenSince => _current.OpenSince(Newest?.Time ?? default);

    /// <summary>Lets time pass, on a copy of the state that the reports give, up to where it is known to have passed; answers the state then.</summary>
    private TrackState PassTime(EvaluatedFindings said)
    {
        if (_passed is not { } passed || _current.Deadline is not { } deadline || deadline > passed)
        {
            return _current;
        }

        var copy = t_spare ??= new();
        copy.CopyFrom(_current);
        said.Pass(copy, passed);
        _current.TakeFaults(copy);
        return copy;
    }

    /// <summary>
    /// How far time had passed for what is active, where that was not looked at in this state: after a crash, or in a state that is built from history. What
    /// time has told is not taken back for want of a clock.
    /// </summary>
    /// <param name="core">The state after the newest report.</param>
    /// <param name="active">What is active.</param>
    private Instant? TimePassed(TrackState core, List<TrackedFinding> active)
    {
        var passed = _passed;
        if (core.Deadline is not null && active.Exists(f => core.IsOfTime(f.Said)))
        {
            var copy = t_spare ??= new();
            copy.CopyFrom(core);
            var said = new EvaluatedFindings();
            Instant? known = null;
            for (var i = 0; i < MostDeadlines && copy.Deadline is { } deadline; i++)
            {
                said.Clear();
                said.Pass(copy, deadline);
                foreach (var item in said.Items)
                {
                    var same = active.Find(f => IsSame(f.Said, item.Finding));
                    known = same is not null && (known is null || FindingContent.Same(same.Said, item.Finding)) ? deadline : known;
                }
            }

            passed = known is { } until ? Instant.Later(until, passed ?? until) : passed;
        }

        return passed > core.Reached ? passed : null;
    }
}
