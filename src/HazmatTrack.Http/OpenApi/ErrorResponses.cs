using HazmatTrack.Http.Errors;
using Microsoft.OpenApi;

namespace HazmatTrack.Http.OpenApi;

/// <summary>The errors of calls in the OpenAPI document, each with an example.</summary>
internal static class ErrorResponses
{
    private const string MediaType = "application/problem+json";

    /// <summary>What any call may answer: the response <c>default</c> of each.</summary>
    private static readonly ProblemCode[] s_any = [ProblemCode.MethodNotAllowed, ProblemCode.RequestTimeout, ProblemCode.TooManyRequests, ProblemCode.Internal];

    /// <summary>Declares the errors that a call answers.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder call, params ProblemCode[] codes) => call.Add((operation, document) =>
    {
        foreach (var code in codes)
        {
            var response = operation.Response(code.Status, code.Title.English);
            Add(response, code, document);
            if (code.Status == StatusCodes.Status503ServiceUnavailable)
            {
                (response.Headers ??= new Dictionary<string, IOpenApiHeader>())["Retry-After"] = new OpenApiHeader
                {
                    Description = "After how many seconds to try again.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                    Example = 2,
                };
            }
        }
    });

    /// <summary>Adds to every call what any call may answer.</summary>
    public static void AddAny(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
        {
            var response = new OpenApiResponse { Description = "Any other error.", Content = new Dictionary<string, OpenApiMediaType>() };
            foreach (var code in s_any)
            {
                Add(response, code, document);
            }

            (operation.Responses ??= [])["default"] = response;
        }
    }

    private static void Add(OpenApiResponse response, ProblemCode code, OpenApiDocument document)
    {
        if (!response.Content!.TryGetValue(MediaType, out var media))
        {
            response.Content[MediaType] = media = new OpenApiMediaType
            {
                Schema = ErrorSchemas.Problem(document),
                Examples = new Dictionary<string, IOpenApiExample>(),
            };
        }

        media.Examples![code.Name] = new OpenApiExample { Summary = code.Meaning.English, Value = ErrorSchemas.Example(code) };
    }
}
