using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Damaged;

/// <summary>The reports of one vehicle of a batch cannot be stored in history, and a retry does not help. Nothing of the batch was written.</summary>
public sealed class VehicleHistoryException(VehicleId vehicle, int partition, Exception cause) : Exception(
    $"The reports of {vehicle}, partition {partition}, cannot be taken into history: {cause.Message}", cause)
{
    public VehicleId Vehicle => vehicle;

    public int Partition => partition;
}
