using HazmatTrack.Domain;
using HazmatTrack.Storage.History.Damaged;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// Quarantines vehicles that cannot be evaluated: a defect of the program or of stored bytes that affects one vehicle delays no other. The vehicle is logged
/// once, when that happens.
/// </summary>
internal sealed partial class VehicleIsolation(TrackingMetrics metrics, TimeProvider time, ILogger<VehicleIsolation> log)
{
    public void SetAside(PartitionSession session, VehicleSlot slot, string what, Exception cause) =>
        SetAside(session, slot, what, $"{cause.GetType().Name}: {cause.Message}", cause);

    public void SetAside(PartitionSession session, VehicleSlot slot, string what, string why) => SetAside(session, slot, what, why, null);

    private void SetAside(PartitionSession session, VehicleSlot slot, string what, string why, Exception? cause)
    {
        if (session.SetAside(slot, new Quarantine(slot.Vehicle, Instant.From(time.GetUtcNow()), $"{what}: {why}")))
        {
            metrics.SetAside();
            LogSetAside(cause, slot.Vehicle, session.Partition, what, why);
        }
    }

    [LoggerMessage(LogLevel.Error, "Vehicle {Vehicle} of partition {Partition} is quarantined: {What}: {Why}. Its reports go into history and are not evaluated; its alerts stay as they are. "
        + "Repair what is named, then POST /api/v1/vehicles/{Vehicle}/judge-again.")]
    private partial void LogSetAside(Exception? cause, Domain.Vehicles.VehicleId vehicle, int partition, string what, string why);
}
