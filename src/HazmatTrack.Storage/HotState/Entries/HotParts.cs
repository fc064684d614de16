using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// Hot state lies in 16 parts; a vehicle belongs to one of them for good, by its id alone. All keys of a part have one hash tag, so they lie in one slot
/// of a Redis Cluster, on one master: a command may take several of them, a script may compare a view with a value, and one connection carries them in
/// order. What a master loses are whole parts.
/// </summary>
public static class HotParts
{
    public const int Count = 16;

    /// <summary>
    /// By CRC16 the tag of each part lies in the middle half of its own sixteenth of the 16,384 slots: masters with equal ranges of slots hold equally many
    /// parts, up to one.
    /// </summary>
    private static readonly int[] s_tags = [18, 3, 61, 58, 19, 2, 60, 59, 102, 1, 63, 49, 103, 0, 62, 48];

    /// <summary>What the keys of a part have between braces.</summary>
    public static int Tag(int part) => s_tags[part];

    /// <summary>The part of a vehicle. The same in every process and version: what is stored lies there.</summary>
    public static int PartOf(VehicleId vehicle)
    {
        // FNV-1a, and its upper bits, which every character reaches.
        var hash = 2166136261;
        foreach (var character in vehicle.ToString())
        {
            hash = (hash ^ character) * 16777619;
        }

        return (int)((hash ^ (hash >> 15)) * 0x2C1B3C6D >> 28);
    }
}
