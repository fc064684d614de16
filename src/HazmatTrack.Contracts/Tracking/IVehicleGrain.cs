namespace HazmatTrack.Contracts.Tracking;

/// <summary>
/// One vehicle (车辆). Key: the vehicle id, such as <c>沪A12345_2</c>. Holds its tracker and judges what it is given; does no I/O. Called by
/// the silo that owns the vehicle's partition of topic <c>positions</c>, one call at a time, which also stores what it answers.
/// </summary>
[Alias("vehicle")]
public interface IVehicleGrain : IGrainWithStringKey
{
    /// <summary>Judges the vehicle's reports of one batch, in order of arrival; none only asks for the state.</summary>
    [Alias("judge")]
    ValueTask<Verdict> JudgeAsync([Immutable] VehicleBatch batch);

    /// <summary>Judges again what lies before the tail, after late reports have gone into history there.</summary>
    [Alias("rejudge")]
    ValueTask<Rejudgement> RejudgeAsync([Immutable] RejudgeRequest request);

    /// <summary>Lets the state go: the partition has left this owner. Nothing happens where a newer owner has the vehicle already.</summary>
    [Alias("release")]
    ValueTask ReleaseAsync(Ownership owner);
}
