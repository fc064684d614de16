using System.Collections.Immutable;
using System.Text.Json;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>Provinces, each once, at least one.</summary>
public sealed class ProvincesField : DocumentField<ImmutableArray<ProvinceCode>>
{
    public override FieldShape Shape => FieldShape.ListOf(FieldShape.Text);

    protected override ImmutableArray<ProvinceCode> Parse(JsonElement filed, Action<string> wrong)
    {
        if (filed.ValueKind != JsonValueKind.Array || filed.GetArrayLength() is 0 or > 40)
        {
            wrong("Expected a list of at least one province, each as six digits, such as [\"310000\", \"320000\"].");
            return [];
        }

        var provinces = ImmutableArray.CreateBuilder<ProvinceCode>();
        foreach (var item in filed.EnumerateArray())
        {
            if (!ProvinceCode.TryParse(FiledJson.Text(item), out var code))
            {
                wrong($"{FiledJson.Shown(item)} is not the code of a province; expected six digits in quotes, such as \"310000\".");
            }
            else if (provinces.Contains(code))
            {
                wrong($"{code} is there twice.");
            }
            else
            {
                provinces.Add(code);
            }
        }

        return provinces.ToImmutable();
    }

    protected override void Show(Utf8JsonWriter json, ImmutableArray<ProvinceCode> value)
    {
        json.WriteStartArray();
        foreach (var province in value)
        {
            json.WriteStringValue(province.ToString());
        }

        json.WriteEndArray();
    }

    protected override void Store(Utf8JsonWriter json, ImmutableArray<ProvinceCode> value)
    {
        json.WriteStartArray();
        foreach (var province in value)
        {
            json.WriteNumberValue(province.Number);
        }

        json.WriteEndArray();
    }

    protected override ImmutableArray<ProvinceCode> FromStored(JsonElement stored) =>
        [.. stored.EnumerateArray().Select(p => new ProvinceCode(p.GetInt32()))];
}
