using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>
/// One vehicle as the owner of its partition has it, in the order that a seed gives: its tracker, and beside it what is stored, which are its history,
/// checkpoints, the note to evaluate it again, and what the alert store holds. A law derives from it and adds what changes on the way.
/// </summary>
internal abstract class OwnedVehicle(int seed)
{
    protected int Seed => seed;

    protected Random Random { get; } = new(seed);

    protected AlertBook Book { get; } = new();

    /// <summary>The reports that are stored, by time.</summary>
    protected SortedDictionary<long, PositionReport> History { get; } = [];

    protected RuleContext Context { get; set; } = Journey.Context;

    protected VehicleTracker Tracker { get; set; } = VehicleTracker.New(Some.Truck);

    private List<TrackCheckpoint> Checkpoints { get; } = [];

    private JudgeAgain? Note { get; set; }

    protected void Sometimes(int oneIn, Action act)
    {
        if (Random.Next(oneIn) == 0)
        {
            act();
        }
    }

    /// <summary>Evaluates a batch as the owner does and stores it: the base moves on, a checkpoint is kept now and then, and a late report is noted.</summary>
    protected void Judge(List<TrackPoint> batch)
    {
        Tracker.AdvanceBase(batch[0].Offset - 1, Context);
        var tailBase = Tracker.BaseTime;
        if (tailBase is { } at && Note is null && Random.Next(4) == 0 && Checkpoints.TrueForAll(c => c.At < at))
        {
            Checkpoints.Add(new(at, Tracker.EncodeBase()));
        }

        var changes = new List<FindingChange>();
        Instant? earliest = null;
        foreach (var point in batch)
        {
            Tracker.Take(point, Context, changes);
            earliest = Tracks.Store(History, point.Report) ? Instant.Earlier(point.Time, earliest ?? point.Time) : earliest;
        }

        Tracker.JudgeInserted(Context, changes);
        Book.Take(changes);
        if (earliest is { } changed)
        {
            Checkpoints.RemoveAll(c => c.At >= changed);
            Note = changed <= tailBase ? new JudgeAgain(changed, ChangeCause.LateReport).With(Note) : Note;
        }

        Note = Tracker.TakeJudgeFrom() is { } from ? from.With(Note) : Note;
        if (Note is { } note)
        {
            Checkpoints.RemoveAll(c => c.At >= note.From);
        }
    }

    /// <summary>Notes that the vehicle must be evaluated again, where something changed before its newest report.</summary>
    protected void NoteFrom(Instant from, ChangeCause cause)
    {
        if (History.Count > 0 && from <= new Instant(History.Keys.Last()))
        {
            Checkpoints.RemoveAll(c => c.At >= from);
            Note = new JudgeAgain(Instant.Later(from, new(0)), cause).With(Note);
        }
    }

    /// <summary>Evaluates again what is noted.</summary>
    protected void WorkOff()
    {
        if (Note is not { } note)
        {
            return;
        }

        var (checkpoint, stored, standing) = Newest(note.From);
        var changes = new List<FindingChange>();
        Checkpoints.AddRange(Tracker.Rejudge(checkpoint, stored, standing, Context, note.Cause, changes));
        Book.Take(changes);
        Note = null;
    }

    /// <summary>Another silo takes the vehicle over, and has only what is stored.</summary>
    protected void TakeOver()
    {
        if (History.Count == 0)
        {
            return;
        }

        var (checkpoint, stored, standing) = Newest(null);
        var changes = new List<FindingChange>();
        Tracker = VehicleTracker.Rebuild(Some.Truck, checkpoint, stored, standing, Context, changes);
        Book.Take(changes);
    }

    /// <summary>What one look at all reports finds, by the inputs of now.</summary>
    /// <param name="end">Up to when time passes after the last report; null for not at all.</param>
    protected AlertBook AtOneLook(List<TrackPoint> points, Instant? end = null)
    {
        var (whole, book) = (new SortedDictionary<long, PositionReport>(), new AlertBook());
        points.ForEach(p => Tracks.Store(whole, p.Report));
        var changes = new List<FindingChange>();
        var tracker = VehicleTracker.New(Some.Truck);
        foreach (var (i, report) in whole.Values.Index())
        {
            tracker.Apply(new(report, i), Context, changes);
        }

        if (end is { } at)
        {
            tracker.Tick(at, 0, Context, changes);
        }

        book.Take(changes);
        return book;
    }

    private (TrackCheckpoint? From, List<PositionReport> Stored, List<ActiveFinding> Standing) Newest(Instant? before)
    {
        var from = Checkpoints.Where(c => before is not { } b || c.At < b).MaxBy(c => c.At.UnixMilliseconds);
        var since = from is null ? new(0) : VehicleTracker.ActiveSince(from, Context.Rules);
        return (from, [.. History.Values.Where(r => from is null || r.Time > from.At)],
            [.. Book.Standing.Where(s => s.Finding.Onset >= since || s.Identity.FirstOnset >= since)]);
    }
}
