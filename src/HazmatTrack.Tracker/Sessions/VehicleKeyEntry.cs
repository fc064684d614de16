using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// A vehicle whose key has been read before, and where in the partition it comes through its slot is. For the reading thread. It outlives the partition's
/// sessions, and so knows them and their slots by number only: what a session holds goes with it.
/// </summary>
/// <param name="id">Which one.</param>
/// <param name="key">The key of its records: its id in UTF-8. A record may have it in another spelling.</param>
internal sealed class VehicleKeyEntry(VehicleId id, byte[] key)
{
    private readonly int _hash = KeyHash.Murmur2(key);
    private long _session;
    private int _place;
    private long _number;

    public VehicleId Id => id;

    public ReadOnlyMemory<byte> Key => key;

    /// <summary>The partition that its reports belong to, where the topic has so many.</summary>
    public int HomeIn(int partitions) => KeyHash.PartitionOf(_hash, partitions);

    /// <summary>Its slot in a session; null where it is new to that, or sleeps.</summary>
    public VehicleSlot? AwakeIn(PartitionSession session) =>
        _session == session.Number && session.At(_place) is { } known && known.Number == _number ? known : null;

    /// <summary>Its slot in a session, made where it has none.</summary>
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
