using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Posted;
using HazmatTrack.Http.Requests;
using HazmatTrack.Web.History;
using HazmatTrack.Web.Locate;
using HazmatTrack.Web.Partitions;
using HazmatTrack.Web.Quality;
using HazmatTrack.Web.Quality.Days;
using HazmatTrack.Web.Registry.Persons;
using HazmatTrack.Web.Rules;
using HazmatTrack.Web.Seen;
using HazmatTrack.Web.Vehicles;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Web;

/// <summary>The read endpoints of the API: places, vehicles, tracks, a person's own data, borders.</summary>
internal static class ReadApi
{
    public static IServiceCollection AddReadApi(this IServiceCollection services, string bordersFile) =>
        services.AddSingleton<VehicleDirectory>().AddSingleton<VehicleSights>().AddSingleton<ScopedVehicles>()
            .AddSingleton<PartitionOwners>().AddSingleton<ITrackHistory, TrackHistory>().AddSingleton<VehicleNames>().AddSingleton<ScopedPresence>()
            .AddSingleton<Recovery>()
            .AddSingleton<VehicleNow>().AddSingleton<QuarantineList>()
            .AddSingleton<QualityReading>().AddSingleton<QualityDays>().AddSingleton<QualityEndpoints>()
            .AddSingleton(new BordersDocument(bordersFile)).AddSingleton(DamagedHistoryProblem.Known);

    public static IEndpointRouteBuilder MapReadApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").AddEndpointFilter(ProblemFilter.InvokeAsync);
        VehicleEndpoints.Map(group);
        HistoryEndpoints.Map(group);
        PresenceEndpoints.Map(group);
        RuleEndpoints.Map(group);
        PartitionEndpoints.Map(group);
        QualityEndpoints.Map(group);
        PersonEndpoints.Map(group);
        PostedQueries.Map(group);
        group.MapGet("/borders", (HttpContext context, BordersDocument borders) =>
            {
                var query = new QueryReader(context.Request.Query);
                var known = EntityTags.Read(context.Request, HeaderNames.IfNoneMatch, query.Faults);
                query.ThrowIfInvalid();
                return borders.WriteAsync(context, known);
            })
            .Requires(AccessAction.ReadReference)
            .WithTags("Borders")
            .Describe("getBorders", "The borders of the provinces, as GeoJSON", "The file by which provinces are found: a FeatureCollection (RFC 7946). Carries an ETag.")
            .Takes(QueryParameter.Known)
            .Answers("application/geo+json", BordersDocument.SchemaAsync)
            .AnswersHeader(200, "ETag", "The version of the file, for If-None-Match.", "W/\"5f2c\"")
            .AnswersNotModified()
            .Fails(ProblemCode.BadInput);
        return routes;
    }
}
