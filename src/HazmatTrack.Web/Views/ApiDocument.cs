using System.Globalization;
using System.Text.Json.Serialization;
using HazmatTrack.Http;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.Views;

/// <summary>
/// The OpenAPI document, and what must be added to it by hand: calls read their queries themselves, so that they can reject unknown
/// parameters, and the framework does not see that.
/// </summary>
internal static class ApiDocument
{
    private const string About =
        "Joint control of dangerous-goods road transport (危险货物道路运输联防联控). Instants are ISO 8601 with offset, coordinates WGS-84 degrees, "
        + "provinces six digits (GB/T 2260), vehicles plate_colour such as 沪A12345_2 (JT/T 697.7). Errors are problem details (RFC 9457) with a stable "
        + "code; a parameter that a call does not know is one. Lists answer items and nextCursor, null on the last page.";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services

        // Numbers are JSON numbers: the web default also accepts strings, and the document would declare that for each.
        .ConfigureHttpJsonOptions(o => o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict)
        .AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "HazmatTrack", Version = "v1", Description = About };
            return Task.CompletedTask;
        }));

    /// <summary>Declares the parameters that a call reads.</summary>
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

    /// <summary>Declares the JSON that a call returns, where no type of the program defines it.</summary>
    /// <param name="schema">The schema; may add components to the document.</param>
    /// <param name="status">The status code of the response.</param>
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
    /// Declares the JSON body of a call. With Accepts, the framework would reject another content type before the call runs, without an error text.
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

    /// <summary>Declares that a call also returns 200 with a text of some kind.</summary>
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
