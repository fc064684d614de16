using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Speeds;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>
/// What is filed for the trucks, in turn: nothing; a permit for all of the Delta; one for two provinces, which ends half-way; a permit and a
/// route that leaves the way the truck takes.
/// </summary>
internal static class Documents
{
    public static VehicleDocuments For(int number, VehicleId vehicle, IReadOnlyList<GeoPoint> way, Instant from, Instant to)
    {
        var middle = from + ((to - from) / 2);
        Permit PermitFor(Instant until, params int[] provinces) => new()
        {
            Number = $"DRILL-P{number}",
            Vehicle = vehicle,
            Provinces = [.. provinces.Select(p => new ProvinceCode(p))],
            ValidFrom = from - TimeSpan.FromDays(1),
            ValidTo = until,
        };
        var always = to + TimeSpan.FromDays(1);
        return (number % 4) switch
        {
            0 => VehicleDocuments.None,
            1 => VehicleDocuments.From(PermitFor(always, 310_000, 320_000, 330_000, 340_000)),
            2 => VehicleDocuments.From(PermitFor(middle, 310_000, 320_000)),
            _ => VehicleDocuments.From(
                PermitFor(always, 310_000, 320_000, 330_000, 340_000), RouteFor(number, vehicle, way, from - TimeSpan.FromDays(1), always)),
        };
    }

    /// <summary>What only the next build knows: two of five trucks may drive fast until half-way.</summary>
    public static Truck Exempted(Truck truck, int number, Instant from, Instant to) => number % 5 is not (1 or 3) ? truck : truck with
    {
        IsExemptedAmidBoth = number % 5 == 3,
        Exemption = new()
        {
            Number = $"DRILL-E{number}",
            Vehicle = truck.Vehicle,
            ValidFrom = from - TimeSpan.FromDays(1),
            ValidTo = from + ((to - from) / 2),
        },
    };

    public static async Task FileExemptionsAsync(RegistryStore registry, IEnumerable<Truck> trucks, CancellationToken cancellation)
    {
        foreach (var exemption in trucks.Select(t => t.Exemption).OfType<SpeedExemption>())
        {
            await registry.FileAsync(SpeedExemption.Definition, exemption, "drill", cancellation);
        }
    }

    public static async Task FileAsync(RegistryStore registry, IEnumerable<Truck> trucks, CancellationToken cancellation)
    {
        foreach (var documents in trucks.Select(t => t.Documents))
        {
            foreach (var permit in documents.From(DocumentKinds.Permit))
            {
                await registry.FileAsync(DocumentKinds.Permit, permit, "drill", cancellation);
            }

            foreach (var route in documents.From(DocumentKinds.Route))
            {
                await registry.FileAsync(DocumentKinds.Route, route, "drill", cancellation);
            }
        }
    }

    /// <summary>The truck's way, but for one point in the middle, two kilometres further north: it is off the route on two stretches.</summary>
    private static Route RouteFor(int number, VehicleId vehicle, IReadOnlyList<GeoPoint> way, Instant from, Instant to) => new()
    {
        Number = $"DRILL-R{number}",
        Vehicle = vehicle,
        Line = [.. way.Select((point, i) => i == way.Count / 2 ? point with { LatitudeE6 = point.LatitudeE6 + 20_000 } : point)],
        Corridor = Distance.FromMetres(800),
        ValidFrom = from,
        ValidTo = to,
    };
}
