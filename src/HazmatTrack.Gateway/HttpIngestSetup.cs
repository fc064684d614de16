using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Access;
using HazmatTrack.Gateway.DeadLetters;
using HazmatTrack.Gateway.Ingest;
using HazmatTrack.Gateway.Operators;
using HazmatTrack.Http;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Access.Memory;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace HazmatTrack.Gateway;

internal static class HttpIngestSetup
{
    /// <param name="options">The limits of a request.</param>
    /// <param name="operators">Whose reports are taken.</param>
    /// <param name="letters">How much is kept of what is refused.</param>
    /// <param name="isDemo">Whether there are demo people.</param>
    public static IServiceCollection AddHttpIngest(
        this IServiceCollection services, HttpIngestOptions options, OperatorOptions operators, DeadLetterOptions letters, bool isDemo)
    {
        services.AddSingleton(options).AddSingleton<HttpIngestMetrics>().AddSingleton<PositionsEndpoint>().AddSingleton<PositionAdmission>().AddBodyCodings();
        services.AddSingleton(letters).AddSingleton<DeadLetterMetrics>().AddSingleton<RefusedItems>();
        services.AddSingleton(operators).AddSingleton<OperatorMetrics>().AddSingleton<OperatorTopics>();
        services.AddSingleton(p => new VehicleOwners(p.GetRequiredService<AccessDirectory>(), operators.TakesUnregistered ?? isDemo));
        return operators.Topics ? services.AddHostedService<OperatorAdmission>() : services;
    }

    public static IEndpointRouteBuilder MapPositions(this IEndpointRouteBuilder routes)
    {
        // Its metrics are shown from the start, so that an alarm on an increase sees the first event.
        routes.ServiceProvider.GetRequiredService<HttpIngestMetrics>();

        // HTTP ingest counts the bytes itself; the web server allows more, so that the rest of a refused body can be read and the connection kept.
        Map(routes).WithMetadata(
            new RequestSizeLimitAttribute(routes.ServiceProvider.GetRequiredService<HttpIngestOptions>().MaxBodyBytes + (2L * UnreadBodies.MostBytes)));
        return routes;
    }

    /// <summary>
    /// Describes the call in the API document of a process that does not take it: one address leads to gateways and to others, and its document has the calls
    /// of all.
    /// </summary>
    public static IEndpointRouteBuilder DescribePositions(this IEndpointRouteBuilder routes)
    {
        Map(routes).WithMetadata(new SuppressMatchingMetadata());
        return routes;
    }

    // What it needs is asked for when it is called: a process that only describes it has none of that.
    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/positions", (HttpContext context, [FromServices] PositionsEndpoint endpoint) => endpoint.PostAsync(context))
            .AddEndpointFilter(ProblemFilter.InvokeAsync)
            .Requires(AccessAction.SendPositions, AccessReach.ManyVehicles)
            .WithTags("Positions")
            .Describe(
                "postPositions",
                "Sends positions of vehicles",
                "A JSON array, or one position a line (application/x-ndjson). Answered when Kafka has them; every item that is not accepted is named, and where nothing "
                + "can be accepted that is an error. The body may be compressed (content-encoding gzip, zstd, br or deflate). Of a time's fraction milliseconds are kept; "
                + "heading or speedKmh -1 are values that were not sent; alarmBits and statusBits (JT/T 808) may be signed.")
            .AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
            {
                // The body is described here and not by Accepts, which answers another type with an empty 415 before HTTP ingest can report which types it
                // accepts.
                var item = await context.ComponentAsync<PositionBody>(cancellation);
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
            .Fails(
                ProblemCode.BadInput, ProblemCode.NothingAccepted, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType,
                ProblemCode.LogUnavailable, ProblemCode.StoreUnavailable);
}
