using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <remarks>This part decides whether a vehicle is judged again, and from when on: a report of any age before the tracker's tail is reason enough.</remarks>
internal sealed partial class AppendPlanner
{
    /// <summary>Notes a vehicle whose judged track has changed or that the batch requires to be judged again; keeps its checkpoint if valid.</summary>
    private static void Judge(AppendPlan plan, VehicleHistory vehicle, in TrackAppend track, long firstOffset, HistoryWrite write)
    {
        ref var of = ref vehicle.Plan;
        var again = track.JudgeFrom;
        var from = again?.From;

        // A required rejudge that starts at or before the tail base means that the state was wrong from there on, though no point changed.
        var changed = from <= track.TailBase ? Instant.Earlier(from.Value, of.Earliest ?? from.Value) : of.Earliest;
        if (changed is { } earliest)
        {
            // A checkpoint at or after a changed point does not include it. CheckpointBound avoids a delete where no stored one is that late.
            if (of.CheckpointBound >= earliest)
            {
                write.StaleCheckpoints.Add((vehicle.Key, earliest));
                of.CheckpointBound = new(earliest.UnixMilliseconds - 1);
            }

            if (of.Checkpoint?.At >= earliest)
            {
                of.Checkpoint = null;
            }
        }

        // The tracker itself still handles points after the tail base; earlier ones must be judged again from history.
        if (of.Earliest is { } late && late <= track.TailBase)
        {
            again = new JudgeAgain(late, ChangeCause.LateReport).With(again);
        }

        if (again is { } start)
        {
            of.Note = PendingRejudge.Merge(vehicle.Vehicle, start, vehicle.Note, plan.Id);
            if (of.Note.IsStoredAs(vehicle.Note))
            {
                of.Note = of.Note with { StoredId = vehicle.Note!.StoredId };
            }
            else
            {
                write.Notes.Add(new(plan.Owner.Partition, vehicle.Key, of.Note));
            }

            plan.Rejudge.Add(of.Note);
        }

        // With a pending note, or in a batch that was judged before the last rejudge, the tracker's state is the older one.
        if (track is { TailBase: { } at, Checkpoint.IsEmpty: false } && of.Note is null && firstOffset > vehicle.JudgedOffset)
        {
            of.Checkpoint = (at, track.Checkpoint);
        }
    }
}
