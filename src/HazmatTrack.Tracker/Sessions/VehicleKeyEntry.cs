using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// A vehicle whose key has been read before, with the place of its slot in the partition that it is read from. Used by the reading thread. It outlives the
/// partition's sessions, and so refers to them and their slots by number only: what a session holds is released with it.
/// </summary>
/// <param name="id">The vehicle.</param>
/// <param name="key">The key of its records: its id in UTF-8. A record may have it in another spelling.</param>
internal sealed class VehicleKeyEntry(VehicleId id, byte[] key)
{
    private readonly int _hash = KeyHash.Murmur2(key);
    private long _session;
    private int _place;
    private long _number;

    public VehicleId Id => id;

    public ReadOnlyMemory<byte> Key => key;

    /// <summary>The partition that its reports belong to, for this number of partitions.</summary>
    public int HomeIn(int partitions) => KeyHash.PartitionOf(_hash, partitions);

    /// <summary>Its slot in a session; null where the session does not know the vehicle, or the vehicle sleeps.</summary>
    public VehicleSlot? AwakeIn(PartitionSession session) =>
        _session == session.Number && session.At(_place) is { } known && known.Number == _number ? known : null;

    /// <summary>Its slot in a session, which is created where it has none.</summary>
    public VehicleSlot SlotIn(PartitionSession session)
    {
        if (AwakeIn(session) is { } awake)
        {
            return awake;
        }

        var slot = session.Slot(id);
        (_session, _place, _number) = (session.Number, session.Place(id), slot.Number);
        return slot;
    }
}
