using System.Text.Json;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>A text of one line, without blanks around it.</summary>
public sealed class TextField : DocumentField<string>
{
    /// <summary>The greatest length, in characters.</summary>
    public int Longest { get; init; } = 100;

    /// <summary>The allowed values; empty for any text.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>How the text is masked where it is personal, such as <see cref="Masked.Phone"/>; null where it is not.</summary>
    public Func<string, string>? Mask { get; init; }

    public override bool IsPersonal => Mask is not null;

    public override FieldShape Shape => new("string") { Choices = Choices };

    protected override string Parse(JsonElement filed, Action<LocalText> wrong)
    {
        var text = FiledJson.Text(filed)?.Trim() ?? "";
        if (Choices.Count > 0 ? Choices.Contains(text) : text.Length > 0 && text.Length <= Longest && !text.Any(char.IsControl))
        {
            return text;
        }

        wrong(Choices.Count > 0
            ? new($"应为以下之一：{string.Join("、", Choices)}。", $"Expected one of {string.Join(", ", Choices)}.")
            : new($"应为 1 至 {Longest} 个字符的文本。", $"Expected a text of 1 to {Longest} characters."));
        return "";
    }

    protected override void Show(Utf8JsonWriter json, string value) => json.WriteStringValue(value);

    protected override void ShowMasked(Utf8JsonWriter json, string value) => json.WriteStringValue(Mask!(value));
}
