using System.Globalization;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Http.OpenApi;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.Registry;

/// <summary>The OpenAPI schemas of a kind: the filed body, the returned version, and a list of versions.</summary>
internal sealed class DocumentSchemas(DocumentKind kind)
{
    private readonly string _name = NameOf(kind.Id);

    /// <summary>An id such as <c>night-ban</c> as a part of names: <c>NightBan</c>.</summary>
    public static string NameOf(string id) =>
        id.Split('-').Aggregate("", (name, part) => name + char.ToUpper(part[0], CultureInfo.InvariantCulture) + part[1..]);

    /// <summary>The body that a client files.</summary>
    public IOpenApiSchema Body(OpenApiDocument document) => ErrorSchemas.Component(document, $"{_name}Body", () => new()
    {
        Type = JsonSchemaType.Object,
        Description = $"What a client files as a {kind.Id}. `number` is required with POST; with PUT it is in the address.",
        Required = new HashSet<string>([.. Subject(), .. kind.Fields.Where(f => !f.IsOptional).Select(f => f.Name), "validFrom", "validTo"]),
        Properties = Properties(),
    });

    /// <summary>One version as it is returned to clients.</summary>
    public IOpenApiSchema View(OpenApiDocument document) => ErrorSchemas.Component(document, $"{_name}View", () => new()
    {
        Type = JsonSchemaType.Object,
        Description = $"One version of a {kind.Id}, as clients see it.",
        Required = new HashSet<string>(
            [
                "number", .. Subject(), .. kind.Fields.Select(f => f.Name), "validFrom", "validTo", "withdrawnAt", "version", "recordedAt", "filedBy",
                .. Masked().Select(m => m.Name),
            ]),
        Properties = Properties(
        [
            ("withdrawnAt", new OpenApiSchema
            {
                Type = JsonSchemaType.String | JsonSchemaType.Null,
                Format = "date-time",
                Description = "From when on it is withdrawn; null while it is not.",
            }),
            ("version", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "1 for the first, and one more with each filing that changes it." }),
            ("recordedAt", Text("When this version was filed.", "date-time")),
            ("filedBy", Text("Who filed this version: the name of the person, or of the API key.")),
            .. Masked(),
        ]),
    });

    /// <summary>A list of versions.</summary>
    public IOpenApiSchema List(OpenApiDocument document)
    {
        var view = View(document);
        return ErrorSchemas.Component(document, $"DocumentListOf{_name}View", () => new()
        {
            Type = JsonSchemaType.Object,
            Description = "A page of a list; nextCursor is null on the last.",
            Required = new HashSet<string> { "items", "nextCursor" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = view, Description = "The documents, by number; of one document its versions, oldest first." },
                ["nextCursor"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String | JsonSchemaType.Null,
                    Description = "The cursor of the next page; null on the last.",
                },
            },
        });
    }

    private static OpenApiSchema Text(string description, string? format = null) =>
        new() { Type = JsonSchemaType.String, Description = description, Format = format };

    private static OpenApiSchema ToSchema(FieldShape shape, string? description = null) => new()
    {
        Type = shape.Type switch
        {
            "number" => JsonSchemaType.Number,
            "boolean" => JsonSchemaType.Boolean,
            "array" => JsonSchemaType.Array,
            "object" => JsonSchemaType.Object,
            _ => JsonSchemaType.String,
        },
        Format = shape.Type == "number" ? "double" : null,
        Description = description,
        Minimum = shape.Bounds?.Least.ToString(CultureInfo.InvariantCulture),
        Maximum = shape.Bounds?.Most.ToString(CultureInfo.InvariantCulture),
        Items = shape.Items is { } items ? ToSchema(items) : null,
        Enum = shape.Choices.Count > 0 ? [.. shape.Choices.Select(c => (System.Text.Json.Nodes.JsonNode)c)] : null,
        Required = shape.Properties.Count > 0 ? shape.Properties.Select(p => p.Name).ToHashSet() : null,
        Properties = shape.Properties.Count > 0 ? shape.Properties.ToDictionary(p => p.Name, IOpenApiSchema (p) => ToSchema(p.Shape)) : null,
    };

    /// <summary>The member that says whether persons are masked; none where the kind names nobody.</summary>
    private (string Name, OpenApiSchema Schema)[] Masked() => !kind.NamesPersons ? [] :
    [
        ("masked", new OpenApiSchema
        {
            Type = JsonSchemaType.Boolean,
            Description = "Whether the persons that it names are masked: the caller gave no purpose, or its duty does not need them.",
        }),
    ];

    private string[] Subject() => DocumentFields.SubjectName(kind.Binding) is { } name ? [name] : [];

    /// <summary>The members that every document has, and between them those of the kind.</summary>
    private Dictionary<string, IOpenApiSchema> Properties(params (string Name, OpenApiSchema Schema)[] last)
    {
        var properties = new Dictionary<string, IOpenApiSchema> { ["number"] = Text("The number on the document, unique within its kind.") };
        foreach (var name in Subject())
        {
            properties.Add(name, Text($"The {name} that it is for."));
        }

        foreach (var field in kind.Fields)
        {
            properties.Add(field.Name, ToSchema(field.Shape, field.Meaning));
        }

        properties.Add("validFrom", Text("The first instant of its validity, included.", "date-time"));
        properties.Add("validTo", Text("The end of its validity, excluded.", "date-time"));
        foreach (var (name, schema) in last)
        {
            properties.Add(name, schema);
        }

        return properties;
    }
}
