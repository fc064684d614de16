using System.Text.Json;

namespace HazmatTrack.Domain.Documents;

/// <summary>A field that only one kind has: its name and texts, its valid values, and how it is stored and shown.</summary>
public abstract class DocumentField
{
    /// <summary>Its name in the API, such as <c>corridorM</c>: with the unit where it has one.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in the store.</summary>
    public string StoredName { get => field ?? Name; init; }

    /// <summary>Its label for users.</summary>
    public required LocalText Label { get; init; }

    /// <summary>Its meaning and unit, for callers of the API.</summary>
    public required string Meaning { get; init; }

    /// <summary>Whether it may be left out, as it is in documents filed before the kind had it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether it says who somebody is or how to reach them: it is then shown masked to those whose duty does not need it.</summary>
    public virtual bool IsPersonal => false;

    /// <summary>The shape of its JSON.</summary>
    public abstract FieldShape Shape { get; }

    /// <summary>Reads the field as a client files it.</summary>
    /// <param name="filed">Its JSON; undefined where it is left out.</param>
    /// <param name="values">Takes the value.</param>
    /// <param name="wrong">Takes the error: which value was expected, for the person who filed it.</param>
    public abstract void Take(JsonElement filed, FieldValues values, Action<LocalText> wrong);

    /// <summary>Reads the field as it is stored.</summary>
    /// <param name="content">The stored content of the document.</param>
    /// <param name="values">Takes the value.</param>
    /// <exception cref="FormatException">It is missing, or is no stored value of this field.</exception>
    public abstract void Restore(JsonElement content, FieldValues values);
}

/// <inheritdoc/>
/// <typeparam name="TValue">The type of its value.</typeparam>
public abstract class DocumentField<TValue> : DocumentField
{
    /// <summary>The field as a part of a document.</summary>
    /// <param name="of">Returns the value from the document.</param>
    public FieldOf<TDocument> Of<TDocument>(Func<TDocument, TValue> of)
        where TDocument : Document =>
            new(
                this,
                (document, json) => Put(json, StoredName, Store, of(document)),
                (document, json) => Put(json, Name, Show, of(document)),
                (document, json) => Put(json, Name, IsPersonal ? ShowMasked : Show, of(document)));

    public sealed override void Take(JsonElement filed, FieldValues values, Action<LocalText> wrong)
    {
        if (!(IsOptional && filed.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null))
        {
            values.Set(this, Parse(filed, wrong));
        }
    }

    public sealed override void Restore(JsonElement content, FieldValues values)
    {
        if (content.TryGetProperty(StoredName, out var stored) && stored.ValueKind != JsonValueKind.Null)
        {
            values.Set(this, FromStored(stored));
        }
        else if (!IsOptional)
        {
            throw new FormatException($"{StoredName} is missing.");
        }
    }

    /// <summary>The value as a client files it; where it is wrong, any value, and <paramref name="wrong"/> is called.</summary>
    protected abstract TValue Parse(JsonElement filed, Action<LocalText> wrong);

    /// <summary>Writes the value as clients see it.</summary>
    protected abstract void Show(Utf8JsonWriter json, TValue value);

    /// <summary>Writes the value as clients see it whose duty does not need it; for a personal field only.</summary>
    protected virtual void ShowMasked(Utf8JsonWriter json, TValue value) => throw new NotSupportedException($"{Name} has no masked form.");

    /// <summary>Writes the value as it is stored.</summary>
    protected virtual void Store(Utf8JsonWriter json, TValue value) => Show(json, value);

    /// <summary>Reads what <see cref="Store"/> wrote.</summary>
    /// <exception cref="FormatException">The text was not written by it.</exception>
    protected virtual TValue FromStored(JsonElement stored) => Parse(stored, what => throw new FormatException($"{StoredName}: {what.English}"));

    private void Put(Utf8JsonWriter json, string name, Action<Utf8JsonWriter, TValue> write, TValue value)
    {
        if (value is null && IsOptional)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WritePropertyName(name);
            write(json, value);
        }
    }
}

/// <summary>A field, and its accessor in the documents of a kind.</summary>
/// <param name="Field">The field.</param>
/// <param name="Store">Writes its stored form.</param>
/// <param name="Show">Writes it as clients see it.</param>
/// <param name="ShowMasked">The same for clients who see no person in full.</param>
public sealed record FieldOf<TDocument>(
    DocumentField Field, Action<TDocument, Utf8JsonWriter> Store, Action<TDocument, Utf8JsonWriter> Show, Action<TDocument, Utf8JsonWriter> ShowMasked);
