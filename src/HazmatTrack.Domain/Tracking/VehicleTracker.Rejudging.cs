using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tracking;

public sealed partial class VehicleTracker
{
    /// <summary>Reports between the checkpoints that judging again leaves behind: one chunk of history.</summary>
    private const int CheckpointEvery = 240;

    /// <summary>
    /// From when on the standing findings must be known to judge again from a checkpoint: an open crossing or episode may have
    /// begun before it.
    /// </summary>
    /// <param name="checkpoint">Where judging begins.</param>
    /// <param name="rules">The rules it is judged by.</param>
    /// <exception cref="TrackerBlobException">The checkpoint is damaged or of another version: take an older one, or none.</exception>
    public static Instant StandingSince(TrackCheckpoint checkpoint, RuleSet rules) => StandingSince(checkpoint, rules, out _);

    /// <param name="lacksRules">Whether it lacks what some of the rules have to know: judged from an older one, or from none, the vehicle is behind with none.</param>
    /// <inheritdoc cref="StandingSince(TrackCheckpoint, RuleSet)"/>
    public static Instant StandingSince(TrackCheckpoint checkpoint, RuleSet rules, out bool lacksRules)
    {
        var (time, core, open) = DecodeCheckpoint(checkpoint.State.Span, default);
        core.Bind(rules);
        lacksRules = core.BehindSince() is not null;
        return open.Aggregate(core.OpenSince(time), (since, f) => Instant.Earlier(since, f.Onset));
    }

    /// <summary>
    /// From when on documents must be known to judge what comes, or to judge the tail again: since the base, or since something began that is still open
    /// there.
    /// </summary>
    public Instant DocumentsSince(RuleSet rules)
    {
        _base.Bind(rules);
        return _base.OpenSince(BaseTime ?? (_tail.Count > 0 ? _tail[0].Time : Instant.From(DateTimeOffset.MaxValue)));
    }

    /// <summary>
    /// The stores hold everything up to this offset, whatever became of it there: what they had from a later report already, of before a crash, is not
    /// undone by an earlier one that is read again.
    /// </summary>
    public void Stored(long flushedOffset) => _standing.Stored(flushedOffset);

    /// <summary>
    /// Judges the track again after deep-late reports went into history, or documents of its past were filed, and tells what that changes.
    /// </summary>
    /// <param name="checkpoint">
    /// A checkpoint from before the earliest change. Where it is later than the base, all that changes is in the tail. Null judges from the first report that
    /// is stored. What began before that stays as it is: history may have held more once.
    /// </param>
    /// <param name="stored">All reports that history has after the checkpoint, in order of time; they may overlap the tail.</param>
    /// <param name="standing">
    /// The findings that stand in the store, with onset, or first onset, from <see cref="StandingSince(TrackCheckpoint, RuleSet)"/> on (all, without a checkpoint). The store may be behind by
    /// what <see cref="Apply"/> changed since the last offset told to <see cref="Settle"/> or <see cref="Stored"/>, but not by what judging again changed before.
    /// </param>
    /// <param name="context">What is judged with. What was said by a rule that is not among its rules, or not in the checkpoint, stays as it is.</param>
    /// <param name="why">Why it is judged again.</param>
    /// <param name="changes">What changes is added here, without a place in the log.</param>
    /// <returns>Checkpoints in place of those that history holds after the one started from.</returns>
    /// <exception cref="TrackerBlobException">The checkpoint is damaged or of another version: take an older one, or none.</exception>
    public IReadOnlyList<TrackCheckpoint> Rejudge(
        TrackCheckpoint? checkpoint, IReadOnlyList<PositionReport> stored, IReadOnlyList<ActiveFinding> standing, RuleContext context,
        ChangeCause why, List<FindingChange> changes)
    {
        if (checkpoint is not null && (BaseTime is not { } judged || checkpoint.At > judged))
        {
            FoldTail(context, why, TrackPoint.UnknownOffset, changes);
            return [];
        }

        return JudgeFrom(checkpoint, Merge(checkpoint?.At, stored, _tail), BaseTime, standing, context, why, changes);
    }

    /// <summary>
    /// Builds the state of a vehicle from history, and tells where that says otherwise than what stands: a document, a rule or the program may have
    /// changed since. Nothing that stands in a state is unknown to those who were told what stands.
    /// </summary>
    /// <inheritdoc cref="Rejudge" path="/param"/>
    /// <param name="vehicle">Which one.</param>
    /// <param name="log">The log that its reports come from now.</param>
    /// <param name="why">Why it may say otherwise.</param>
    /// <exception cref="TrackerBlobException">The checkpoint is damaged or of another version: take an older one, or none.</exception>
    public static VehicleTracker Rebuild(
        VehicleId vehicle, TrackCheckpoint? checkpoint, IReadOnlyList<PositionReport> stored, IReadOnlyList<ActiveFinding> standing,
        RuleContext context, List<FindingChange> changes, LogId log = default, ChangeCause why = ChangeCause.Correction)
    {
        var tracker = new VehicleTracker(vehicle, log);
        var points = Merge(checkpoint?.At, stored, []);
        var boundary = points.Count > TailLength ? points[points.Count - TailLength - 1].Time : checkpoint?.At;
        tracker.JudgeFrom(checkpoint, points, boundary, standing, context, why, changes);
        return tracker;
    }

    /// <summary>
    /// Brings a state as it was stored up to what history holds by now, silently. False where the reports in between say something that the
    /// stored state does not know: the state is then of no use, and must be built from history and the standing alerts.
    /// </summary>
    /// <param name="stored">All reports that history has after <see cref="BaseTime"/>, in order of time.</param>
    /// <param name="context">What they are judged with.</param>
    public bool TryCatchUp(IReadOnlyList<PositionReport> stored, RuleContext context)
    {
        var points = Merge(BaseTime, stored, _tail);
        if (points.Count == _tail.Count && points.TrueForAll(p => _tail[_tail.FirstFrom(p.Time)].Report == p.Report))
        {
            return true;
        }

        _tail.Clear();
        _tail.AddRange(points);
        _mayDoubt = true;
        var changes = new List<FindingChange>();
        Bind(context);
        FoldTail(context, ChangeCause.Correction, TrackPoint.UnknownOffset, changes);
        return changes.Count == 0;
    }

    private List<TrackCheckpoint> JudgeFrom(
        TrackCheckpoint? checkpoint, List<TrackPoint> points, Instant? boundary, IReadOnlyList<ActiveFinding> standing, RuleContext context,
        ChangeCause why, List<FindingChange> changes)
    {
        var core = new TrackState();
        Finding[] open = [];
        if (checkpoint is not null)
        {
            (_, core, open) = DecodeCheckpoint(checkpoint.State.Span, Log);
        }

        core.Bind(context.Rules);
        open = Array.FindAll(open, f => core.AnswersFor(f.Rule));
        Instant? horizon = checkpoint is not null ? null : points.Count > 0 ? points[0].Time : Instant.From(DateTimeOffset.MaxValue);

        // What stands and would now be said; what was said before the checkpoint or by other rules, and what rests on points no longer stored, stays as it is.
        var before = _standing.Over(standing)
            .Where(f => core.AnswersFor(f.Finding.Rule) && !(f.Finding.Onset < horizon))
            .Where(f => core.StillToBeSaid(f.Finding) || Array.Exists(open, o => IsSame(o, f.Finding)))
            .Select(f => new TrackedFinding(f.Identity, f.Finding, f.Finding.Onset))
            .ToList();

        var said = new EvaluatedFindings();
        foreach (var finding in open)
        {
            said.Put(new(finding, checkpoint!.At, finding));
        }

        var checkpoints = new List<TrackCheckpoint>();
        var folded = 0;
        while (folded < points.Count && boundary is { } last && points[folded].Time <= last)
        {
            said.Fold(core, points, folded, context);
            folded++;
            if (folded % CheckpointEvery == 0 && points[folded - 1].Time < last)
            {
                checkpoints.Add(CheckpointAt(points[folded - 1].Time, core, said));
            }
        }

        if (boundary is { } end)
        {
            checkpoints.Add(CheckpointAt(end, core, said));
        }

        said.MarkBase();
        _base.CopyFrom(core);
        for (var i = folded; i < points.Count; i++)
        {
            said.Fold(core, points, i, context);
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
        _tail.Clear();
        _tail.AddRange(points.Skip(folded));
        _passed = TimePassed(core, before);
        PassTime(said);
        _standing.Restore(before);
        foreach (var other in standing.Where(
            s => s.Identity.FirstOnset > (checkpoint?.At ?? default) && s.Identity.FirstOnset != s.Finding.Onset && !before.Exists(b => b.Identity == s.Identity)))
        {
            // Late reports moved it to before where this begins: its identity stays its own. What is where it first was is found again under its own.
            _standing.Take(other.Identity);
        }

        _standing.Reconcile(said.Items, core, why, TrackPoint.UnknownOffset, changes);
        if (boundary is { } time)
        {
            _standing.LetGo(_base, time);
        }

        JudgeForRulesBehind();
        return checkpoints;
    }

    private TrackCheckpoint CheckpointAt(Instant time, TrackState core, EvaluatedFindings said)
    {
        var open = said.Items.Where(s => core.StillToBeSaid(s.Finding));
        return new(time, EncodeCheckpoint(time, core, [.. open.Select(s => s.Finding)], Log));
    }

    private static bool IsSame(Finding a, Finding b) => a.Rule == b.Rule && a.Key == b.Key && a.Onset == b.Onset;

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
                var merged = PositionReport.Merge(stored[i++], held[j].Report);
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
