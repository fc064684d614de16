using System.Text;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>The consumed log, as this silo knows it now.</summary>
/// <param name="positionPartitions">How many partitions topic <c>positions</c> has.</param>
/// <param name="incarnation">The incarnation of the log: increases when a topic or a broker starts again from offset 0.</param>
internal sealed class PositionLog(int positionPartitions, long incarnation)
{
    private volatile TopicState _now = new(positionPartitions, incarnation);

    public TopicState Now => _now;

    /// <inheritdoc cref="TopicState.Partitions"/>
    public int PositionPartitions => _now.Partitions;

    public void Take(TopicState found) => _now = found;
}

/// <summary>Topic <c>positions</c> at one time.</summary>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="Incarnation">The incarnation of the topic's log.</param>
internal sealed record TopicState(int Partitions, long Incarnation)
{
    /// <summary>The partition of a vehicle's key in a topic with this many partitions.</summary>
    public static int HomeOf(VehicleId vehicle, int partitions) => KeyHash.PartitionOf(Encoding.UTF8.GetBytes(vehicle.ToString()), partitions);
}
