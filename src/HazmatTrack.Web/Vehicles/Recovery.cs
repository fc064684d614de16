using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Web.History;

namespace HazmatTrack.Web.Vehicles;

/// <summary>Finds the silo that owns a vehicle's partition, and has the vehicle judged again there.</summary>
internal sealed class Recovery(IGrainFactory grains, IClusterMembershipService cluster)
{
    /// <summary>Returns false where no silo owns the partition at the moment.</summary>
    /// <exception cref="TrackHistoryException">No silo that answers owns it, and one did not answer.</exception>
    public async Task<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss, CancellationToken cancellation)
    {
        Exception? silent = null;
        foreach (var silo in cluster.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).ToList())
        {
            var grain = grains.GetGrain<IRecoveryGrain>(silo.SiloAddress.ToParsableString());
            try
            {
                if (await grain.JudgeAgainAsync(vehicle, from, acceptsLoss).AsTask().WaitAsync(cancellation))
                {
                    return true;
                }
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                // It may be the owner, or have died: another one owns its partitions then.
                silent = e;
            }
        }

        return silent is null ? false : throw new TrackHistoryException($"A silo does not answer ({silent.Message}), and no other owns vehicle {vehicle}.", silent);
    }
}
