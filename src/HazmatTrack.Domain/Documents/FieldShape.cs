namespace HazmatTrack.Domain.Documents;

/// <summary>The shape of the JSON of a field, for descriptions of the API (a part of JSON Schema).</summary>
/// <param name="Type"><c>string</c>, <c>number</c>, <c>boolean</c>, <c>array</c> or <c>object</c>.</param>
public sealed record FieldShape(string Type)
{
    /// <summary>The items of an array.</summary>
    public FieldShape? Items { get; init; }

    /// <summary>The properties of an object; all are required.</summary>
    public IReadOnlyList<(string Name, FieldShape Shape)> Properties { get; init; } = [];

    /// <summary>The allowed values of a text; empty for any text.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The least and greatest value of a number.</summary>
    public (double Least, double Most)? Bounds { get; init; }

    public static readonly FieldShape Text = new("string");

    public static readonly FieldShape Number = new("number");

    public static FieldShape ListOf(FieldShape items) => new("array") { Items = items };

    /// <summary>A GeoJSON geometry (RFC 7946).</summary>
    public static FieldShape Geometry(FieldShape coordinates) =>
        new("object") { Properties = [("type", Text), ("coordinates", coordinates)] };
}
