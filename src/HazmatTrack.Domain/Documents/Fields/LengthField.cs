using System.Globalization;
using System.Text.Json;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>A length in metres between two bounds.</summary>
public sealed class LengthField : DocumentField<Distance>
{
    public required Distance Least { get; init; }

    public required Distance Most { get; init; }

    /// <summary>The error message for another value; derived from the bounds where it is null.</summary>
    public LocalText? Expected { get; init; }

    public override FieldShape Shape => new("number") { Bounds = (Least.Metres, Most.Metres) };

    protected override Distance Parse(JsonElement filed, Action<LocalText> wrong)
    {
        if (filed.ValueKind == JsonValueKind.Number && filed.TryGetDouble(out var metres) && metres >= Least.Metres && metres <= Most.Metres)
        {
            return Distance.FromMetres(metres);
        }

        wrong(Expected ?? new(
            string.Create(CultureInfo.InvariantCulture, $"应为 {Least.Metres} 至 {Most.Metres} 米。"),
            string.Create(CultureInfo.InvariantCulture, $"Expected {Least.Metres} to {Most.Metres} metres.")));
        return Distance.Zero;
    }

    protected override void Show(Utf8JsonWriter json, Distance value) => json.WriteNumberValue(value.Metres);

    protected override Distance FromStored(JsonElement stored) => Distance.FromMetres(stored.GetDouble());
}
