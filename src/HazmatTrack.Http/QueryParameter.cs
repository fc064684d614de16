using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace HazmatTrack.Http;

/// <summary>A parameter in the OpenAPI document.</summary>
/// <param name="Name">The name in the query.</param>
/// <param name="Description">The meaning and the format.</param>
/// <param name="Required">Whether the call is rejected without it.</param>
internal sealed record QueryParameter(string Name, string Description, OpenApiSchema Schema, bool Required = false)
{
    public static readonly QueryParameter Cursor = Text("cursor", "nextCursor of the page before, unchanged.");

    public static readonly QueryParameter Province = Text("province", "Six digits, such as 310000.");

    public static readonly QueryParameter Vehicle = Text("vehicle", "plate_colour, such as 沪A12345_2.");

    public static readonly QueryParameter Bom = OneOf(
        "bom", "Of format=csv: whether the text begins with a byte order mark, by which Excel knows UTF-8. Without one where it is not given.", "true", "false");

    public ParameterLocation In { get; init; } = ParameterLocation.Query;

    public static QueryParameter Text(string name, string description) => new(name, description, new() { Type = JsonSchemaType.String });

    public static QueryParameter Header(string name, string description) => Text(name, description) with { In = ParameterLocation.Header };

    public static QueryParameter OneOf(string name, string description, params IEnumerable<string> values) =>
        new(name, description, new() { Type = JsonSchemaType.String, Enum = [.. values.Select(v => (JsonNode)v)] });

    public static QueryParameter Several(string name, params IEnumerable<string> values) =>
        Text(name, $"One or several, by commas: {string.Join(", ", values)}.");

    public static QueryParameter Time(string name, string description) =>
        new(name, description + " ISO 8601 with offset.", new() { Type = JsonSchemaType.String, Format = "date-time" });

    public static QueryParameter Degrees(string name, double most) => new(
        name,
        "WGS-84 degrees.",
        new() { Type = JsonSchemaType.Number, Minimum = (-most).ToString(CultureInfo.InvariantCulture), Maximum = most.ToString(CultureInfo.InvariantCulture) },
        Required: true);

    public static QueryParameter Limit(int most, int standard) => new(
        "limit",
        "How many items at most.",
        new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = most.ToString(CultureInfo.InvariantCulture), Default = standard });

    public OpenApiParameter Document() => new() { Name = Name, In = In, Description = Description, Required = Required, Schema = Schema };
}
