using System.Globalization;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Replay;

/// <summary>Plate colours by the names that tables use.</summary>
internal static class PlateColours
{
    private static readonly Dictionary<string, PlateColour> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["蓝"] = PlateColour.Blue,
        ["blue"] = PlateColour.Blue,
        ["黄"] = PlateColour.Yellow,
        ["yellow"] = PlateColour.Yellow,
        ["黑"] = PlateColour.Black,
        ["black"] = PlateColour.Black,
        ["白"] = PlateColour.White,
        ["white"] = PlateColour.White,
        ["绿"] = PlateColour.Green,
        ["green"] = PlateColour.Green,
        ["其他"] = PlateColour.Other,
        ["其它"] = PlateColour.Other,
        ["other"] = PlateColour.Other,
        ["农黄"] = PlateColour.FarmYellow,
        ["农绿"] = PlateColour.FarmGreen,
        ["黄绿"] = PlateColour.YellowGreen,
        ["黄绿双拼"] = PlateColour.YellowGreen,
        ["yellow-green"] = PlateColour.YellowGreen,
        ["渐变绿"] = PlateColour.GradientGreen,
        ["gradient-green"] = PlateColour.GradientGreen,
    };

    /// <summary>Parses a code of JT/T 697.7 or a name, with or without 色 or 牌 after it; null for anything else.</summary>
    public static PlateColour? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? Enum.IsDefined((PlateColour)code) ? (PlateColour)code : null
        : s_names.TryGetValue(text.TrimEnd('牌', '色'), out var colour) ? colour
        : null;
}
