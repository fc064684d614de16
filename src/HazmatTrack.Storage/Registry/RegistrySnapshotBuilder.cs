using System.Collections.Frozen;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <summary>
/// The working copy from which snapshots are taken: accepts filings in any order and any number of times, and keeps the newest version of each
/// document. Not thread-safe.
/// </summary>
public sealed class RegistrySnapshotBuilder
{
    /// <summary>With more vehicles than this in the second table, a new frozen table of all vehicles is built.</summary>
    private const int LatestAtMost = 1000;

    private readonly Dictionary<(string Kind, string Number), DocumentVersion<IDocument>> _documents = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<VehicleId, DocumentSets> _vehicles = [];
    private readonly Dictionary<VehicleId, DocumentSets> _latest = [];
    private FrozenDictionary<VehicleId, DocumentSets>? _most;
    private SharedDocuments _shared = SharedDocuments.Begin();

    /// <summary>Filings up to here have been added, or had ended long before.</summary>
    public long Revision { get; private set; }

    /// <summary>How many documents are held, by kind.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public void Take(DocumentVersion<IDocument> filed)
    {
        Reached(filed.Revision);
        var key = (filed.Document.Kind, filed.Document.Number);
        var known = _documents.GetValueOrDefault(key);
        if (known?.Version >= filed.Version)
        {
            return;
        }

        _documents[key] = filed;
        CountOne(filed.Document, known is null ? 1 : 0);
        var (before, after) = (known?.Document, filed.Document);
        Change(before, s => s.Without(before!));
        Change(after, s => s.With(after));
        var (shared, now) = (before is not null && IsShared(before) ? before : null, IsShared(after) ? after : null);
        if (shared is not null || now is not null)
        {
            _shared = _shared.With(shared, now, filed.Revision);
        }
    }

    /// <summary>Records that there is nothing more to add up to a revision.</summary>
    public void Reached(long revision) => Revision = Math.Max(Revision, revision);

    /// <summary>Drops documents that ended at or before a time; takes effect with the next snapshot.</summary>
    public void DropEndedBy(Instant time)
    {
        foreach (var (key, filed) in _documents.Where(d => d.Value.Document.EndsAt <= time).ToList())
        {
            _documents.Remove(key);
            CountOne(filed.Document, -1);
            Change(filed.Document, s => s.Without(filed.Document));
            if (IsShared(filed.Document))
            {
                _shared = _shared.Without(filed.Document);
            }
        }
    }

    public RegistrySnapshot Snapshot()
    {
        if (_most is null || _latest.Count > LatestAtMost)
        {
            _most = _vehicles.ToFrozenDictionary();
            _latest.Clear();
        }

        return new(Revision, _most, _latest.ToFrozenDictionary(), _shared);
    }

    private static bool IsShared(IDocument document) => document.Subject.Binding != DocumentBinding.Vehicle;

    private void CountOne(IDocument document, int by)
    {
        if (by != 0)
        {
            _counts[document.Kind] = _counts.GetValueOrDefault(document.Kind) + by;
        }
    }

    /// <summary>Changes the entry of a document's vehicle, if it has one.</summary>
    private void Change(IDocument? document, Func<DocumentSets, DocumentSets> change)
    {
        if (document?.Vehicle is not { } vehicle)
        {
            return;
        }

        var documents = change(_vehicles.GetValueOrDefault(vehicle, DocumentSets.Empty));
        if (documents.IsEmpty)
        {
            _vehicles.Remove(vehicle);
        }
        else
        {
            _vehicles[vehicle] = documents;
        }

        if (_most is not null)
        {
            _latest[vehicle] = documents;
        }
    }
}
