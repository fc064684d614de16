using System.Collections.Immutable;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents;

/// <summary>
/// The documents that one vehicle is evaluated with: its own, of all times, and those that it shares with others. The binding of a kind decides how a rule
/// looks it up: <see cref="From{T}(DocumentKind{T})"/> for one bound to the vehicle or to nothing, <see cref="At"/> for one bound to an area,
/// <see cref="OfNamed"/> for one bound to a person or an operator. Immutable.
/// </summary>
public sealed class VehicleDocuments
{
    public static readonly VehicleDocuments None = new(DocumentSets.Empty, SharedDocuments.None);

    /// <summary>Its own documents that name a person or an operator; mostly none.</summary>
    private readonly IDocument[] _naming;

    public VehicleDocuments(DocumentSets own, SharedDocuments shared) => (Own, Shared, _naming) = (own, shared, own.Naming);

    /// <summary>The documents bound to the vehicle.</summary>
    public DocumentSets Own { get; }

    /// <summary>The documents bound to no vehicle.</summary>
    public SharedDocuments Shared { get; }

    /// <summary>Creates the documents of a vehicle without shared ones.</summary>
    public static VehicleDocuments From(params IEnumerable<IDocument> documents) => new(DocumentSets.From(documents), SharedDocuments.None);

    /// <summary>The documents of a kind that is bound to a vehicle, or applies to all, in order of their beginning and number.</summary>
    /// <exception cref="ArgumentException">The kind is bound to an area, a person or an operator.</exception>
    public ImmutableArray<T> From<T>(DocumentKind<T> kind)
        where T : Document => kind.Binding switch
        {
            DocumentBinding.Vehicle => Own.From<T>(),
            DocumentBinding.Everything => Shared.Of<T>(),
            _ => throw new ArgumentException($"A {kind.Id} is bound to a {kind.Binding}: ask by place, or for those whom the vehicle's documents name.", nameof(kind)),
        };

    /// <summary>The documents of a kind that is bound to an area, whose area contains a place. Allocates nothing where there is none.</summary>
    /// <remarks>The place is one where the vehicle was, or between two of its fixes: filings record the vehicles that had a fix near the area.</remarks>
    public ImmutableArray<T> At<T>(DocumentKind<T> kind, GeoPoint place)
        where T : Document
    {
        _ = kind;
        List<T>? found = null;
        Shared.Find(place, ref found);
        return found is null ? [] : [.. found.OrderBy(d => d.ValidFrom).ThenBy(d => d.Number, StringComparer.Ordinal)];
    }

    /// <summary>
    /// The documents of the persons, or operators, that documents of the vehicle name which are in force at an instant. Allocates nothing where none does.
    /// </summary>
    public ImmutableArray<T> OfNamed<T>(DocumentKind<T> kind, Instant time)
        where T : Document
    {
        if (_naming.Length == 0)
        {
            return [];
        }

        var subjects = _naming.Where(d => d.ValidFrom <= time && time < d.EndsAt).SelectMany(d => d.Names).Where(s => s.Binding == kind.Binding).Distinct();
        return [.. subjects.SelectMany(s => Shared.Of(s).From<T>()).OrderBy(d => d.ValidFrom).ThenBy(d => d.Number, StringComparer.Ordinal)];
    }

    /// <summary>
    /// All readable documents that concern the vehicle at a place and an instant, whether in force or not: its own, and those that it shares with others.
    /// </summary>
    public IEnumerable<Document> Concerning(GeoPoint? place, Instant time)
    {
        List<Document>? around = null;
        if (place is { } here)
        {
            Shared.Find(here, ref around);
        }

        var named = _naming.Where(d => d.ValidFrom <= time && time < d.EndsAt).SelectMany(d => d.Names).Distinct().SelectMany(s => Shared.Of(s).All);
        return Own.All.Concat(named).Concat(around ?? []).Concat(Shared.Everything.All);
    }

    /// <summary>Throws where a document of a kind cannot be read; a rule calls this before it reports the absence of a document as a violation.</summary>
    /// <exception cref="UnreadableDocumentException">There is one of this kind that cannot be read.</exception>
    public void EnsureReadable(DocumentKind kind)
    {
        var byName = kind.Binding is DocumentBinding.Person or DocumentBinding.Operator;
        foreach (var document in Own.Unreadable)
        {
            // The persons or operators that it would name are unknown.
            if (byName || document.Kind == kind.Id)
            {
                throw new UnreadableDocumentException(document);
            }
        }

        if (byName)
        {
            foreach (var document in _naming.SelectMany(d => d.Names).SelectMany(s => Shared.Of(s).Unreadable))
            {
                if (document.Kind == kind.Id)
                {
                    throw new UnreadableDocumentException(document);
                }
            }
        }
        else if (kind.Binding is not DocumentBinding.Vehicle && Shared.Unreadable(kind.Id) is { } unreadable)
        {
            throw new UnreadableDocumentException(unreadable);
        }
    }

    /// <summary>
    /// The earliest event time from which these documents may give other results than others did; null where it is known that they do not. It is found for
    /// shared documents only: another set of the vehicle's own counts as other documents of all times.
    /// </summary>
    public Instant? DiffersFrom(VehicleDocuments before) => !ReferenceEquals(Own, before.Own) ? new(long.MinValue)
        : ReferenceEquals(Shared, before.Shared) ? null
        : Shared.ChangedSince(before.Shared);
}
