using System.Text.Json;

namespace HazmatTrack.Domain.Documents;

/// <summary>
/// All that the program knows of a kind of document: its fields with their validation and stored form, its binding, and its texts. The calls of
/// the API with their OpenAPI description, the list of kinds, the registry's rows, the lookups of rules, and the page follow from it, so a kind is one
/// folder and one line in <c>Catalog/DocumentKinds.cs</c>.
/// </summary>
public abstract class DocumentKind
{
    /// <summary>Stable id in the store and in the API, such as <c>permit</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its path in the API under <c>/api/v1/</c>, such as <c>permits</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Its name, such as 通行证.</summary>
    public required LocalText Name { get; init; }

    /// <summary>Its description, in a sentence.</summary>
    public required LocalText Description { get; init; }

    /// <summary>The regulation it rests on, with its article; null where there is none.</summary>
    public string? Source { get; init; }

    /// <summary>What its documents are bound to.</summary>
    public required DocumentBinding Binding { get; init; }

    /// <summary>
    /// How long after its end rules still consider a document: a silo that evaluates events from some instant on holds the documents that ended up to this
    /// long before. Zero where only documents in force matter.
    /// </summary>
    public TimeSpan LooksBack { get; init; }

    /// <summary>Its own fields, in the order in which they are shown.</summary>
    public abstract IReadOnlyList<DocumentField> Fields { get; }

    /// <summary>Whether its documents say who somebody is or how to reach them.</summary>
    public bool NamesPersons => Binding == DocumentBinding.Person || Fields.Any(f => f.IsPersonal);

    /// <summary>Reads the stored form of its own fields.</summary>
    /// <exception cref="FormatException">The content is not of this kind.</exception>
    public abstract IDocument ReadAny(in DocumentHead head, string content);

    /// <summary>Calls the visitor for the kind with the type of its documents.</summary>
    public abstract TResult Accept<TResult>(IDocumentKindVisitor<TResult> visitor);
}

/// <summary>An operation for each kind with the type of its documents.</summary>
public interface IDocumentKindVisitor<out TResult>
{
    TResult Visit<T>(DocumentKind<T> kind)
        where T : Document;
}

/// <inheritdoc/>
/// <typeparam name="T">The type of its documents.</typeparam>
public sealed class DocumentKind<T> : DocumentKind
    where T : Document
{
    private readonly DocumentField[] _fields = [];

    /// <summary>Its own fields, each with its accessor in the document.</summary>
    public required IReadOnlyList<FieldOf<T>> Own
    {
        get;
        init
        {
            field = value;
            _fields = [.. value.Select(f => f.Field)];
        }
    }

    /// <summary>Creates the document from its head and its own fields.</summary>
    public required Func<DocumentHead, FieldValues, T> Create { get; init; }

    public override IReadOnlyList<DocumentField> Fields => _fields;

    /// <summary>The stored form of its own fields: JSON.</summary>
    public string Write(T document)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var own in Own)
            {
                own.Store(document, json);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <inheritdoc cref="DocumentKind.ReadAny"/>
    public T Read(in DocumentHead head, string content)
    {
        var values = new FieldValues();
        try
        {
            using var json = JsonDocument.Parse(content);
            foreach (var field in _fields)
            {
                field.Restore(json.RootElement, values);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            throw new FormatException($"The stored content cannot be read: {e.Message}", e);
        }

        return Create(head, values);
    }

    public override IDocument ReadAny(in DocumentHead head, string content) => Read(head, content);

    public override TResult Accept<TResult>(IDocumentKindVisitor<TResult> visitor) => visitor.Visit(this);
}
