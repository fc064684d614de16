using System.Text.Json;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>A person or an operator that a document names, or is bound to.</summary>
public sealed class SubjectField : DocumentField<DocumentSubject?>
{
    /// <summary><see cref="DocumentBinding.Person"/> or <see cref="DocumentBinding.Operator"/>.</summary>
    public required DocumentBinding Of { get; init; }

    public override bool IsPersonal => Of == DocumentBinding.Person;

    public override FieldShape Shape => FieldShape.Text;

    protected override DocumentSubject? Parse(JsonElement filed, Action<LocalText> wrong)
    {
        if (SubjectKeys.TryParse(Of, FiledJson.Text(filed), out var subject))
        {
            return subject;
        }

        wrong(SubjectKeys.Expected(Of));
        return null;
    }

    /// <remarks>The identity was checked when it was filed.</remarks>
    protected override DocumentSubject? FromStored(JsonElement stored) => DocumentSubject.FromStored(Of, null, stored.GetString());

    protected override void Show(Utf8JsonWriter json, DocumentSubject? value) => json.WriteStringValue(value?.Key);

    protected override void ShowMasked(Utf8JsonWriter json, DocumentSubject? value) =>
        json.WriteStringValue(value?.Key is { } key ? Masked.Identity(key) : null);
}
