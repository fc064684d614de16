using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// Hot state has 16 parts; a vehicle belongs permanently to one of them, by its id alone. All keys of a part have one hash tag, so they are in one slot
/// of a Redis Cluster, on one master: a command may access several of them, a script may compare a view with a value, and one connection carries them in
/// order. A master that fails loses whole parts.
/// </summary>
public static class HotParts
{
    public const int Count = 16;

    /// <summary>
    /// By CRC16 the tag of each part is in the middle half of its own sixteenth of the 16,384 slots: masters with equal ranges of slots hold the same number
    /// of parts, give or take one.
    /// </summary>
    private static readonly int[] s_tags = [18, 3, 61, 58, 19, 2, 60, 59, 102, 1, 63, 49, 103, 0, 62, 48];

    /// <summary>The text between the braces of a part's keys.</summary>
    public static int Tag(int part) => s_tags[part];

    /// <summary>The part of a vehicle. It must be the same in every process and version, since stored values depend on it.</summary>
    public static int PartOf(VehicleId vehicle)
    {
        // FNV-1a; its upper bits are used, which every character affects.
        var hash = 2166136261;
        foreach (var character in vehicle.ToString())
        {
            hash = (hash ^ character) * 16777619;
        }

        return (int)((hash ^ (hash >> 15)) * 0x2C1B3C6D >> 28);
    }
}
