using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tracking;

/// <summary>
/// Follows one vehicle: takes its reports in any order and returns the findings, as a function of the set of reports. Holds a
/// base (the state up to some time), the tail of reports after it, the current state (base folded over the tail), and the
/// findings that reports in the tail can still change. Not thread-safe; no I/O, no clock.
/// <code>
///                      base               middle              current
///   event time ─────────┼──────────────────┼────────────────────┤ newest report
///                       └───── tail: mostly 16 to 32 reports ───┘
///   a report    at or before the base:    in the tail: inserted,     newer: folded
///   that is     history decides           the tail is folded again   into current
///
///   Once 16 reports follow middle, and those before it are safe in history, middle becomes the base: no report is evaluated twice while all come in order.
/// </code>
/// </summary>
public sealed partial class VehicleTracker
{
    /// <summary>How many of the newest reports stay in the tail, so that a late one is inserted without asking history.</summary>
    public const int TailLength = 16;

    /// <summary>The most reports of doubtful times that are remembered: those of a few minutes.</summary>
    private const int MostUnshown = 128;

    [ThreadStatic]
    private static EvaluatedFindings? s_evaluated;

    [ThreadStatic]
    private static TrackState? s_spare;

    private readonly Tail _tail = new();
    private readonly ActiveFindings _active = new();
    private KeptState _base = new();
    private TrackState _current = new();

    // The current state as it was after the first reports of the tail (how many: the number below), to become the base without evaluating them again.
    private KeptState? _middle;
    private int _middleCount;

    // Whether reports in the tail may have a time that a later one shows to be wrong. True where that was not checked.
    private bool _mayDoubt = true;

    // The greatest offset of the late reports in the tail that the current state does not include yet; null for none.
    private long? _inserted;

    // Reports of doubtful times that no fix contradicted when they came, though a later one may; null for most vehicles.
    private List<TrackPoint>? _unshown;
    private JudgeAgain? _judgeFrom;

    // The documents that the tail was last evaluated with; null where they are not known.
    private VehicleDocuments? _judgedBy;

    private int _apart;
    private RuleSet? _boundTo;

    private VehicleTracker(VehicleId vehicle, LogId log) => (Vehicle, Log) = (vehicle, log);

    public VehicleId Vehicle { get; }

    /// <summary>The log that its points, and every call, count their offsets in.</summary>
    public LogId Log { get; }

    /// <summary>The event time up to which the track is final; null while all reports are in the tail.</summary>
    public Instant? BaseTime { get; private set; }

    /// <summary>The newest report, whether or not it has a position; null before the first.</summary>
    public PositionReport? Newest => _tail.Count > 0 ? _tail.Last.Report : null;

    /// <summary>The last fix that is believed: drift and reports without a position are left out.</summary>
    public PositionReport? LastFix => _current.Shown.Drift.Last?.Report;

    /// <summary>The province the vehicle is in.</summary>
    public ProvinceCode Province => _current.Shown.Crossing.Province;

    /// <summary>Since when the vehicle is there; null in no province.</summary>
    public Instant? ProvinceSince => _current.Shown.Crossing.Province.IsKnown ? _current.Shown.Crossing.Since : null;

    /// <summary>How far the values that the terminal sends agree with each other, as of the newest report.</summary>
    public TrackQuality Quality => _current.Quality;

    /// <summary>The number of different reports evaluated.</summary>
    public long Reports => _current.Reports;

    /// <summary>The number of reports in the tail.</summary>
    public int TailCount => _tail.Count;

    /// <summary>
    /// The number of reports, since the last call, that another report of the same second contradicts: one truck cannot be at both places. One of the
    /// two is kept.
    /// </summary>
    public int TakeApart()
    {
        var apart = _apart;
        _apart = 0;
        return apart;
    }

    /// <summary>
    /// The time from which on the vehicle must be evaluated again: a report showed that the time of one before the base is wrong, or the program has a rule
    /// that the state is behind with. Null where neither has occurred since the last call.
    /// </summary>
    public JudgeAgain? TakeJudgeFrom()
    {
        var from = _judgeFrom;
        _judgeFrom = null;
        return from;
    }

    /// <summary>The findings that reports in the tail can still change, in order of onset.</summary>
    public IEnumerable<ActiveFinding> Findings => _active.Findings.Select(f => new ActiveFinding(f.Identity, f.LastEvaluated));

    /// <summary>Whether a rule threw for this vehicle.</summary>
    public bool HasFaults => _current.HasFaults;

    /// <summary>The rules that threw: they are no longer called for this vehicle, and their findings stay as they are.</summary>
    public IEnumerable<RuleFault> Faults => _current.Faults();

    /// <summary>The farthest link of <see cref="Warm"/>.</summary>
    public const int LastLink = 2;

    /// <param name="log">The log that its reports come from.</param>
    public static VehicleTracker New(VehicleId vehicle, LogId log = default) => new(vehicle, log);

    /// <summary>
    /// Reads from the objects the given number of links away that the next report needs, so that the processor has them in its cache then. The result means
    /// nothing. Safe while another thread applies reports.
    /// </summary>
    public long Warm(int link) => link switch
    {
        0 => _tail.Count + _current.Reports,
        1 => _tail.Warm() + _current.Main.Label,
        _ => _current.Main.Drift.Known + (_current.Main.Episodes.IsEmpty ? 0 : 1) + (_current.Main.Crossing.Settled ? 1 : 0),
    };

    /// <summary>Applies one report. The changes are added to <paramref name="changes"/>.</summary>
    public ApplyOutcome Apply(in TrackPoint point, RuleContext context, List<FindingChange> changes)
    {
        var fate = Take(point, context, changes);
        JudgeInserted(context, changes);
        return fate;
    }

    /// <summary>
    /// The same for one of several reports: late ones are evaluated together, before the next in order or by <see cref="JudgeInserted"/>, which must
    /// follow the last: a back-fill of an hour is evaluated once and not once for each of its reports.
    /// </summary>
    public ApplyOutcome Take(in TrackPoint point, RuleContext context, List<FindingChange> changes)
    {
        Meet(point.Offset, context, changes);
        if (point.Report.HoursBehind > 0)
        {
            Doubt(point, _tail.Open());
        }
        else if (_unshown is not null)
        {
            ShowDoubtful(point);
        }

        if (_tail.Count > 0 ? point.Time > _tail.Last.Time : BaseTime is not { } start || point.Time > start)
        {
            if (point.Time <= _passed)
            {
                // It fills a silence that already produced a finding by time, or part of it.
                return Insert(point);
            }

            FoldInserted(context, changes);
            _passed = null;
            _tail.Add(point);
            _mayDoubt |= point.Report.HoursBehind > 0;
            var evaluated = ClearedEvaluated();
            evaluated.Fold(_current, point, context);
            foreach (var item in evaluated.Items)
            {
                _active.Update(item.Finding, point, changes);
            }

            if (_mayDoubt)
            {
                JudgeDoubtful(point, context, changes);
            }

            return ApplyOutcome.Applied;
        }

        return BaseTime is { } judged && point.Time <= judged ? ApplyOutcome.BeyondTail : Insert(point);
    }

    /// <summary>Evaluates the late reports that were taken since the last call.</summary>
    public void JudgeInserted(RuleContext context, List<FindingChange> changes)
    {
        FoldInserted(context, changes);
        _tail.Close();
    }

    /// <summary>
    /// Moves the base forward from time to time, over reports that are beyond the newest <see cref="TailLength"/> and safe in history: to a state kept from
    /// when they were evaluated, so that none is evaluated twice, as long as they come in order. The tail has up to twice its length in between.
    /// </summary>
    /// <inheritdoc cref="Trim" path="/param"/>
    public void AdvanceBase(long flushedOffset, RuleContext context)
    {
        if (!ReferenceEquals(_boundTo, context.Rules))
        {
            // The reports that the base moves over are evaluated by the rules that have evaluated the tail, and by no other.
            Bind(context);
        }

        _active.Stored(flushedOffset);
        if (_middleCount > 0 && _tail.Count - _middleCount >= TailLength && _tail.IsFrontStored(flushedOffset))
        {
            (_base, _middle) = (_middle!, _base);
            BaseTime = _tail.RemoveFront();
            _middleCount = 0;
            _active.MoveBaseToMiddle(_base, BaseTime.Value);
        }

        // Also where so much came at once that the tail is long behind the middle; but not with documents that the tail was not evaluated with yet: a finding
        // that these do not give would be released as over, and then raised a second time.
        if (_tail.Count > TailLength * 5 / 2 && !MeetsOtherDocuments(context))
        {
            Trim(flushedOffset, context);
        }

        if (_middleCount == 0 && _tail.Count >= TailLength && _passed is null)
        {
            (_middle ??= new()).Keep(_current);
            _middleCount = _tail.Count;
            _tail.Divide();
            _active.MarkMiddle();
        }
    }

    /// <summary>
    /// Moves the base forward over all reports that are beyond the newest <see cref="TailLength"/> and safe in history.
    /// </summary>
    /// <param name="flushedOffset">The stores hold everything up to this offset of the vehicle's partition.</param>
    /// <param name="context">The rules, documents and map that the reports were evaluated with.</param>
    public void Trim(long flushedOffset, RuleContext context)
    {
        _active.Stored(flushedOffset);
        if (_tail.Count <= TailLength || _tail.First.Offset > flushedOffset)
        {
            return;
        }

        var points = _tail.Open();
        var count = SettledCount(points, points.Count - TailLength, flushedOffset);
        var evaluated = ClearedEvaluated();
        var state = _base.Unfold();
        for (var i = 0; i < count; i++)
        {
            evaluated.Fold(state, points, i, context);
        }

        _base.Keep(state);

        BaseTime = points[count - 1].Time;
        _tail.RemoveFirst(count);
        _middleCount = Math.Max(0, _middleCount - count);
        _active.MoveBase(evaluated.Items, state, BaseTime.Value);
    }

    /// <summary>The number of the first reports of the tail, up to a limit, that history holds.</summary>
    private static int SettledCount(List<TrackPoint> points, int most, long flushedOffset)
    {
        var count = 0;
        while (count < most && points[count].Offset <= flushedOffset)
        {
            count++;
        }

        return count;
    }

    private void FoldInserted(RuleContext context, List<FindingChange> changes)
    {
        if (_inserted is { } cause)
        {
            FoldTail(context, ChangeCause.LateReport, cause, changes);
        }
    }

    /// <summary>Evaluates the whole tail again from the base.</summary>
    private void FoldTail(RuleContext context, ChangeCause why, long cause, List<FindingChange> changes)
    {
        _middleCount = 0;
        _inserted = null;
        _judgedBy = context.Documents;
        var evaluated = ClearedEvaluated();
        foreach (var finding in _active.Findings)
        {
            if (finding.AtBase is { } atBase)
            {
                evaluated.Put(new(atBase, BaseTime!.Value, atBase));
            }
        }

        var spare = s_spare ??= new();
        _base.CopyTo(spare);
        var points = _tail.Open();
        for (var i = 0; i < points.Count; i++)
        {
            evaluated.Fold(spare, points, i, context);
        }

        (_current, s_spare) = (spare, _current);
        PassTime(evaluated);
        if (evaluated.Items.Count > 0 || !_active.IsEmpty)
        {
            _active.Reconcile(evaluated.Items, _current, why, cause, changes);
        }
    }

    private static EvaluatedFindings ClearedEvaluated()
    {
        var evaluated = s_evaluated ??= new();
        evaluated.Clear();
        return evaluated;
    }
}
