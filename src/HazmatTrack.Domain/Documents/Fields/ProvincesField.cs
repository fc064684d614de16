using System.Collections.Immutable;
using System.Text.Json;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>Provinces, each once, at least one.</summary>
public sealed class ProvincesField : DocumentField<ImmutableArray<ProvinceCode>>
{
    public override FieldShape Shape => FieldShape.ListOf(FieldShape.Text);

    protected override ImmutableArray<ProvinceCode> Parse(JsonElement filed, Action<LocalText> wrong)
    {
        if (filed.ValueKind != JsonValueKind.Array || filed.GetArrayLength() is 0 or > 40)
        {
            wrong(new(
                "应为至少含一个省级区划代码（六位数字）的列表，例如 [\"310000\", \"320000\"]。",
                "Expected a list of at least one province, each as six digits, such as [\"310000\", \"320000\"]."));
            return [];
        }

        var provinces = ImmutableArray.CreateBuilder<ProvinceCode>();
        foreach (var item in filed.EnumerateArray())
        {
            if (!ProvinceCode.TryParse(FiledJson.Text(item), out var code))
            {
                wrong(new(
                    $"{FiledJson.Shown(item)} 不是省级区划代码；应为带引号的六位数字，例如 \"310000\"。",
                    $"{FiledJson.Shown(item)} is not the code of a province; expected six digits in quotes, such as \"310000\"."));
            }
            else if (provinces.Contains(code))
            {
                wrong(new($"{code} 重复。", $"{code} occurs twice."));
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
