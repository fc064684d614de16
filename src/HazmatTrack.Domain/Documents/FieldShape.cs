namespace HazmatTrack.Domain.Documents;

/// <summary>What the JSON of a field looks like, for descriptions of the API (a part of JSON Schema).</summary>
/// <param name="Type"><c>string</c>, <c>number</c>, <c>boolean</c>, <c>array</c> or <c>object</c>.</param>
public sealed record FieldShape(string Type)
{
    /// <summary>Of an array, what is in it.</summary>
    public FieldShape? Items { get; init; }

    /// <summary>Of an object, its properties; all are there.</summary>
    public IReadOnlyList<(string Name, FieldShape Shape)> Properties { get; init; } = [];

    /// <summary>Of a text, what it may be; empty for anything.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Of a number, the least and the most.</summary>
    public (double Least, double Most)? Bounds { get; init; }

    public static readonly FieldShape Text = new("string");

    public static readonly FieldShape Number = new("number");

    public static FieldShape ListOf(FieldShape items) => new("array") { Items = items };

    /// <summary>A GeoJSON geometry (RFC 7946).</summary>
    public static FieldShape Geometry(FieldShape coordinates) =>
        new("object") { Properties = [("type", Text), ("coordinates", coordinates)] };
}
