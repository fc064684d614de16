using System.Numerics;

namespace HazmatTrack.Domain.Tracks;

/// <summary>
/// Stable names of the alarm bits of JT/T 808-2019 table 24 (message 0x0200). Bits 15 to 17 are reserved in the edition of 2013; bit 31, which that
/// edition assigns to doors and the newer one leaves free, has no name.
/// </summary>
public static class AlarmNames
{
    private static readonly string[] s_names =
    [
        "emergency", "overspeed", "fatigue", "danger-warning", "gnss-fault", "gnss-antenna-cut", "gnss-antenna-short", "power-low", "power-lost",
        "display-fault", "tts-fault", "camera-fault", "ic-card-fault", "overspeed-warning", "fatigue-warning", "illegal-driving", "tyre-pressure",
        "right-turn-blind-zone", "daily-driving-overtime", "parking-overtime", "area-in-out", "route-in-out", "section-time", "route-deviation",
        "vss-fault", "fuel-abnormal", "stolen", "illegal-ignition", "illegal-movement", "collision", "rollover",
    ];

    /// <summary>Every name, from the lowest bit.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>The names of the bits that are set, lowest first; those without a name are left out.</summary>
    public static IEnumerable<string> FromBits(uint alarms)
    {
        for (; alarms != 0; alarms &= alarms - 1)
        {
            if (BitOperations.TrailingZeroCount(alarms) is var bit && bit < s_names.Length)
            {
                yield return s_names[bit];
            }
        }
    }
}
