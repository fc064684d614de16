using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Quality;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>
/// The address of a vehicle in the cluster: the silo that owns its partition. Thin: its data is in its <see cref="TrackedVehicle"/>, which that silo calls
/// directly.
/// </summary>
/// <remarks>The grain lives until its owner releases it, because the runtime does not see direct calls and would collect it as idle.</remarks>
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

            // The grain was to move to a silo that this one did not know of yet, and so stayed.
            DeactivateOnIdle();
            return ValueTask.FromResult(Residence.Left);
        }

        // The grain migrates there: if it were only deactivated, it would be activated here again, because the calling silo has its address here in its
        // cache.
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
