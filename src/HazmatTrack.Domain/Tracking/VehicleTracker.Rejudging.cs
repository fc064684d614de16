using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tracking;

public sealed partial class VehicleTracker
{
    /// <summary>The number of reports between the checkpoints that evaluating again leaves: one chunk of history.</summary>
    private const int CheckpointEvery = 240;

    /// <summary>
    /// The instant from which on active findings must be known to evaluate again from a checkpoint: an open crossing or episode may have
    /// begun before it.
    /// </summary>
    /// <param name="checkpoint">Where evaluation begins.</param>
    /// <param name="rules">The rules to evaluate by.</param>
    /// <exception cref="TrackerBlobException">The checkpoint is damaged or of another version: take an older one, or none.</exception>
    public static Instant ActiveSince(TrackCheckpoint checkpoint, RuleSet rules) => ActiveSince(checkpoint, rules, out _);

    /// <param name="lacksRules">
    /// Whether it lacks what some of the rules have to know: evaluated from an older checkpoint, or from none, the vehicle is behind with no rule.
    /// </param>
    /// <inheritdoc cref="ActiveSince(TrackCheckpoint, RuleSet)"/>
    public static Instant ActiveSince(TrackCheckpoint checkpoint, RuleSet rules, out bool lacksRules)
    {
        var (time, core, open) = DecodeCheckpoint(checkpoint.State.Span, default);
        core.Bind(rules);
        lacksRules = core.BehindSince() is not null;
        return open.Aggregate(core.OpenSince(time), (since, f) => Instant.Earlier(since, f.Onset));
    }

    /// <summary>
    /// The instant from which on documents must be known to evaluate the next reports, or the tail again: the base, or the beginning of what is still open
    /// there.
    /// </summary>
    public Instant DocumentsSince(RuleSet rules)
    {
        var start = _base.Unfold();
        start.Bind(rules);
        _base.Keep(start);
        return start.OpenSince(BaseTime ?? (_tail.Count > 0 ? _tail.First.Time : Instant.From(DateTimeOffset.MaxValue)));
    }

    /// <summary>
    /// Takes note that the stores hold everything up to this offset. Changes that they already had from a later report, from before a crash, are not
    /// undone by an earlier report that is read again.
    /// </summary>
    public void Stored(long flushedOffset) => _active.Stored(flushedOffset);

    /// <summary>
    /// Evaluates the track again after very late reports went into history, or documents of its past were filed, and emits the changes.
    /// <code>
    ///             checkpoint      earliest change                base        newest
    ///   history ──────┼──────────────────●────────────────────────┼────────────┤
    ///   stored        └── reports after the checkpoint ───────────┼───┤        │
    ///   tail                                                      └────────────┤   merged, each time once, and evaluated in order
    ///   active findings        from ActiveSince on: compared with the new ones, and the differences emitted
    /// </code>
    /// </summary>
    /// <param name="checkpoint">
    /// A checkpoint from before the earliest change. Where it is later than the base, all that changes is in the tail. Null begins at the first stored
    /// report. Findings that began before that stay as they are: history may have held more once.
    /// </param>
    /// <param name="stored">All reports that history has after the checkpoint, in order of time; they may overlap the tail.</param>
    /// <param name="active">
    /// The stored active findings with onset, or first onset, from <see cref="ActiveSince(TrackCheckpoint, RuleSet)"/> on (all, without a
    /// checkpoint). The store may lack what <see cref="Apply"/> changed since the last offset given to <see cref="AdvanceBase"/> or
    /// <see cref="Stored"/>, but not what an earlier such evaluation changed.
    /// </param>
    /// <param name="context">
    /// The rules, documents and map. Findings of a rule that is not among its rules, or not in the checkpoint, stay as they are.
    /// </param>
    /// <param name="why">Why it is evaluated again.</param>
    /// <param name="changes">Takes the changes, without a place in the log.</param>
    /// <returns>Checkpoints that replace those that history holds after the one started from.</returns>
    /// <exception cref="TrackerBlobException">The checkpoint is damaged or of another version: take an older one, or none.</exception>
    public IReadOnlyList<TrackCheckpoint> Rejudge(
        TrackCheckpoint? checkpoint, IReadOnlyList<PositionReport> stored, IReadOnlyList<ActiveFinding> active, RuleContext context,
        ChangeCause why, List<FindingChange> changes)
    {
        if (checkpoint is not null && (BaseTime is not { } judged || checkpoint.At > judged))
        {
            FoldTail(context, why, TrackPoint.UnknownOffset, changes);
            _tail.Close();
            return [];
        }

        return JudgeFrom(checkpoint, Merge(checkpoint?.At, stored, _tail.Open()), BaseTime, active, context, why, changes);
    }

    /// <summary>
    /// Builds the state of a vehicle from history, and emits where the result differs from the active findings: a document, a rule or the program may have
    /// changed since. Every finding in a state is thereby known to the consumers of active findings.
    /// </summary>
    /// <inheritdoc cref="Rejudge" path="/param"/>
    /// <param name="vehicle">The vehicle to build.</param>
    /// <param name="log">The log that its reports come from now.</param>
    /// <param name="why">Why the result may differ.</param>
    /// <exception cref="TrackerBlobException">The checkpoint is damaged or of another version: take an older one, or none.</exception>
    public static VehicleTracker Rebuild(
        VehicleId vehicle, TrackCheckpoint? checkpoint, IReadOnlyList<PositionReport> stored, IReadOnlyList<ActiveFinding> active,
        RuleContext context, List<FindingChange> changes, LogId log = default, ChangeCause why = ChangeCause.Correction)
    {
        var tracker = new VehicleTracker(vehicle, log);
        var points = Merge(checkpoint?.At, stored, []);
        var boundary = points.Count > TailLength ? points[points.Count - TailLength - 1].Time : checkpoint?.At;
        tracker.JudgeFrom(checkpoint, points, boundary, active, context, why, changes);
        return tracker;
    }

    /// <summary>
    /// Brings a stored state up to what history holds by now, without emitting anything. False where the reports in between give a finding that the
    /// stored state does not know, and where the state holds reports that history lacks, as after a restore of its database, which are then read again and must
    /// not pass for known: the state is of no use in both cases, and must be built from history and the active alerts.
    /// </summary>
    /// <param name="stored">All reports that history has after <see cref="BaseTime"/>, in order of time.</param>
    /// <param name="wholeFrom">The time from which on they are all; null where they are not, since a stretch is damaged.</param>
    /// <param name="context">The rules, documents and map to evaluate them with.</param>
    public bool TryCatchUp(IReadOnlyList<PositionReport> stored, Instant? wholeFrom, RuleContext context)
    {
        var held = _tail.Open();
        if (wholeFrom is { } since && HoldsMore(held, stored, since))
        {
            _tail.Close();
            return false;
        }

        var points = Merge(BaseTime, stored, held);
        if (points.Count == held.Count && points.TrueForAll(p => held[held.FirstFrom(p.Time)].Report == p.Report))
        {
            _tail.Close();
            return true;
        }

        _tail.Replace(points);
        _mayDoubt = true;
        var changes = new List<FindingChange>();
        Bind(context);
        FoldTail(context, ChangeCause.Correction, TrackPoint.UnknownOffset, changes);
        _tail.Close();
        return changes.Count == 0;
    }

    private List<TrackCheckpoint> JudgeFrom(
        TrackCheckpoint? checkpoint, List<TrackPoint> points, Instant? boundary, IReadOnlyList<ActiveFinding> active, RuleContext context,
        ChangeCause why, List<FindingChange> changes)
    {
        var core = new TrackState();
        Finding[] open = [];
        if (checkpoint is not null)
        {
            (_, core, open) = DecodeCheckpoint(checkpoint.State.Span, Log);
        }

        core.Bind(context.Rules);
        var since = checkpoint is null ? default : core.OpenSince(checkpoint.At);
        open = Array.FindAll(open, f => core.AnswersFor(f.Rule));
        Instant? horizon = checkpoint is not null ? null : points.Count > 0 ? points[0].Time : Instant.From(DateTimeOffset.MaxValue);

        // The active findings that the evaluation could return now; those from before the checkpoint, of other rules, or based on points no longer
        // stored, stay as they are.
        var before = _active.Over(active)
            .Where(f => core.AnswersFor(f.Finding.Rule) && !(f.Finding.Onset < horizon))
            .Where(f => core.IsStillToBeEvaluated(f.Finding) || Array.Exists(open, o => IsSame(o, f.Finding)))
            .Select(f => new TrackedFinding(f.Identity, f.Finding, f.Finding.Onset))
            .ToList();

        var evaluated = new EvaluatedFindings();
        foreach (var finding in open)
        {
            evaluated.Put(new(finding, checkpoint!.At, finding));
        }

        var checkpoints = new List<TrackCheckpoint>();
        var folded = 0;
        while (folded < points.Count && boundary is { } last && points[folded].Time <= last)
        {
            evaluated.Fold(core, points, folded, context);
            folded++;
            if (folded % CheckpointEvery == 0 && points[folded - 1].Time < last)
            {
                checkpoints.Add(CheckpointAt(points[folded - 1].Time, core, evaluated));
            }
        }

        if (boundary is { } end)
        {
            checkpoints.Add(CheckpointAt(end, core, evaluated));
        }

        evaluated.MarkBase();
        _base.Keep(core);
        for (var i = folded; i < points.Count; i++)
        {
            evaluated.Fold(core, points, i, context);
        }

        foreach (var doubtful in points.Where(p => p.Report.HoursBehind > 0).TakeLast(MostUnshown))
        {
            Doubt(doubtful, points);
        }

        BaseTime = boundary;
        (_boundTo, _judgedBy) = (context.Rules, context.Documents);
        _inserted = null;
        _current = core;
        _middleCount = 0;
        _mayDoubt = true;
        _tail.Replace(points[folded..]);
        _tail.Close();
        _passed = TimePassed(core, before);
        PassTime(evaluated);
        _active.Restore(before);
        foreach (var other in active.Where(
            s => s.Identity.FirstOnset >= since && s.Identity.FirstOnset != s.Finding.Onset && !before.Exists(b => b.Identity == s.Identity)))
        {
            // Late reports moved it to before the beginning: its identity stays its own. A finding at its first onset is found again under its own identity.
            _active.Take(other.Identity);
        }

        _active.Reconcile(evaluated.Items, core, why, TrackPoint.UnknownOffset, changes);
        if (boundary is { } time)
        {
            _active.LetGo(_base.Unfold(), time);
        }

        JudgeForRulesBehind();
        return checkpoints;
    }

    private TrackCheckpoint CheckpointAt(Instant time, TrackState core, EvaluatedFindings evaluated)
    {
        var open = evaluated.Items.Where(s => core.IsStillToBeEvaluated(s.Finding));
        return new(time, EncodeCheckpoint(time, core, [.. open.Select(s => s.Finding)], Log));
    }

    private static bool IsSame(Finding a, Finding b) => a.Rule == b.Rule && a.Key == b.Key && a.Onset == b.Onset;

    /// <summary>Whether there is anything since an instant in points of a state that is not in the stored reports.</summary>
    private static bool HoldsMore(List<TrackPoint> held, IReadOnlyList<PositionReport> stored, Instant since)
    {
        var i = 0;
        foreach (var point in held.Where(p => p.Time >= since))
        {
            while (i < stored.Count && stored[i].Time < point.Time)
            {
                i++;
            }

            if (i == stored.Count || stored[i].Time > point.Time || SameSecond.Merge(stored[i], point.Report) != stored[i])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Stored and held reports after a time, each time once, in order.</summary>
    private static List<TrackPoint> Merge(Instant? after, IReadOnlyList<PositionReport> stored, List<TrackPoint> held)
    {
        var points = new List<TrackPoint>(stored.Count + held.Count);
        var (i, j) = (0, 0);
        while (i < stored.Count || j < held.Count)
        {
            TrackPoint point;
            if (j == held.Count || (i < stored.Count && stored[i].Time < held[j].Time))
            {
                point = new(stored[i++], TrackPoint.UnknownOffset);
            }
            else if (i == stored.Count || held[j].Time < stored[i].Time)
            {
                point = held[j++];
            }
            else
            {
                var merged = SameSecond.Merge(stored[i++], held[j].Report);
                point = merged == held[j].Report ? held[j] : new(merged, TrackPoint.UnknownOffset);
                j++;
            }

            if ((after is not { } start || point.Time > start) && (points.Count == 0 || points[^1].Time < point.Time))
            {
                points.Add(point);
            }
        }

        return points;
    }
}
