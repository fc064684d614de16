using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Documents as a seed gives them.</summary>
internal static class SomePapers
{
    /// <summary>A permit of some provinces, or a route along the beginning of a way; its number begins with P or R.</summary>
    public static IDocument PermitOrRoute(
        Random random, string number, VehicleId vehicle, IReadOnlyList<GeoPoint> way, (Instant From, Instant To, Instant? Withdrawn) valid) =>
            random.Next(2) == 0
        ? new Permit
        {
            Number = $"P{number}",
            Vehicle = vehicle,
            Provinces = random.Next(2) == 0 ? [ProvinceCode.Jiangsu, ProvinceCode.Shanghai] : [ProvinceCode.Zhejiang],
            ValidFrom = valid.From,
            ValidTo = valid.To,
            WithdrawnAt = valid.Withdrawn,
        }
        : new Route
        {
            Number = $"R{number}",
            Vehicle = vehicle,
            Line = [.. way.Take(random.Next(2, 5))],
            Corridor = Distance.FromMetres(random.Next(100, 3000)),
            ValidFrom = valid.From,
            ValidTo = valid.To,
            WithdrawnAt = valid.Withdrawn,
        };
}
