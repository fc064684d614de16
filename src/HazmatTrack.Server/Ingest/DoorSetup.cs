using HazmatTrack.Server.Api;

namespace HazmatTrack.Server.Ingest;

internal static class DoorSetup
{
    public static IServiceCollection AddPositionDoor(this IServiceCollection services, DoorOptions options) =>
        services.AddSingleton(options).AddSingleton<PositionDoor>();

    public static IEndpointRouteBuilder MapPositions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/positions", (HttpContext context, PositionDoor door) => door.PostAsync(context))
            .AddEndpointFilter(Problems.Filter)
            .WithTags("Positions")
            .WithSummary("Sends positions of vehicles")
            .WithDescription("A JSON array, or one position a line (application/x-ndjson). Answered when the log has them; every item that is not taken is named.")
            .Accepts<PositionBody[]>("application/json", "application/x-ndjson")
            .Produces<DoorAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }
}
