using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Web.History;

namespace HazmatTrack.Web.Vehicles;

/// <summary>Has a vehicle judged again by the silo that owns its partition.</summary>
internal sealed class Recovery(PartitionOwners owners, ISilos silos)
{
    /// <summary>Returns false where no silo owns the partition at the moment.</summary>
    /// <exception cref="TrackHistoryException">The owner does not answer.</exception>
    public async Task<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss, CancellationToken cancellation)
    {
        Exception? silent = null;
        if (silos.Grains is not { } grains)
        {
            return false;
        }

        foreach (var silo in await owners.SilosOfAsync(vehicle, cancellation))
        {
            try
            {
                if (await grains.GetGrain<IRecoveryGrain>(silo).JudgeAgainAsync(vehicle, from, acceptsLoss).AsTask().WaitAsync(cancellation))
                {
                    return true;
                }
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                // It may have died: another one owns its partitions then.
                silent = e;
            }
        }

        return silent is null ? false : throw new TrackHistoryException($"The silo that owns vehicle {vehicle} does not answer ({silent.Message}).", silent);
    }
}
