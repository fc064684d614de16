namespace HazmatTrack.Domain.Documents;

/// <summary>The values of a document's own fields, by field.</summary>
public sealed class FieldValues
{
    private readonly Dictionary<DocumentField, object?> _values = [];

    /// <summary>The value of a field; the default of its type where it was left out or is wrong.</summary>
    public TValue Get<TValue>(DocumentField<TValue> field) => _values.TryGetValue(field, out var value) && value is TValue known ? known : default!;

    internal void Set(DocumentField field, object? value) => _values[field] = value;
}
