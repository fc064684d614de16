using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>A province's area: polygons of open rings, the first of each its outer border, the others holes.</summary>
public sealed record ProvinceShape(ProvinceCode Code, ProvinceName Name, IReadOnlyList<IReadOnlyList<IReadOnlyList<GeoPoint>>> Polygons)
{
    public ProvinceShape(ProvinceCode code, string name, string nameEn, IReadOnlyList<IReadOnlyList<IReadOnlyList<GeoPoint>>> polygons)
        : this(code, new(name, nameEn), polygons)
    {
    }
}

/// <summary>A province's name in Chinese and in English.</summary>
public readonly record struct ProvinceName(string Chinese, string English);

/// <summary>A change of province along a straight segment.</summary>
/// <param name="Fraction">Where on the segment, 0 to 1.</param>
/// <param name="Place">The point on the border.</param>
/// <param name="From">The province before it.</param>
/// <param name="To">The province after it.</param>
public readonly record struct BorderIntersection(double Fraction, GeoPoint Place, ProvinceCode From, ProvinceCode To);

/// <summary>The nearest border between provinces: its distance, and the province beyond it.</summary>
public readonly record struct BorderDistance(Distance Distance, ProvinceCode Neighbour);
