using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Web.Registry.Persons;

/// <summary>The body of a request for a person's data.</summary>
/// <param name="Person">The number of the identity card or of the qualification certificate by which documents name the person.</param>
public sealed record PersonExportBody(string Person);

/// <summary>What the registry holds about a person, for the person.</summary>
/// <param name="Person">The number that was asked for.</param>
/// <param name="Documents">Every version of every document of the person, or that names the person, as far as the caller's duty reaches.</param>
public sealed record PersonExportView(string Person, IReadOnlyList<PersonDocumentView> Documents);

/// <summary>One version of a document.</summary>
/// <param name="Kind">The kind of document, an id of <c>GET /document-kinds</c>.</param>
/// <param name="Document">The version, as the calls of that kind answer it.</param>
public sealed record PersonDocumentView(string Kind, JsonElement Document);

/// <summary>The JSON of the above.</summary>
[JsonSerializable(typeof(PersonExportView))]
internal sealed partial class PersonJson : JsonSerializerContext
{
    public static PersonJson Wire { get; } = new(WireJson.NewOptions());
}
