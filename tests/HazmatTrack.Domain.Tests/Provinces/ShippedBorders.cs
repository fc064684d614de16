using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Tests.Provinces;

/// <summary>The borders that come with the program.</summary>
internal static class ShippedBorders
{
    private static readonly Lazy<byte[]> s_bytes = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "HazmatTrack.sln")))
        {
            folder = folder.Parent;
        }

        return File.ReadAllBytes(Path.Combine(folder.FullName, "borders", "provinces.geojson"));
    });

    private static readonly Lazy<ProvinceMap> s_map = new(() => ProvinceMap.FromGeoJson(s_bytes.Value));

    public static byte[] Bytes => s_bytes.Value;

    public static ProvinceMap Map => s_map.Value;
}
