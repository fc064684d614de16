using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Quality;
using Orleans.Placement;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// Where a vehicle is found in the cluster. Thin: what it knows is in its <see cref="TrackedVehicle"/>, which an owner in the same silo calls
/// without it.
/// </summary>
/// <remarks>The grain lives until its owner releases it, for the runtime does not see such calls and would collect it as idle.</remarks>
[PreferLocalPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed class VehicleGrain : Grain, IVehicleGrain
{
    private readonly TrackedVehicle _vehicle;

    public VehicleGrain(JudgingBook book, LocalVehicles local, QualityBook quality) =>
        _vehicle = new(VehicleId.FromStored(this.GetPrimaryKeyString()), book, local, quality);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _vehicle.Forget();
        return Task.CompletedTask;
    }

    public ValueTask<Verdict> JudgeAsync(VehicleBatch batch) => ValueTask.FromResult(_vehicle.Judge(batch));

    public ValueTask<Rejudgement> RejudgeAsync(RejudgeRequest request) => ValueTask.FromResult(_vehicle.Rejudge(request));

    public ValueTask ReleaseAsync(Ownership owner)
    {
        if (_vehicle.Release(owner))
        {
            DeactivateOnIdle();
        }

        return ValueTask.CompletedTask;
    }
}
