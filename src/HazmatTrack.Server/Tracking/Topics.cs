using System.Text;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Ingest;

namespace HazmatTrack.Server.Tracking;

/// <summary>The log that is consumed.</summary>
/// <param name="PositionPartitions">How many partitions topic <c>positions</c> has.</param>
/// <param name="Incarnation">Which log of that name it is: grows when a topic or a broker starts anew from offset 0.</param>
internal sealed record Topics(int PositionPartitions, long Incarnation)
{
    /// <summary>The partition that a vehicle's reports belong in.</summary>
    public int HomeOf(VehicleId vehicle) => KeyHash.PartitionOf(Encoding.UTF8.GetBytes(vehicle.ToString()), PositionPartitions);
}
