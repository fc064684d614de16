using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Tests.Registry;

internal static class SomeDocuments
{
    public static readonly VehicleId Truck = new("沪A12345", PlateColour.Yellow);
    public static readonly VehicleId Other = new("皖B00001D", PlateColour.YellowGreen);

    public static Permit Permit(string number, VehicleId? vehicle = null, long from = 1000, long to = 2000, params ProvinceCode[] provinces) => new()
    {
        Number = number,
        Vehicle = vehicle ?? Truck,
        Provinces = provinces.Length == 0 ? [ProvinceCode.Shanghai, ProvinceCode.Jiangsu] : [.. provinces],
        ValidFrom = new(from),
        ValidTo = new(to),
    };

    public static Route Route(string number, VehicleId? vehicle = null) => new()
    {
        Number = number,
        Vehicle = vehicle ?? Truck,
        Line = [new(31_000_000, 121_000_000), new(31_123_456, 121_654_321), new(31_200_000, 120_000_001)],
        Corridor = Distance.FromMetres(312.5),
        ValidFrom = new(1000),
        ValidTo = new(2000),
    };

    public static async Task<List<T>> AllAsync<T>(this IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
        {
            all.Add(item);
        }

        return all;
    }
}
