using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking;

namespace HazmatTrack.Server.Ingest;

/// <summary>A vehicle whose key has been read before, with the slot it has in the partition it comes through. For the reading thread.</summary>
internal sealed class KnownVehicle(VehicleId id)
{
    private PartitionSession? _session;
    private VehicleSlot? _slot;

    public VehicleId Id => id;

    public VehicleSlot SlotIn(PartitionSession session)
    {
        if (!ReferenceEquals(_session, session))
        {
            (_session, _slot) = (session, session.Slot(id));
        }

        return _slot!;
    }
}
