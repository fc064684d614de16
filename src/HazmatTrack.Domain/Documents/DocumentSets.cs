using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace HazmatTrack.Domain.Documents;

/// <summary>A set of documents by kind, those of a kind in order of their beginning and number; immutable.</summary>
public sealed class DocumentSets
{
    public static readonly DocumentSets Empty = new([], []);

    /// <summary>One array for each kind, of the type of its documents.</summary>
    private readonly Document[][] _sets;

    private DocumentSets(Document[][] sets, ImmutableArray<UnreadableDocument> unreadable)
    {
        (_sets, Unreadable) = (sets, unreadable);
        Naming = [.. All.Where(d => ((IDocument)d).Names.Count > 0)];
    }

    /// <summary>The documents that name persons or operators; mostly none.</summary>
    internal IDocument[] Naming { get; }

    /// <summary>The documents of any kind that are filed and cannot be read.</summary>
    public ImmutableArray<UnreadableDocument> Unreadable { get; }

    public bool IsEmpty => _sets.Length == 0 && Unreadable.IsEmpty;

    /// <summary>All readable documents.</summary>
    public IEnumerable<Document> All => _sets.SelectMany(s => s);

    public static DocumentSets From(IEnumerable<IDocument> documents)
    {
        var all = documents.ToList();
        return all.Count == 0
            ? Empty
            : new([.. all.OfType<Document>().GroupBy(d => d.GetType()).Select(g => Set(g.Key, g))], [.. all.OfType<UnreadableDocument>()]);
    }

    /// <summary>The documents of one kind.</summary>
    public ImmutableArray<T> From<T>()
        where T : Document
    {
        foreach (var set in _sets)
        {
            if (set is T[] these)
            {
                return ImmutableCollectionsMarshal.AsImmutableArray(these);
            }
        }

        return [];
    }

    /// <summary>This set with one more document.</summary>
    public DocumentSets With(IDocument document) => document switch
    {
        UnreadableDocument unreadable => new(_sets, Unreadable.Add(unreadable)),
        Document known when Array.FindIndex(_sets, s => s[0].GetType() == known.GetType()) is >= 0 and var at =>
            new([.. _sets[..at], Set(known.GetType(), _sets[at].Append(known)), .. _sets[(at + 1)..]], Unreadable),
        Document known => new([.. _sets, Set(known.GetType(), [known])], Unreadable),
        _ => throw new ArgumentException($"{document.Number} is no document of any kind.", nameof(document)),
    };

    /// <summary>This set without the given object.</summary>
    public DocumentSets Without(IDocument document) =>
        document is UnreadableDocument
            ? Or(_sets, Unreadable.RemoveAll(u => ReferenceEquals(u, document)))
            : Or(
                [
                    .. _sets.Select(s => s[0].GetType() == document.GetType() ? Set(document.GetType(), s.Where(d => !ReferenceEquals(d, document))) : s)
                        .Where(s => s.Length > 0),
                ],
                Unreadable);

    private static DocumentSets Or(Document[][] sets, ImmutableArray<UnreadableDocument> unreadable) =>
        sets.Length == 0 && unreadable.IsEmpty ? Empty : new(sets, unreadable);

    private static Document[] Set(Type type, IEnumerable<Document> documents)
    {
        var ordered = documents.OrderBy(d => d.ValidFrom).ThenBy(d => d.Number, StringComparer.Ordinal).ToArray();
        var set = (Document[])Array.CreateInstance(type, ordered.Length);
        ordered.CopyTo(set, 0);
        return set;
    }
}
