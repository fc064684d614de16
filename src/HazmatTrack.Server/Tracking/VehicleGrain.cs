using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using Orleans.Placement;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// Holds one vehicle's tracker for the silo that owns its partition. Thin: judging is the tracker's, storing the caller's. Two activations
/// may be alive for a moment while membership changes; each serves only the ownership it was given its state by.
/// </summary>
[PreferLocalPlacement]
internal sealed class VehicleGrain(JudgingBook book) : Grain, IVehicleGrain
{
    /// <summary>A checkpoint is sent once in so many reports: a chunk holds four times as many.</summary>
    private const int ReportsPerCheckpoint = 60;

    [ThreadStatic]
    private static List<FindingChange>? t_changes;

    private VehicleId _vehicle;
    private VehicleTracker? _tracker;
    private Ownership _owner;
    private JudgingContext? _context;
    private long _judgedOffset = TrackPoint.UnknownOffset;
    private long _checkpointAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _vehicle = VehicleId.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask<Verdict> JudgeAsync(VehicleBatch batch)
    {
        if (batch.Owner.IsBefore(_owner))
        {
            return ValueTask.FromResult(Verdict.Fenced);
        }

        if (batch.State is { } state)
        {
            _tracker = state.Length == 0 ? VehicleTracker.New(_vehicle) : VehicleTracker.Decode(_vehicle, state);
            (_owner, _judgedOffset, _checkpointAt) = (batch.Owner, TrackPoint.UnknownOffset, 0);
        }
        else if (_tracker is null || batch.Owner != _owner)
        {
            return ValueTask.FromResult(Verdict.NotLoaded);
        }

        return ValueTask.FromResult(Judge(_tracker!, batch));
    }

    public ValueTask<Rejudgement> RejudgeAsync(RejudgeRequest request)
    {
        if (_tracker is null || request.Owner != _owner)
        {
            return ValueTask.FromResult(new Rejudgement { Outcome = request.Owner.IsBefore(_owner) ? Outcome.Fenced : Outcome.NotLoaded });
        }

        var changes = new List<FindingChange>();
        _context = book.For(_vehicle, _context);
        var checkpoints = _tracker.Rejudge(request.Checkpoint, request.Stored, request.Standing, _context, changes);
        return ValueTask.FromResult(new Rejudgement
        {
            Outcome = Outcome.Done,
            Changes = changes,
            Checkpoints = checkpoints,
            Image = Image(_tracker),
            JudgedOffset = _judgedOffset,
        });
    }

    public ValueTask ReleaseAsync(Ownership owner)
    {
        if (owner == _owner)
        {
            _tracker = null;
            DeactivateOnIdle();
        }

        return ValueTask.CompletedTask;
    }

    private static VehicleImage Image(VehicleTracker tracker) =>
        new(tracker.Encode(), tracker.Newest?.Time ?? default, tracker.LastFix?.Position, tracker.Province);

    private Verdict Judge(VehicleTracker tracker, VehicleBatch batch)
    {
        try
        {
            _context = book.For(_vehicle, _context);
            tracker.Trim(batch.FlushedOffset, _context);
            var tailBase = tracker.BaseTime;
            ReadOnlyMemory<byte> checkpoint = default;
            if (tailBase is not null && (_checkpointAt == 0 || tracker.Reports - _checkpointAt >= ReportsPerCheckpoint))
            {
                checkpoint = tracker.EncodeBase();
                _checkpointAt = tracker.Reports;
            }

            // Most batches change nothing: one list serves all vehicles of a thread until it is filled.
            var changes = t_changes ??= [];
            var counts = default(FateTally);
            foreach (var point in batch.Points)
            {
                counts.Add(tracker.Apply(point, _context, changes));
            }

            t_changes = changes.Count == 0 ? changes : null;

            _judgedOffset = batch.Points.Count > 0 ? batch.Points[^1].Offset : _judgedOffset;
            return new()
            {
                Outcome = Outcome.Done,
                Changes = changes.Count == 0 ? [] : changes,
                Image = Image(tracker),
                TailBase = tailBase,
                Checkpoint = checkpoint,
                Fates = counts.Counts,
            };
        }
        catch
        {
            // Half a batch may be in it. The caller drops the partition and gives the vehicle its stored state again.
            (_tracker, t_changes) = (null, null);
            throw;
        }
    }

    private struct FateTally
    {
        private int _applied;
        private int _late;
        private int _duplicate;
        private int _superseded;
        private int _deepLate;

        public readonly FateCounts Counts => new(_applied, _late, _duplicate, _superseded, _deepLate);

        public void Add(ReportFate fate)
        {
            switch (fate)
            {
                case ReportFate.Applied:
                    _applied++;
                    break;
                case ReportFate.AppliedLate:
                    _late++;
                    break;
                case ReportFate.Duplicate:
                    _duplicate++;
                    break;
                case ReportFate.Superseded:
                    _superseded++;
                    break;
                default:
                    _deepLate++;
                    break;
            }
        }
    }
}
