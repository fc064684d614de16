using HazmatTrack.Domain.Documents;
using HazmatTrack.Storage.Registry;
using Route = HazmatTrack.Domain.Documents.Route;

namespace HazmatTrack.Server.Registry;

/// <summary>The registry's part of the API: <c>/api/v1/permits</c> and <c>/api/v1/routes</c>.</summary>
public static class RegistryEndpoints
{
    public static IEndpointRouteBuilder MapRegistry(this IEndpointRouteBuilder endpoints)
    {
        new DocumentEndpoints<Permit, PermitBody, PermitView>(DocumentKinds.Permit, "/api/v1/permits", ReadPermit, PermitView.Of).Map(endpoints);
        new DocumentEndpoints<Route, RouteBody, RouteView>(DocumentKinds.Route, "/api/v1/routes", ReadRoute, RouteView.Of).Map(endpoints);
        return endpoints;
    }

    private static Permit ReadPermit(DocumentFields fields, string? number)
    {
        var (from, to) = fields.Validity();
        return new()
        {
            Number = fields.Number(number),
            Vehicle = fields.Vehicle(),
            Provinces = fields.Provinces(),
            ValidFrom = from,
            ValidTo = to,
        };
    }

    private static Route ReadRoute(DocumentFields fields, string? number)
    {
        var (from, to) = fields.Validity();
        return new()
        {
            Number = fields.Number(number),
            Vehicle = fields.Vehicle(),
            Line = fields.Line(),
            Corridor = fields.Corridor(),
            ValidFrom = from,
            ValidTo = to,
        };
    }
}
