using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Model;

/// <summary>A vehicle to be judged again: its track changed before the tracker's window, or its documents or parameters changed.</summary>
/// <param name="From">The event time from which it is judged again.</param>
/// <param name="Id">Increases with every note of a partition; of two notes of a vehicle the greater includes the other.</param>
public sealed record PendingRejudge(VehicleId Vehicle, Instant From, long Id, ChangeCause Cause = ChangeCause.LateReport)
{
    /// <summary>
    /// The number under which it is stored: that of the earlier note that it needed not replace, since both are from the same time on for the same cause.
    /// </summary>
    internal long StoredId { get; init; } = Id;

    /// <summary>Whether a stored note says the same, so that this one need not be stored.</summary>
    internal bool IsStoredAs(PendingRejudge? before) => before is not null && before.From == From && before.Cause == Cause;

    /// <summary>The note of a vehicle, merged with an earlier one.</summary>
    public static PendingRejudge Merge(VehicleId vehicle, JudgeAgain again, PendingRejudge? before, long id)
    {
        var (from, cause) = again.With(before is null ? null : new JudgeAgain(before.From, before.Cause));
        return new(vehicle, from, id, cause);
    }
}
