using HazmatTrack.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace HazmatTrack.Gateway;

internal static class HttpIngestSetup
{
    public static IServiceCollection AddHttpIngest(this IServiceCollection services, HttpIngestOptions options) =>
        services.AddSingleton(options).AddSingleton<HttpIngestMetrics>().AddSingleton<PositionsEndpoint>().AddBodyCodings();

    public static IEndpointRouteBuilder MapPositions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/positions", (HttpContext context, PositionsEndpoint endpoint) => endpoint.PostAsync(context))
            .AddEndpointFilter(Problems.Filter)

            // HTTP ingest counts the bytes itself; the web server allows more, so that the rest of a refused body can be read and the connection kept.
            .WithMetadata(new RequestSizeLimitAttribute(
                routes.ServiceProvider.GetRequiredService<HttpIngestOptions>().MaxBodyBytes + (2L * UnreadBodies.MostBytes)))
            .WithTags("Positions")
            .WithSummary("Sends positions of vehicles")
            .WithDescription("A JSON array, or one position a line (application/x-ndjson): plate, plateColor (JT/T 697.7), time (ISO 8601 with offset), lat, lon, speedKmh, heading, and where known altitudeM, mileageKm, fixed, datum (wgs84 or gcj02), alarmBits, statusBits (JT/T 808). Answered when the log has them; every item that is not taken is named, and where nothing can be taken that is an error. The body may be compressed (content-encoding gzip, zstd, br or deflate). Of a time's fraction milliseconds are kept; heading or speedKmh -1 are values that were not sent; alarmBits and statusBits may be signed.")
            .AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
            {
                // The body is described here and not by Accepts, which answers another type with an empty 415 before HTTP ingest can report which types it
                // accepts.
                var item = await context.GetOrCreateSchemaAsync(typeof(PositionBody), null, cancellation);
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = item } },
                        ["application/x-ndjson"] = new() { Schema = item },
                    },
                };
            })
            .Produces<PostPositionsResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }
}
