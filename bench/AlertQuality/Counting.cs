using System.Globalization;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.AlertQuality;

/// <summary>Which true stays in a province count, so that the passages between them must be found.</summary>
/// <param name="Depth">How deep inside the truck must have come, from every border.</param>
/// <param name="Stay">How long it must have been inside; null for one reporting interval.</param>
public sealed record Counting(Distance Depth, TimeSpan? Stay)
{
    public static readonly Counting Default = new(Distance.FromMetres(100), null);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Depth.Metres:0} m deep and {(Stay is { } s ? $"{s.TotalSeconds:0} s" : "one reporting interval")} long");
}
