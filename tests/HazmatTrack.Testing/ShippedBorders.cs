using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Testing;

/// <summary>The borders that come with the program.</summary>
public static class ShippedBorders
{
    private static readonly Lazy<byte[]> s_bytes = new(() => File.ReadAllBytes(Repository.File("borders/provinces.geojson")));

    private static readonly Lazy<ProvinceMap> s_map = new(() => ProvinceMap.FromGeoJson(s_bytes.Value));

    public static byte[] Bytes => s_bytes.Value;

    public static ProvinceMap Map => s_map.Value;
}
