using System.Text.Json;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Web.Registry.Persons;

/// <summary>
/// Collects every version of every document that is bound to a person or names one, of all kinds, as far as a scope sees them. Documents of the person are in
/// full; in those of vehicles, which may name other people too, persons are masked.
/// </summary>
internal sealed class PersonDocuments(IRegistryStore store, DocumentSights sights, AccessScope scope, DocumentSubject person, CancellationToken cancellation)
    : IDocumentKindVisitor<Task<IReadOnlyList<PersonDocumentView>>>
{
    private const int Page = 1000;

    private IReadOnlyList<VehicleId>? _vehicles;

    public async Task<IReadOnlyList<PersonDocumentView>> Visit<T>(DocumentKind<T> kind)
        where T : Document
    {
        var found = new List<PersonDocumentView>();
        if (kind.Binding == DocumentBinding.Person)
        {
            await TakeAsync(kind, new() { Subject = person, Limit = Page }, found);
        }
        else if (kind.Binding == DocumentBinding.Vehicle && kind.Fields.OfType<SubjectField>().Any(f => f.Of == DocumentBinding.Person))
        {
            foreach (var vehicle in _vehicles ??= await store.NamingAsync(person, cancellation))
            {
                await TakeAsync(kind, new() { Vehicle = vehicle, Limit = Page }, found);
            }
        }

        return found;
    }

    private async Task TakeAsync<T>(DocumentKind<T> kind, DocumentQuery query, List<PersonDocumentView> found)
        where T : Document
    {
        var (text, isBound) = (new DocumentText<T>(kind), kind.Binding == DocumentBinding.Person);
        while (true)
        {
            var page = await store.ListAsync(kind, query, cancellation);
            foreach (var document in page)
            {
                // The newest version may name somebody else, and one before it the person.
                var versions = await store.VersionsAsync(kind, document.Document.Number, cancellation);
                var of = versions.Where(v => IsOf(v.Document)).ToList();
                foreach (var version in await sights.WithinAsync(scope, of, v => v.Document, cancellation))
                {
                    using var json = JsonDocument.Parse(text.Of(version, inFull: isBound));
                    found.Add(new(kind.Id, json.RootElement.Clone()));
                }
            }

            if (page.Count < query.Limit)
            {
                return;
            }

            query = query with { After = page[^1].Document.Number };
        }
    }

    private bool IsOf(IDocument document) => document.Subject == person || document.Names.Contains(person);
}
