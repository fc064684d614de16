using System.Text.Json.Nodes;
using HazmatTrack.Http;
using HazmatTrack.Web.History;
using HazmatTrack.Web.Locate;
using HazmatTrack.Web.Partitions;
using HazmatTrack.Web.Quality;
using HazmatTrack.Web.Rules;
using HazmatTrack.Web.Vehicles;

namespace HazmatTrack.Web;

/// <summary>The read endpoints of the API: places, vehicles, tracks, borders.</summary>
internal static class ReadApi
{
    public static IServiceCollection AddReadApi(this IServiceCollection services, string bordersFile) =>
        services.AddSingleton<VehicleDirectory>().AddSingleton<VehicleNow>()
            .AddSingleton<QualityReading>().AddSingleton(new BordersDocument(bordersFile)).AddSingleton(DamagedHistoryProblem.Known);

    public static IEndpointRouteBuilder MapReadApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").AddEndpointFilter(Problems.Filter)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        VehicleEndpoints.Map(group);
        HistoryEndpoints.Map(group);
        PresenceEndpoints.Map(group);
        RuleEndpoints.Map(group);
        PartitionEndpoints.Map(group);
        group.MapGet("/borders", (HttpContext context, BordersDocument borders) =>
            {
                _ = new QueryReader(context.Request.Query);
                return borders.WriteAsync(context);
            })
            .WithTags("Borders")
            .WithSummary("The borders that are judged by, as GeoJSON")
            .Produces<JsonObject>(contentType: "application/geo+json");
        return routes;
    }
}
