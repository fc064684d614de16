using HazmatTrack.Domain;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Web.Alerts;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.OpenApi;

/// <summary>The OpenAPI document: what it says of the API as a whole.</summary>
internal static class ApiDocument
{
    private const string About =
        "Joint control of dangerous-goods road transport (危险货物道路运输联防联控). Instants are ISO 8601 with offset, coordinates WGS-84 degrees, "
        + "provinces six digits (GB/T 2260), vehicles plate_colour such as 沪A12345_2 (JT/T 697.7). Errors are problem details (RFC 9457) of one form: a stable code, "
        + "and all that is wrong by field; a parameter or a member that a call does not know is an error, but for further members of a position, which are "
        + "ignored. Texts are Chinese, or English for a request that prefers it by Accept-Language. Lists answer items and nextCursor, which is null on the last page.";

    private static readonly (string Name, string Description)[] s_tags =
    [
        ("Access", "Signing in, and what one may ask for."),
        ("Alerts", "What the rules found, what is done about it, and the stream of both."),
        ("Borders", "The borders of the provinces, and on which side of them a point is."),
        ("Operators", "What operators see of their own reports: what was refused, and how good the rest is."),
        ("Operations", "How far the partitions of the topic of positions are read."),
        ("Positions", "HTTP ingest, for senders without Kafka."),
        ("Registry", "Documents that vehicles are evaluated by: permits, routes and further kinds."),
        ("Rules", "The rules that vehicles are evaluated by."),
        ("Search", "Who was where, and when."),
        ("Subscriptions", "To whom alerts are sent without being asked for: webhooks and mail."),
        ("Vehicles", "Where vehicles are and were."),
    ];

    /// <summary>The ways in, of which a call uses one.</summary>
    private static readonly (string Name, OpenApiSecurityScheme Scheme)[] s_ways =
    [
        ("session", new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "hazmat",
            Description = "A person who has signed in, by the cookie of the session. A change also wants the header X-Hazmat: 1.",
        }),
        ("key", new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A program with an API key." }),
        ("token", new()
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "A program with an access token of the identity provider.",
        }),
    ];

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services
        .ConfigureHttpJsonOptions(o => WireJson.Apply(o.SerializerOptions))
        .AddOpenApi("v1", o =>
        {
            o.CreateSchemaReferenceId = TypeSchemas.NameOfItsOwn();
            o.AddSchemaTransformer(TypeSchemas.CorrectAsync);
            o.AddOperationTransformer((operation, context, _) =>
            {
                if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredAccess>().Any())
                {
                    // Open to everybody, which an empty requirement says.
                    operation.Security = [[]];
                }

                return Task.CompletedTask;
            });
            o.AddDocumentTransformer((document, _, _) =>
            {
                Complete(document);
                return Task.CompletedTask;
            });
        });

    private static void Complete(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "HazmatTrack",
            Version = "v1",
            Description = About,
            License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            Contact = new() { Name = "The HazmatTrack authors" },
        };

        // The server that the document came from: a deployment's address is not known here.
        document.Servers = [new() { Url = "/", Description = "The server that this document came from." }];

        document.Components ??= new();
        document.Components.SecuritySchemes = s_ways.ToDictionary(w => w.Name, w => (IOpenApiSecurityScheme)w.Scheme);
        document.Security = [.. s_ways.Select(w => new OpenApiSecurityRequirement { [new(w.Name, document)] = [] })];
        document.Tags = s_tags.Select(t => new OpenApiTag { Name = t.Name, Description = t.Description }).ToHashSet();
        ErrorResponses.AddAny(document);
        StreamSchemas.Apply(document);
        TypeSchemas.DropNullOfAbsent(document);
        TypeSchemas.DescribeNullable(document);
        TypedValues.Apply(document);
        ApiExamples.Apply(document);
    }
}
