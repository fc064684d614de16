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
    private readonly JudgingBook _book;
    private readonly VehicleId _id;

    public VehicleGrain(JudgingBook book, LocalVehicles local, QualityBook quality)
    {
        (_book, _id) = (book, VehicleId.FromStored(this.GetPrimaryKeyString()));
        _vehicle = new(_id, book, local, quality);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _vehicle.Forget();
        return Task.CompletedTask;
    }

    public async ValueTask<Verdict> JudgeAsync(VehicleBatch batch)
    {
        var verdict = _vehicle.Judge(batch);
        if (verdict.Outcome != Outcome.NotLoaded || batch.State is null)
        {
            return verdict;
        }

        // Whoever gave it the state, in another silo, holds its documents there.
        await _book.HoldAsync([_id], null, CancellationToken.None);
        return _vehicle.Judge(batch);
    }

    public async ValueTask<Rejudgement> RejudgeAsync(RejudgeRequest request)
    {
        await _book.HoldAsync([_id], null, CancellationToken.None);
        return _vehicle.Rejudge(request);
    }

    public ValueTask ReleaseAsync(Ownership owner)
    {
        if (_vehicle.Release(owner))
        {
            DeactivateOnIdle();
        }

        return ValueTask.CompletedTask;
    }
}
