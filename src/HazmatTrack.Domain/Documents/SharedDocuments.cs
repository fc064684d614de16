using System.Collections.Immutable;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents;

/// <summary>
/// The documents that are bound to no vehicle, as of one revision of the registry: one object for all vehicles of a process. Immutable; areas are indexed
/// by place, persons and operators by their identity.
/// </summary>
public sealed class SharedDocuments
{
    private static readonly Instant s_ever = new(long.MinValue);

    public static readonly SharedDocuments None = Begin();

    /// <summary>The most changes that are remembered: a vehicle evaluated with an older state is treated as if all had changed.</summary>
    private const int MostChanges = 1024;


    private readonly ImmutableDictionary<DocumentSubject, DocumentSets> _bySubject;
    private readonly DocumentSets _areas;
    private readonly AreaIndex _index;
    private readonly DocumentSets _everything;
    private readonly ChangeLog _log;

    private SharedDocuments(
        long revision, ImmutableDictionary<DocumentSubject, DocumentSets> bySubject, DocumentSets areas, AreaIndex index,
        DocumentSets everything, ChangeLog log) =>
        (Revision, _bySubject, _areas, _index, _everything, _log) = (revision, bySubject, areas, index, everything, log);

    /// <summary>The filing that changed it last.</summary>
    public long Revision { get; }

    /// <summary>The documents that apply to every vehicle.</summary>
    public DocumentSets Everything => _everything;

    /// <summary>All readable documents.</summary>
    public IEnumerable<Document> All => _bySubject.Values.SelectMany(s => s.All).Concat(_areas.All).Concat(_everything.All);

    /// <summary>The empty state, at the beginning of a line of changes of its own.</summary>
    public static SharedDocuments Begin() =>
        new(0, ImmutableDictionary<DocumentSubject, DocumentSets>.Empty, DocumentSets.Empty, AreaIndex.Empty, DocumentSets.Empty, new(new(), [], 0));

    /// <summary>This state with one document in the place of another.</summary>
    /// <param name="before">The object that is held; null for none.</param>
    /// <param name="after">Its replacement; null for none.</param>
    /// <param name="revision">The filing that made the change.</param>
    public SharedDocuments With(IDocument? before, IDocument? after, long revision) =>
        Changed(before, after, Math.Max(revision, Revision), DocumentReach.EarliestChange(before, after) is { } from ? _log.And(revision, from) : _log);

    /// <summary>This state without a document that is no longer needed: nothing that is still evaluated considers it.</summary>
    public SharedDocuments Without(IDocument document) => Changed(document, null, Revision, _log);

    /// <summary>
    /// The earliest event time whose evaluation differs from that with another state of the shared documents; null where none does.
    /// </summary>
    public Instant? ChangedSince(SharedDocuments before) => _log.Since(before._log, before.Revision);

    /// <summary>The documents of a kind that applies to every vehicle.</summary>
    public ImmutableArray<T> Of<T>()
        where T : Document => _everything.From<T>();

    /// <summary>The documents of a person or an operator.</summary>
    public DocumentSets Of(DocumentSubject subject) => _bySubject.GetValueOrDefault(subject, DocumentSets.Empty);

    /// <summary>Adds the documents of a kind whose area contains a point.</summary>
    public void Find<T>(GeoPoint place, ref List<T>? found)
        where T : Document => _index.Find(place, ref found);

    /// <summary>An unreadable document of a kind that may apply to any vehicle; null where there is none.</summary>
    public UnreadableDocument? Unreadable(string kind) =>
        _areas.Unreadable.Concat(_everything.Unreadable).FirstOrDefault(u => u.Kind == kind);

    private SharedDocuments Changed(IDocument? before, IDocument? after, long revision, ChangeLog log)
    {
        var (bySubject, areas, everything) = (_bySubject, _areas, _everything);
        if (before is not null)
        {
            Change(before, s => s.Without(before));
        }

        if (after is not null)
        {
            Change(after, s => s.With(after));
        }

        return new(revision, bySubject, areas, ReferenceEquals(areas, _areas) ? _index : new(areas.All), everything, log);

        void Change(IDocument document, Func<DocumentSets, DocumentSets> change)
        {
            switch (document.Subject.Binding)
            {
                case DocumentBinding.Area:
                    areas = change(areas);
                    break;
                case DocumentBinding.Everything:
                    everything = change(everything);
                    break;
                default:
                    var sets = change(bySubject.GetValueOrDefault(document.Subject, DocumentSets.Empty));
                    bySubject = sets.IsEmpty ? bySubject.Remove(document.Subject) : bySubject.SetItem(document.Subject, sets);
                    break;
            }
        }
    }

    /// <summary>The event time from which on each filing changed evaluation: the newest ones, in order of revision.</summary>
    private sealed record ChangeLog(object Line, ImmutableList<(long Revision, Instant From)> Changes, long ForgottenUpTo)
    {
        public ChangeLog And(long revision, Instant from)
        {
            var changes = Changes.Add((revision, from));
            return changes.Count <= MostChanges
                ? this with { Changes = changes }
                : this with { Changes = changes.RemoveRange(0, MostChanges / 2), ForgottenUpTo = changes[(MostChanges / 2) - 1].Revision };
        }

        public Instant? Since(ChangeLog known, long revision)
        {
            if (!ReferenceEquals(Line, known.Line) || revision < ForgottenUpTo)
            {
                return s_ever;
            }

            Instant? earliest = null;
            for (var i = Changes.Count - 1; i >= 0 && Changes[i].Revision > revision; i--)
            {
                earliest = Instant.Earlier(Changes[i].From, earliest ?? Changes[i].From);
            }

            return earliest;
        }
    }
}
