using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HazmatTrack.Http.OpenApi;

/// <summary>
/// Describes calls in the OpenAPI document: calls read their queries and bodies themselves, so that they can name all faults, and the framework does not see
/// what they read.
/// </summary>
internal static class Operations
{
    /// <summary>Names and describes a call.</summary>
    /// <param name="id">Its operationId, by which generated clients name it.</param>
    /// <param name="summary">One line without a full stop.</param>
    /// <param name="description">Whole sentences.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder call, string id, string summary, string description) =>
        call.WithName(id).WithSummary(summary).WithDescription(description);

    /// <summary>Declares the parameters that a call reads; those of the path, which the framework declares, get their description and example.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder call, params QueryParameter[] parameters) => call.Add((operation, _) =>
    {
        operation.Parameters ??= [];
        foreach (var parameter in parameters)
        {
            if (parameter.In == ParameterLocation.Path)
            {
                operation.Parameters.Remove(operation.Parameters.First(p => p.Name == parameter.Name));
            }

            operation.Parameters.Add(parameter.Document());
        }
    });

    /// <summary>Declares the JSON that a call returns, where no type of the program defines it.</summary>
    /// <param name="schema">The schema; may add components to the document.</param>
    /// <param name="status">The status code of the response.</param>
    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder call, Func<OpenApiDocument, IOpenApiSchema> schema, int status = 200) =>
        call.Add((operation, document) =>
        {
            if (status != StatusCodes.Status200OK
                && operation.Responses?.TryGetValue("200", out var standard) == true && standard.Content is null or { Count: 0 })
            {
                // The framework's own, for a call of which it knows no answer.
                operation.Responses!.Remove("200");
            }

            var response = operation.Response(status, status == StatusCodes.Status201Created ? "Created" : "OK");
            response.Content!["application/json"] = new() { Schema = schema(document) };
        });

    /// <summary>Declares that a call also returns 200 with a text of some media types.</summary>
    public static RouteHandlerBuilder AnswersText(this RouteHandlerBuilder call, string description, params (string Type, string Example)[] types) =>
        call.Add((operation, _) =>
        {
            foreach (var (type, example) in types)
            {
                operation.Response(200, "OK").Content![type] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = description },
                    Example = example,
                };
            }
        });

    /// <summary>Declares that a call returns 200 with a body of a media type.</summary>
    public static RouteHandlerBuilder Answers(
        this RouteHandlerBuilder call, string type, Func<OpenApiOperationTransformerContext, CancellationToken, Task<IOpenApiSchema>> schema) =>
        call.AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
            operation.Response(200, "OK").Content![type] = new() { Schema = await schema(context, cancellation) });

    /// <summary>Declares a header of the successful answer.</summary>
    public static RouteHandlerBuilder AnswersHeader(this RouteHandlerBuilder call, int status, string name, string description, string example) =>
        call.Add((operation, _) => (operation.Response(status, "OK").Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = example,
        });

    /// <summary>
    /// Declares the JSON body of a call. With Accepts, the framework would reject another content type before the call runs, and without its faults.
    /// </summary>
    public static RouteHandlerBuilder TakesBody(this RouteHandlerBuilder call, Func<OpenApiDocument, IOpenApiSchema> schema) =>
        call.Add((operation, document) => operation.RequestBody = JsonBody(schema(document)));

    /// <inheritdoc cref="TakesBody"/>
    /// <typeparam name="T">The type whose schema the body has.</typeparam>
    public static RouteHandlerBuilder TakesBody<T>(this RouteHandlerBuilder call) =>
        call.AddOpenApiOperationTransformer(
            async (operation, context, cancellation) => operation.RequestBody = JsonBody(await context.ComponentAsync<T>(cancellation)));

    /// <summary>Declares the JSON body of a call that may be without: it needs no member.</summary>
    /// <typeparam name="T">The type whose schema the body has.</typeparam>
    public static RouteHandlerBuilder TakesOptionalBody<T>(this RouteHandlerBuilder call) =>
        call.AddOpenApiOperationTransformer(
            async (operation, context, cancellation) => operation.RequestBody = JsonBody(await context.ComponentAsync<T>(cancellation), isRequired: false));

    /// <summary>Declares that a GET with a condition may answer 304.</summary>
    public static RouteHandlerBuilder AnswersNotModified(this RouteHandlerBuilder call) => call.Add((operation, _) =>
        (operation.Responses ??= [])["304"] = new OpenApiResponse
        {
            Description = "Not modified: the client has the current version.",
            Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["ETag"] = new OpenApiHeader
                {
                    Description = "The version that is current.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Example = "\"3\"",
                },
            },
        });

    private static OpenApiRequestBody JsonBody(IOpenApiSchema schema, bool isRequired = true) =>
        new() { Required = isRequired, Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } } };

    /// <summary>The response of a status, which is added where there is none yet.</summary>
    internal static OpenApiResponse Response(this OpenApiOperation operation, int status, string description)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        operation.Responses ??= [];
        if (!operation.Responses.TryGetValue(key, out var found) || found is not OpenApiResponse response)
        {
            operation.Responses[key] = response = new OpenApiResponse { Description = description };
        }

        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        return response;
    }

    internal static RouteHandlerBuilder Add(this RouteHandlerBuilder call, Action<OpenApiOperation, OpenApiDocument> change) =>
        call.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            change(operation, context.Document!);
            return Task.CompletedTask;
        });
}
