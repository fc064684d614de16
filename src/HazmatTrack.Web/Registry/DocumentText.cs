using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Web.Registry;

/// <summary>Serialises the versions of a kind's documents for clients: JSON in camelCase, with Chinese unescaped.</summary>
internal sealed class DocumentText<T>(DocumentKind<T> kind)
    where T : Document
{
    /// <param name="inFull">Whether the persons that it names are shown in full, and not masked.</param>
    public byte[] Of(DocumentVersion<T> filed, bool inFull) => Written(json => Write(json, filed, inFull));

    /// <summary>A list with the cursor of the next page; null at its end.</summary>
    /// <param name="inFull">Which documents are shown with the persons in full.</param>
    public byte[] List(IEnumerable<DocumentVersion<T>> items, string? next, Func<T, bool> inFull) => Written(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var item in items)
        {
            Write(json, item, inFull(item.Document));
        }

        json.WriteEndArray();
        json.WriteString("nextCursor", next);
        json.WriteEndObject();
    });

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WireJson.Writing))
        {
            write(json);
        }

        return stream.ToArray();
    }

    private static void Time(Utf8JsonWriter json, string name, Instant? time)
    {
        json.WritePropertyName(name);
        if (time is { } known)
        {
            InstantJson.Write(json, known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private void Write(Utf8JsonWriter json, DocumentVersion<T> filed, bool inFull)
    {
        var document = filed.Document;
        json.WriteStartObject();
        json.WriteString("number", document.Number);
        if (DocumentFields.SubjectName(kind.Binding) is { } name)
        {
            json.WriteString(name, kind.Binding == DocumentBinding.Person && !inFull ? Masked.Identity(document.Subject.Key!) : document.Subject.ToString());
        }

        foreach (var own in kind.Own)
        {
            (inFull ? own.Show : own.ShowMasked)(document, json);
        }

        Time(json, "validFrom", document.ValidFrom);
        Time(json, "validTo", document.ValidTo);
        Time(json, "withdrawnAt", document.WithdrawnAt);
        json.WriteNumber("version", filed.Version);
        Time(json, "recordedAt", filed.RecordedAt);
        json.WriteString("filedBy", filed.FiledBy);
        if (kind.NamesPersons)
        {
            json.WriteBoolean("masked", !inFull);
        }

        json.WriteEndObject();
    }
}
