using System.Text.Json;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Web.Registry.Persons;

/// <summary>
/// Collects every version of every document that is bound to a person or names one, of all kinds, as far as a scope sees them. Documents of the person are in
/// full; in those of vehicles, which may name other people too, persons are masked.
/// </summary>
internal sealed class PersonDocuments(IRegistryStore store, DocumentSights sights, AccessScope scope, DocumentSubject person, CancellationToken cancellation)
    : IDocumentKindVisitor<Task<IReadOnlyList<PersonDocumentView>>>
{
    public async Task<IReadOnlyList<PersonDocumentView>> Visit<T>(DocumentKind<T> kind)
        where T : Document
    {
        var (found, text) = (new List<PersonDocumentView>(), new DocumentText<T>(kind));
        foreach (var number in await store.NumbersOfAsync(kind, person, cancellation))
        {
            // The newest version may be of somebody else, and one before it of the person.
            var versions = (await store.VersionsAsync(kind, number, cancellation)).Where(v => IsOf(v.Document)).ToList();
            foreach (var version in await sights.WithinAsync(scope, versions, v => v.Document, cancellation))
            {
                using var json = JsonDocument.Parse(text.Of(version, inFull: kind.Binding == DocumentBinding.Person));
                found.Add(new(kind.Id, json.RootElement.Clone()));
            }
        }

        return found;
    }

    private bool IsOf(IDocument document) => document.Subject == person || document.Names.Contains(person);
}
