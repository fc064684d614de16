using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Positions;

/// <summary>Parses the datum names of senders and users: in any letter case, with or without the hyphen.</summary>
internal static class DatumName
{
    /// <summary>The names that an error text gives as expected.</summary>
    public static readonly LocalText Expected = new("wgs84 或 gcj02", "wgs84 or gcj02");

    /// <summary>Returns null for the name of any other datum.</summary>
    public static Datum? Parse(string text) => text.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "WGS84" => Datum.Wgs84,
        "GCJ02" => Datum.Gcj02,
        _ => null,
    };
}
