using System.Collections.Immutable;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents;

/// <summary>
/// The documents that one vehicle is judged by: its own, of all times, and those that it shares with others. What a kind is bound to says how a rule asks
/// for it: <see cref="From{T}(DocumentKind{T})"/> what is bound to the vehicle or to nothing, <see cref="At"/> what is bound to an area,
/// <see cref="OfNamed"/> what is bound to a person or an operator. Immutable.
/// </summary>
public sealed class VehicleDocuments
{
    public static readonly VehicleDocuments None = new(DocumentSets.Empty, SharedDocuments.None);

    /// <summary>Its own documents that name somebody; mostly none.</summary>
    private readonly IDocument[] _naming;

    public VehicleDocuments(DocumentSets own, SharedDocuments shared) => (Own, Shared, _naming) = (own, shared, own.Naming);

    /// <summary>What is bound to the vehicle.</summary>
    public DocumentSets Own { get; }

    /// <summary>What is bound to no vehicle.</summary>
    public SharedDocuments Shared { get; }

    /// <summary>These documents of a vehicle alone.</summary>
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
    /// <remarks>The place is one where the vehicle was, or between two of its fixes: filings note whoever had a fix near the area.</remarks>
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

    /// <summary>All that can be read and concerns the vehicle at a place and an instant, whether in force or not: its own, and what it shares with others.</summary>
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

    /// <summary>Asked by a rule that would take it as a violation that there is no document.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="UnreadableDocumentException">There is one of this kind that cannot be read.</exception>
    public void EnsureReadable(DocumentKind kind)
    {
        var byName = kind.Binding is DocumentBinding.Person or DocumentBinding.Operator;
        foreach (var document in Own.Unreadable)
        {
            // Whom it would name is not known.
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
    /// The earliest event time from which these documents may judge otherwise than others did; null where it is known that they do not. Told for what is
    /// shared: any other set of its own counts as other documents of all times.
    /// </summary>
    public Instant? DiffersFrom(VehicleDocuments before) => !ReferenceEquals(Own, before.Own) ? new(long.MinValue)
        : ReferenceEquals(Shared, before.Shared) ? null
        : Shared.ChangedSince(before.Shared);
}
