using HazmatTrack.Contracts.Quality;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Quality;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>
/// One vehicle's tracker in the silo that owns its partition. The tracker evaluates, the caller stores. Two instances may exist for a moment while membership
/// changes; each serves only the ownership from which it received its state.
/// </summary>
/// <remarks>
/// Its owner calls it directly, outside the runtime's turns; a lock on the vehicle itself, which takes no memory, prevents concurrent calls.
/// </remarks>
internal sealed class TrackedVehicle(VehicleId vehicle, RuleContexts book, LocalVehicles local, QualityBook quality)
{
    /// <summary>The number of reports for each checkpoint sent: a chunk holds four times as many.</summary>
    private const int ReportsPerCheckpoint = 60;

    /// <summary>
    /// The number of reports after which the state is packed; it is also packed whenever a finding or the province changed. Packing costs ten times as much
    /// as evaluating a report, and a reader of the state has the reports since from history. The time since which a vehicle is in its province is read from
    /// the packed state as it is.
    /// </summary>
    private const int ReportsPerState = 32;

    // The offset of this vehicle in those intervals: vehicles that began together and report in step would all be packed in the same batch.
    private readonly uint _phase = (uint)vehicle.GetHashCode();
    private VehicleTracker? _tracker;
    private bool _hasLeft;
    private Ownership _owner;
    private RuleContext? _context;
    private object? _edition;
    private long _judgedOffset = TrackPoint.UnknownOffset;
    private long _judgedBatch;
    private long _checkpoints;
    private int _sinceState;
    private Instant? _packedSince;

    /// <summary>
    /// Evaluates the vehicle's reports of one batch, in order of arrival; no reports only requests the state. Called from any thread, one call at a time.
    /// </summary>
    /// <param name="answers">Receives changes and states.</param>
    /// <param name="into">
    /// The result where the outcome is <see cref="JudgeStatus.Done"/>, and the reason where it is <see cref="JudgeStatus.Failed"/>.
    /// </param>
    public JudgeStatus Judge(in VehicleReports given, ResultBuffer answers, ref VehicleResult into)
    {
        lock (this)
        {
            if (given.Owner.IsBefore(_owner))
            {
                return JudgeStatus.Fenced;
            }

            if (_hasLeft || (given.State is null && (_tracker is null || given.Owner != _owner)))
            {
                return JudgeStatus.NotLoaded;
            }

            var answered = answers.Mark();
            try
            {
                Load(given);
                if (!IsContextHeld(_tracker!))
                {
                    _tracker = null;
                    return JudgeStatus.NotLoaded;
                }

                _judgedBatch = given.Sequence;
                Apply(_tracker!, given, answers, ref into);
                return JudgeStatus.Done;
            }
            catch (Exception e)
            {
                // The state may contain half a batch.
                _tracker = null;
                answers.BackTo(answered);
                into = new() { Failure = Text(e) };
                return JudgeStatus.Failed;
            }
        }
    }

    /// <summary>Re-evaluates the past before the tail, after late reports have been stored there.</summary>
    public RejudgeResult Rejudge(RejudgeRequest request)
    {
        lock (this)
        {
            if (_tracker is null || request.Owner != _owner)
            {
                return new() { Outcome = request.Owner.IsBefore(_owner) ? JudgeStatus.Fenced : JudgeStatus.NotLoaded };
            }

            if (request.JudgedBatch is { } judged && judged != _judgedBatch)
            {
                return new() { Outcome = JudgeStatus.Outdated };
            }

            try
            {
                var changes = new List<FindingChange>();
                if (ContextSince(_tracker, request.Checkpoint) is not { } context)
                {
                    _tracker = null;
                    return new() { Outcome = JudgeStatus.NotLoaded };
                }

                _packedSince = null;
                _tracker.Stored(request.FlushedOffset);
                var checkpoints = _tracker.Rejudge(request.Checkpoint, request.Stored, request.ActiveFindings, context, request.Cause, changes);
                local.Judged(_tracker);
                return new()
                {
                    Outcome = JudgeStatus.Done,
                    Changes = changes,
                    Checkpoints = checkpoints,
                    Image = new(_tracker.Encode(), _tracker.Newest?.Time ?? default, _tracker.LastFix, _tracker.Province, _tracker.HasFaults),
                    JudgedBatch = _judgedBatch,
                    JudgedOffset = _judgedOffset,
                    Deadline = _tracker.NextDeadline(context),
                };
            }
            catch (Exception e)
            {
                // Its base may have moved, and nothing else has changed.
                _tracker = null;
                return new() { Outcome = JudgeStatus.Failed, Failure = Text(e) };
            }
        }
    }

    /// <summary>See <c>Sessions/VehicleWarming.cs</c>. Runs outside the gate: the values read are not used.</summary>
    public long Warm(int link) => _tracker is not { } tracker ? 0 : link == 0 ? 1 : tracker.Warm(link - 1);

    /// <summary>Registers the vehicle in its silo.</summary>
    public void Live() => local.Add(vehicle, this);

    /// <summary>Whether the vehicle has left its silo for good: its grain has to be activated again.</summary>
    public bool HasLeft
    {
        get
        {
            lock (this)
            {
                return _hasLeft;
            }
        }
    }

    /// <summary>The newest batch that the vehicle has evaluated; 0 before the first.</summary>
    public long JudgedBatch => Volatile.Read(ref _judgedBatch);

    /// <summary>Whether the vehicle has an owner newer than this one.</summary>
    public bool IsOwnedAfter(Ownership owner)
    {
        lock (this)
        {
            return owner.IsBefore(_owner);
        }
    }

    /// <summary>Releases the state and leaves the silo, if this owner still has the vehicle.</summary>
    public bool Release(Ownership owner)
    {
        lock (this)
        {
            if (owner.IsBefore(_owner))
            {
                return false;
            }

            Leave();
            return true;
        }
    }

    /// <summary>Leaves the silo. A caller that still has a reference receives the answer that there is no state.</summary>
    public void Leave()
    {
        lock (this)
        {
            _tracker = null;
            _hasLeft = true;
            local.Remove(vehicle, this);
        }
    }

    /// <summary>The text an operator needs: what failed, and where in the program.</summary>
    private static string Text(Exception e) => $"{e.GetType().Name}: {e.Message}{e.StackTrace?.Split('\n')[0].TrimEnd()}";

    private void Load(in VehicleReports given)
    {
        if (given.State is { } state)
        {
            _tracker = state.Length == 0 ? VehicleTracker.New(vehicle, given.Owner.Log) : VehicleTracker.Decode(vehicle, state, given.Owner.Log);
            _edition = null;
            (_owner, _judgedOffset, _sinceState) = (given.Owner, TrackPoint.UnknownOffset, ReportsPerState);
            _checkpoints = CheckpointsUntil(_tracker.Reports);
        }
    }

    /// <summary>
    /// Updates the context if it may have changed; returns false where the documents are no longer held here, or not for everything that is open.
    /// </summary>
    private bool IsContextHeld(VehicleTracker tracker)
    {
        var edition = book.Edition;
        if (!ReferenceEquals(edition, _edition))
        {
            _context = book.TryFor(vehicle, _context, tracker.DocumentsSince(book.Rules));
            _edition = _context is null ? null : edition;
        }

        return _context is not null;
    }

    /// <summary>
    /// The context for a re-evaluation from a checkpoint on, or from the beginning: with documents that reach back that far; null where they are not held.
    /// </summary>
    private RuleContext? ContextSince(VehicleTracker tracker, TrackCheckpoint? checkpoint)
    {
        var since = checkpoint is null
            ? new Instant(long.MinValue)
            : Instant.Earlier(tracker.DocumentsSince(book.Rules), VehicleTracker.ActiveSince(checkpoint, book.Rules));
        return _context = book.TryFor(vehicle, _context, since);
    }

    private long CheckpointsUntil(long reports) => (reports + _phase) / ReportsPerCheckpoint;

    private void Apply(VehicleTracker tracker, in VehicleReports given, ResultBuffer answers, ref VehicleResult into)
    {
        var context = _context!;
        tracker.AdvanceBase(given.FlushedOffset, context);
        into.TailBase = tracker.BaseTime;
        into.Checkpoint = default;
        var checkpoints = CheckpointsUntil(tracker.Reports);
        if (into.TailBase is not null && checkpoints != _checkpoints)
        {
            into.Checkpoint = tracker.EncodeBase();
        }

        _checkpoints = checkpoints;

        var changes = answers.Changes.Count;
        var fates = default(OutcomeTally);
        for (var i = 0; i < given.Reports.Length; i++)
        {
            var before = tracker.Reports;
            fates.Add(tracker.Take(new(given.Reports[i], given.Offsets[i]), context, answers.Changes));
            if (TrackQualityNote.IsDue(tracker.Reports) && tracker.Reports > before)
            {
                TrackQualityNote.Take(vehicle, tracker, quality);
            }
        }

        tracker.JudgeInserted(context, answers.Changes);
        if (tracker.TakeApart() is > 0 and var apart)
        {
            quality.Note(vehicle, QualityKinds.TwoPlaces, apart, tracker.Newest!.Value.Time, 0);
        }

        if (given.Tick is { } now)
        {
            // Its position is that of the newest report before it: everything read of the log after that comes later.
            tracker.Tick(now, _judgedOffset >= 0 ? _judgedOffset : given.FlushedOffset, context, answers.Changes);
        }

        into.Deadline = tracker.NextDeadline(context);

        // The note is stored with the vehicle's reports: where the batch has none, it waits for the next.
        into.JudgeFrom = given.Reports.IsEmpty ? null : tracker.TakeJudgeFrom();
        local.Judged(tracker);
        answers.Fates += fates.Counts;
        into.Changes = (changes, answers.Changes.Count);
        _judgedOffset = given.Offsets.Length > 0 ? given.Offsets[^1] : _judgedOffset;
        _sinceState += given.Reports.Length;
        var states = answers.StatesLength;
        var isDue = _sinceState >= ReportsPerState || given.Reports.IsEmpty || answers.Changes.Count > changes;
        if (isDue || tracker.ProvinceSince != _packedSince)
        {
            tracker.Encode(answers.States);
            _packedSince = tracker.ProvinceSince;
        }

        if (isDue)
        {
            book.Needs(vehicle, tracker.DocumentsSince(book.Rules));
            _sinceState = given.State is null ? 0 : (int)(_phase % ReportsPerState);
        }

        into.State = (states, answers.StatesLength);
        into.Time = tracker.Newest?.Time ?? default;
        into.Fix = tracker.LastFix;
        into.Province = tracker.Province;
        into.IsFaulted = tracker.HasFaults;
        into.IsDone = true;
    }

    private struct OutcomeTally
    {
        private int _applied;
        private int _late;
        private int _duplicate;
        private int _superseded;
        private int _deepLate;

        public readonly OutcomeCounts Counts => new(_applied, _late, _duplicate, _superseded, _deepLate);

        public void Add(ApplyOutcome fate)
        {
            switch (fate)
            {
                case ApplyOutcome.Applied:
                    _applied++;
                    break;
                case ApplyOutcome.AppliedLate:
                    _late++;
                    break;
                case ApplyOutcome.Duplicate:
                    _duplicate++;
                    break;
                case ApplyOutcome.Superseded:
                    _superseded++;
                    break;
                default:
                    _deepLate++;
                    break;
            }
        }
    }
}
