using System.Collections.Frozen;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <summary>
/// The working copy from which snapshots are taken: takes filings in any order and any number of times, the newest version of a
/// document stands. For one thread at a time.
/// </summary>
public sealed class RegistryBook
{
    /// <summary>With more vehicles than this in the second table, a new frozen one is made of all.</summary>
    private const int LatestAtMost = 1000;

    private readonly Dictionary<(string Kind, string Number), Filed<IDocument>> _documents = [];
    private readonly Dictionary<VehicleId, VehicleDocuments> _vehicles = [];
    private readonly Dictionary<VehicleId, VehicleDocuments> _latest = [];
    private FrozenDictionary<VehicleId, VehicleDocuments>? _most;

    /// <summary>Everything filed up to here has been taken, or had ended long before.</summary>
    public long Revision { get; private set; }

    public int Permits { get; private set; }

    public int Routes { get; private set; }

    public void Take(Filed<IDocument> filed)
    {
        Reached(filed.Revision);
        var key = (KindOf(filed.Document), filed.Document.Number);
        if (_documents.TryGetValue(key, out var known))
        {
            if (known.Version >= filed.Version)
            {
                return;
            }

            Remove(known.Document);
        }

        _documents[key] = filed;
        Add(filed.Document);
    }

    /// <summary>Says that there is nothing more to take up to a revision.</summary>
    public void Reached(long revision) => Revision = Math.Max(Revision, revision);

    /// <summary>Leaves out what ended at or before a time; takes effect with the next snapshot.</summary>
    public void DropEndedBy(Instant time)
    {
        foreach (var (key, filed) in _documents.Where(d => d.Value.Document.EndsAt <= time).ToList())
        {
            _documents.Remove(key);
            Remove(filed.Document);
        }
    }

    public RegistrySnapshot Snapshot()
    {
        if (_most is null || _latest.Count > LatestAtMost)
        {
            _most = _vehicles.ToFrozenDictionary();
            _latest.Clear();
        }

        return new(Revision, _most, _latest.ToFrozenDictionary());
    }

    private void Add(IDocument document)
    {
        CountOne(document, 1);
        if (document.Vehicle is { } vehicle)
        {
            var documents = Of(vehicle);
            Set(vehicle, document switch
            {
                Permit p => documents with { Permits = [.. documents.Permits.Append(p).OrderBy(d => d.ValidFrom).ThenBy(d => d.Number, StringComparer.Ordinal)] },
                Route r => documents with { Routes = [.. documents.Routes.Append(r).OrderBy(d => d.ValidFrom).ThenBy(d => d.Number, StringComparer.Ordinal)] },
                UnreadableDocument u => documents with { Unreadable = documents.Unreadable.Add(u) },
                _ => documents,
            });
        }
    }

    private void Remove(IDocument document)
    {
        CountOne(document, -1);
        if (document.Vehicle is { } vehicle)
        {
            var documents = Of(vehicle);
            Set(vehicle, new(documents.Permits.RemoveAll(p => ReferenceEquals(p, document)), documents.Routes.RemoveAll(r => ReferenceEquals(r, document)))
            {
                Unreadable = documents.Unreadable.RemoveAll(u => ReferenceEquals(u, document)),
            });
        }
    }

    private static string KindOf(IDocument document) => document is UnreadableDocument unreadable ? unreadable.Kind : document.GetType().Name.ToLowerInvariant();

    private void CountOne(IDocument document, int by)
    {
        Permits += document is Permit ? by : 0;
        Routes += document is Route ? by : 0;
    }

    private VehicleDocuments Of(VehicleId vehicle) => _vehicles.GetValueOrDefault(vehicle, VehicleDocuments.None);

    private void Set(VehicleId vehicle, VehicleDocuments documents)
    {
        if (documents.Permits.IsEmpty && documents.Routes.IsEmpty && documents.Unreadable.IsEmpty)
        {
            _vehicles.Remove(vehicle);
            documents = VehicleDocuments.None;
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
