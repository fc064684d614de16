using System.Text.Json.Nodes;
using HazmatTrack.Domain;
using HazmatTrack.Http.Errors;
using Microsoft.OpenApi;

namespace HazmatTrack.Http.OpenApi;

/// <summary>The schemas of errors, from the lists of codes.</summary>
internal static class ErrorSchemas
{
    /// <summary>The schema of every error.</summary>
    public static IOpenApiSchema Problem(OpenApiDocument document)
    {
        var (code, fault) = (
            Component(document, "ProblemCode", () => Codes("The kind of error; the names are stable.", ProblemCode.All.Select(c => (c.Name, c.Meaning)))),
            Component(document, "FaultCode", () => Codes("What is wrong with a field; the names are stable.", FaultCode.All.Select(c => (c.Name, c.Meaning)))));
        (code.Description, fault.Description) = ("The kind of error, by which a client decides what to do.", "What is wrong with the field.");
        var faults = Component(document, "FieldFault", () => new()
        {
            Type = JsonSchemaType.Object,
            Description = "One fault of a field.",
            Required = new HashSet<string> { "code", "message" },
            Properties = new Dictionary<string, IOpenApiSchema> { ["code"] = fault, ["message"] = Text("What is wrong and what is expected, in the language of the request.") },
        });
        return Component(document, "Problem", () => new()
        {
            Type = JsonSchemaType.Object,
            Description = "An error (RFC 9457). Texts are Chinese, or English for a request that prefers it by Accept-Language.",
            Required = new HashSet<string> { "type", "title", "status", "detail", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", Description = "Names the kind of error; it leads nowhere." },
                ["title"] = Text("The kind of error, in a few words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
                ["detail"] = Text("What happened, to what, and what to do."),
                ["code"] = code,
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "All that is wrong, by field: a parameter, a header, a member of the body, or `body` for the body as a whole. Present where a field is wrong.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = faults },
                },
                ["accepted"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Description = "With nothing-accepted and log-unavailable: how many positions are stored.",
                },
                ["rejected"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchemaReference("RejectedItem", document),
                    Description = "With nothing-accepted: why each position is rejected.",
                },
                ["failed"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                    Description = "With log-unavailable: the indexes of the positions that are not stored for sure.",
                },
                ["from"] = Time("With history-damaged: the first instant that cannot be read."),
                ["to"] = Time("With history-damaged: the last instant that cannot be read."),
            },
        });
    }

    /// <summary>An example of an error, in English.</summary>
    public static JsonNode Example(ProblemCode code)
    {
        var example = new JsonObject
        {
            ["type"] = code.Type,
            ["title"] = code.Title.English,
            ["status"] = code.Status,
            ["detail"] = code.Meaning.English,
            ["code"] = code.Name,
        };
        if (code == ProblemCode.BadInput)
        {
            example["detail"] = "limit: 'ten' is not a whole number from 1 to 1000. to: 'to' must be later than 'from'.";
            example["errors"] = new JsonObject
            {
                ["limit"] = Fault(FaultCode.OutOfRange, "'ten' is not a whole number from 1 to 1000."),
                ["to"] = Fault(FaultCode.OutOfRange, "'to' must be later than 'from'."),
            };
        }

        return example;
    }

    /// <summary>Adds a component unless the document has it, and returns the reference to it.</summary>
    public static OpenApiSchemaReference Component(OpenApiDocument document, string name, Func<OpenApiSchema> schema)
    {
        if (document.Components?.Schemas?.ContainsKey(name) != true)
        {
            document.AddComponent(name, schema());
        }

        return new(name, document);
    }

    private static JsonArray Fault(FaultCode code, string message) => [new JsonObject { ["code"] = code.Name, ["message"] = message }];

    private static OpenApiSchema Codes(string about, IEnumerable<(string Name, LocalText Meaning)> codes)
    {
        var list = codes.ToList();
        return new()
        {
            Type = JsonSchemaType.String,
            Description = about + string.Concat(list.Select(c => $"\n- `{c.Name}`: {c.Meaning.English} {c.Meaning.Chinese}")),
            Enum = [.. list.Select(c => (JsonNode)c.Name)],
        };
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Time(string description) => new() { Type = JsonSchemaType.String, Format = "date-time", Description = description };
}
