using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking;

namespace HazmatTrack.Server.Ingest;

/// <summary>A vehicle whose key has been read before, with the slot it has in the partition it comes through. For the reading thread.</summary>
/// <param name="id">Which one.</param>
/// <param name="key">The key of its records: its id in UTF-8. A record may have it in another spelling.</param>
internal sealed class KnownVehicle(VehicleId id, byte[] key)
{
    private readonly int _hash = KeyHash.Murmur2(key);
    private PartitionSession? _session;
    private VehicleSlot? _slot;

    public VehicleId Id => id;

    public ReadOnlyMemory<byte> Key => key;

    /// <summary>The partition that its reports belong to, where the topic has so many.</summary>
    public int HomeIn(int partitions) => KeyHash.PartitionOf(_hash, partitions);

    public VehicleSlot SlotIn(PartitionSession session)
    {
        if (!ReferenceEquals(_session, session))
        {
            (_session, _slot) = (session, session.Slot(id));
        }

        return _slot!;
    }
}
