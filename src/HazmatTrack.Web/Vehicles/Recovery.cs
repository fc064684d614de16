using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.Vehicles;

/// <summary>Finds the silo that owns a vehicle's partition, and has the vehicle judged again there.</summary>
internal sealed class Recovery(IGrainFactory grains, IClusterMembershipService cluster)
{
    /// <summary>Returns false where no silo owns the partition at the moment.</summary>
    public async Task<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss, CancellationToken cancellation)
    {
        foreach (var silo in cluster.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).ToList())
        {
            var grain = grains.GetGrain<IRecoveryGrain>(silo.SiloAddress.ToParsableString());
            if (await grain.JudgeAgainAsync(vehicle, from, acceptsLoss).AsTask().WaitAsync(cancellation))
            {
                return true;
            }
        }

        return false;
    }
}
