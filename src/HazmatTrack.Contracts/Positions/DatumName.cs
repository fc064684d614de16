using HazmatTrack.Contracts.Messages;

namespace HazmatTrack.Contracts.Positions;

/// <summary>Parses the datum names of senders and users: in any letter case, with or without the hyphen.</summary>
internal static class DatumName
{
    public const string Expected = "wgs84 or gcj02";

    /// <summary>Returns null for the name of any other datum.</summary>
    public static Datum? Parse(string text) => text.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "WGS84" => Datum.Wgs84,
        "GCJ02" => Datum.Gcj02,
        _ => null,
    };
}
