using System.Globalization;
using System.Text.Json.Serialization;
using HazmatTrack.Http;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.Views;

/// <summary>
/// The OpenAPI document, and what it has to be told by hand: calls read their queries themselves, so that they can refuse what they do not
/// know, and the framework does not see that.
/// </summary>
internal static class ApiDocument
{
    private const string About =
        "Joint control of dangerous-goods road transport (危险货物道路运输联防联控). Instants are ISO 8601 with offset, coordinates WGS-84 degrees, "
        + "provinces six digits (GB/T 2260), vehicles plate_colour such as 沪A12345_2 (JT/T 697.7). Errors are problem details (RFC 9457) with a stable "
        + "code; a parameter that a call does not know is one. Lists answer items and nextCursor, null on the last page.";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services

        // Numbers are numbers here: the web's default also takes them as texts, and the document would say so of every one.
        .ConfigureHttpJsonOptions(o => o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict)
        .AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "HazmatTrack", Version = "v1", Description = About };
            return Task.CompletedTask;
        }));

    /// <summary>Names the parameters that a call reads.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder call, params QueryParameter[] parameters) =>
        call.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var parameter in parameters)
            {
                operation.Parameters.Add(parameter.Document());
            }

            return Task.CompletedTask;
        });

    /// <summary>Says what JSON a call answers, where no type of the program does.</summary>
    /// <param name="call">The call.</param>
    /// <param name="schema">The schema; may add components to the document.</param>
    /// <param name="status">With which status.</param>
    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder call, Func<OpenApiDocument, IOpenApiSchema> schema, int status = 200) =>
        call.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.Responses ??= [];
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = status == 201 ? "Created" : "OK",
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema(context.Document!) } },
            };
            return Task.CompletedTask;
        });

    /// <summary>
    /// Says what JSON a call takes. Declared with Accepts, another content type would be refused before it gets to the call, and without a word.
    /// </summary>
    /// <inheritdoc cref="Answers" path="/param"/>
    public static RouteHandlerBuilder TakesBody(this RouteHandlerBuilder call, Func<OpenApiDocument, IOpenApiSchema> schema) =>
        call.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema(context.Document!) } },
            };
            return Task.CompletedTask;
        });

    /// <summary>Says that a call also answers 200 with a text of some kind.</summary>
    public static RouteHandlerBuilder AnswersText(this RouteHandlerBuilder call, string description, params string[] contentTypes) =>
        call.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            if (!operation.Responses.TryGetValue("200", out var answer) || answer is not OpenApiResponse { Content: not null })
            {
                operation.Responses["200"] = answer = new OpenApiResponse { Description = "OK", Content = new Dictionary<string, OpenApiMediaType>() };
            }

            foreach (var type in contentTypes)
            {
                answer.Content![type] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = description } };
            }

            return Task.CompletedTask;
        });
}
