using System.Text.Json;

namespace HazmatTrack.Domain.Documents;

/// <summary>A field that is a kind's own: its name and texts, what may be filed in it, and how it is stored and shown.</summary>
public abstract class DocumentField
{
    /// <summary>Its name in the API, such as <c>corridorM</c>: with the unit where it has one.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in the store.</summary>
    public string StoredName { get => field ?? Name; init; }

    /// <summary>What it is called.</summary>
    public required LocalText Label { get; init; }

    /// <summary>What it means and in which unit, for whoever calls the API.</summary>
    public required string Meaning { get; init; }

    /// <summary>Whether it may be left out, as it is in what was filed before the kind had it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What its JSON looks like.</summary>
    public abstract FieldShape Shape { get; }

    /// <summary>Reads it as a client files it.</summary>
    /// <param name="filed">Its JSON; undefined where it is left out.</param>
    /// <param name="values">Where the value goes.</param>
    /// <param name="wrong">Told what is wrong with it: what was expected, for whoever filed it.</param>
    public abstract void Take(JsonElement filed, FieldValues values, Action<string> wrong);

    /// <summary>Reads it as it is stored.</summary>
    /// <param name="content">The stored content of the document.</param>
    /// <param name="values">Where the value goes.</param>
    /// <exception cref="FormatException">It is not there, or is not what is stored of this field.</exception>
    public abstract void Restore(JsonElement content, FieldValues values);
}

/// <inheritdoc/>
/// <typeparam name="TValue">What the field holds.</typeparam>
public abstract class DocumentField<TValue> : DocumentField
{
    /// <summary>The field as a part of a document.</summary>
    /// <param name="of">Where the document has it.</param>
    public FieldOf<TDocument> Of<TDocument>(Func<TDocument, TValue> of)
        where TDocument : Document => new(this, (document, json) => Put(json, StoredName, Store, of(document)), (document, json) => Put(json, Name, Show, of(document)));

    public sealed override void Take(JsonElement filed, FieldValues values, Action<string> wrong)
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

    /// <summary>The value as a client files it; anything where it is wrong, and that is told.</summary>
    protected abstract TValue Parse(JsonElement filed, Action<string> wrong);

    /// <summary>Writes the value as clients see it.</summary>
    protected abstract void Show(Utf8JsonWriter json, TValue value);

    /// <summary>Writes the value as it is stored.</summary>
    protected virtual void Store(Utf8JsonWriter json, TValue value) => Show(json, value);

    /// <summary>Reads what <see cref="Store"/> wrote.</summary>
    /// <exception cref="FormatException">It did not.</exception>
    protected virtual TValue FromStored(JsonElement stored) => Parse(stored, what => throw new FormatException($"{StoredName}: {what}"));

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

/// <summary>A field, and where the documents of a kind have it.</summary>
public sealed record FieldOf<TDocument>(DocumentField Field, Action<TDocument, Utf8JsonWriter> Store, Action<TDocument, Utf8JsonWriter> Show);
