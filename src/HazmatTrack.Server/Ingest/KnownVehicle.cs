using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking;

namespace HazmatTrack.Server.Ingest;

/// <summary>
/// A vehicle whose key has been read before, and where in the partition it comes through its slot is. For the reading thread. It outlives the partition's
/// sessions, and so knows them and their slots by number only: what a session holds goes with it.
/// </summary>
/// <param name="id">Which one.</param>
/// <param name="key">The key of its records: its id in UTF-8. A record may have it in another spelling.</param>
internal sealed class KnownVehicle(VehicleId id, byte[] key)
{
    private readonly int _hash = KeyHash.Murmur2(key);
    private long _session;
    private int _place;
    private long _number;

    public VehicleId Id => id;

    public ReadOnlyMemory<byte> Key => key;

    /// <summary>The partition that its reports belong to, where the topic has so many.</summary>
    public int HomeIn(int partitions) => KeyHash.PartitionOf(_hash, partitions);

    public VehicleSlot SlotIn(PartitionSession session)
    {
        if (_session == session.Number && session.At(_place) is { } known && known.Number == _number)
        {
            return known;
        }

        // New to the session, or it has slept.
        var slot = session.Slot(id);
        (_session, _place, _number) = (session.Number, session.Place(id), slot.Number);
        return slot;
    }
}
