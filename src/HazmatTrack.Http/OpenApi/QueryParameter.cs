using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace HazmatTrack.Http.OpenApi;

/// <summary>A parameter in the OpenAPI document.</summary>
/// <param name="Name">The name in the query, or of the header.</param>
/// <param name="Description">The meaning and the format.</param>
/// <param name="Required">Whether the call is rejected without it.</param>
internal sealed record QueryParameter(string Name, string Description, OpenApiSchema Schema, bool Required = false)
{
    public static readonly QueryParameter Cursor = Text("cursor", "nextCursor of the page before, unchanged.");

    public static readonly QueryParameter Province = Text("province", "Six digits (GB/T 2260).", "310000");

    public static readonly QueryParameter Vehicle = Text("vehicle", "Plate and colour code.", "沪A12345_2");

    public static readonly QueryParameter Bom = OneOf(
        "bom", "With format=csv: whether the text begins with a byte order mark, by which Excel knows UTF-8. Without one where it is not given.", "true", "false");

    /// <summary>The condition of a GET.</summary>
    public static readonly QueryParameter Known =
        Header("If-None-Match", "The ETag of the version that the client has; 304 without a body where it is that one.", "\"3\"");

    public ParameterLocation In { get; init; } = ParameterLocation.Query;

    /// <summary>A value as an example; null for none.</summary>
    public JsonNode? Example { get; init; }

    public static QueryParameter Text(string name, string description, string? example = null) =>
        new(name, description, new() { Type = JsonSchemaType.String }) { Example = example };

    public static QueryParameter Header(string name, string description, string? example = null) =>
        Text(name, description, example) with { In = ParameterLocation.Header };

    public static QueryParameter Path(string name, string description, string example) =>
        Text(name, description, example) with { In = ParameterLocation.Path, Required = true };

    public static QueryParameter OneOf(string name, string description, params IEnumerable<string> values)
    {
        List<string> all = [.. values];
        return new(name, description, new() { Type = JsonSchemaType.String, Enum = [.. all.Select(v => (JsonNode)v)] }) { Example = all[0] };
    }

    public static QueryParameter Several(string name, params IEnumerable<string> values)
    {
        List<string> all = [.. values];
        var one = $"({string.Join('|', all)})";
        var schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = $"^{one}(,{one})*$" };
        return new(name, $"One or several, separated by commas: {string.Join(", ", all)}.", schema) { Example = all[0] };
    }

    public static QueryParameter Time(string name, string description, string example = "2026-07-01T08:00:00+08:00") =>
        new(name, description + " ISO 8601 with offset.", new() { Type = JsonSchemaType.String, Format = "date-time" }) { Example = example };

    public static QueryParameter Degrees(string name, double most, double example) => new(
        name,
        "WGS-84 degrees.",
        new() { Type = JsonSchemaType.Number, Minimum = (-most).ToString(CultureInfo.InvariantCulture), Maximum = most.ToString(CultureInfo.InvariantCulture) },
        Required: true)
    { Example = example };

    public static QueryParameter Limit(int most, int standard) => new(
        "limit",
        "The most items of a page.",
        new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = most.ToString(CultureInfo.InvariantCulture), Default = standard });

    public OpenApiParameter Document() =>
        new() { Name = Name, In = In, Description = Description, Required = Required, Schema = Schema, Example = Example?.DeepClone() };
}
