using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Quality;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>
/// Where a vehicle is found in the cluster: in the silo that owns its partition. Thin: what it knows is in its <see cref="TrackedVehicle"/>, which that
/// silo calls without it.
/// </summary>
/// <remarks>The grain lives until its owner releases it, for the runtime does not see such calls and would collect it as idle.</remarks>
[PreferLocalPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed class VehicleGrain : Grain, IVehicleGrain
{
    private readonly TrackedVehicle _vehicle;
    private readonly SiloAddress _here;

    public VehicleGrain(RuleContexts book, LocalVehicles local, QualityBook quality, ILocalSiloDetails silo)
    {
        _vehicle = new(VehicleId.FromStored(this.GetPrimaryKeyString()), book, local, quality);
        _here = silo.SiloAddress;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _vehicle.Live();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _vehicle.Leave();
        return Task.CompletedTask;
    }

    public ValueTask<Residence> LiveInAsync(SiloAddress silo, Ownership owner)
    {
        if (_vehicle.IsOwnedAfter(owner))
        {
            return ValueTask.FromResult(Residence.Fenced);
        }

        if (silo.Equals(_here))
        {
            if (!_vehicle.HasLeft)
            {
                return ValueTask.FromResult(Residence.Here);
            }

            // It was to move to a silo that this one did not know of as yet, and so stayed.
            DeactivateOnIdle();
            return ValueTask.FromResult(Residence.Left);
        }

        // It moves there: only deactivated, it would come to life here again, for the silo that asks remembers to have found it here.
        _vehicle.Leave();
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        this.MigrateOnIdle();
        return ValueTask.FromResult(Residence.Left);
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
