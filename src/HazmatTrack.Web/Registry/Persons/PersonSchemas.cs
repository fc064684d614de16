using HazmatTrack.Http.OpenApi;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.Registry.Persons;

/// <summary>The OpenAPI schema of a person's data, whose documents have the members of their kinds.</summary>
internal static class PersonSchemas
{
    public static IOpenApiSchema Export(OpenApiDocument document)
    {
        var item = ErrorSchemas.Component(document, nameof(PersonDocumentView), () => new()
        {
            Type = JsonSchemaType.Object,
            Description = "One version of a document.",
            Required = new HashSet<string> { "kind", "document" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["kind"] = Text("The kind of document, an id of GET /document-kinds."),
                ["document"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "The version, as the calls of that kind answer it." },
            },
        });
        return ErrorSchemas.Component(document, nameof(PersonExportView), () => new()
        {
            Type = JsonSchemaType.Object,
            Description = "What the registry holds about a person, for the person.",
            Required = new HashSet<string> { "person", "documents" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["person"] = Text("The number that was asked for."),
                ["documents"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = item,
                    Description = "Every version of every document of the person, or that names the person, as far as the caller's duty reaches.",
                },
            },
        });
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
