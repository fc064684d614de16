using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Model;

/// <summary>A vehicle to be judged again: its track changed before what its tracker still holds, or what it is judged by did.</summary>
/// <param name="Vehicle">Which one.</param>
/// <param name="From">From this event time on.</param>
/// <param name="Id">Grows with every note of a partition; of two notes of a vehicle the greater holds what the other did.</param>
/// <param name="Cause">Why.</param>
public sealed record PendingRejudge(VehicleId Vehicle, Instant From, long Id, ChangeCause Cause = ChangeCause.LateReport)
{
    /// <summary>The note of a vehicle, with what is noted of it already.</summary>
    public static PendingRejudge Merge(VehicleId vehicle, JudgeAgain again, PendingRejudge? before, long id)
    {
        var (from, cause) = again.With(before is null ? null : new JudgeAgain(before.From, before.Cause));
        return new(vehicle, from, id, cause);
    }
}
