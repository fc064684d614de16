using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <summary>
/// The documents of all vehicles at one revision of the registry. Immutable, so a holder may judge by it for any time.
/// Most vehicles are in one frozen table; those with later filings are in a small second one that takes precedence.
/// </summary>
public sealed class RegistrySnapshot : IDocumentSource
{
    public static readonly RegistrySnapshot Empty =
        new(0, FrozenDictionary<VehicleId, DocumentSets>.Empty, FrozenDictionary<VehicleId, DocumentSets>.Empty, SharedDocuments.None);

    private readonly FrozenDictionary<VehicleId, DocumentSets> _most;
    private readonly FrozenDictionary<VehicleId, DocumentSets> _latest;

    internal RegistrySnapshot(
        long revision, FrozenDictionary<VehicleId, DocumentSets> most, FrozenDictionary<VehicleId, DocumentSets> latest, SharedDocuments shared) =>
        (Revision, _most, _latest, Shared) = (revision, most, latest, shared);

    /// <summary>The newest filing that it includes.</summary>
    public long Revision { get; }

    public object SnapshotToken => this;

    public SharedDocuments Shared { get; }

    /// <inheritdoc/>
    /// <remarks>A vehicle that an earlier version stored in another spelling has the documents of its truck.</remarks>
    public DocumentSets OwnOf(VehicleId vehicle, Instant since = default) =>
        TryFind(vehicle, out var documents) || (vehicle.Canonical() is var truck && truck != vehicle && TryFind(truck, out documents))
            ? documents
            : DocumentSets.Empty;

    private bool TryFind(VehicleId vehicle, [NotNullWhen(true)] out DocumentSets? documents) =>
        (_latest.Count > 0 && _latest.TryGetValue(vehicle, out documents)) || _most.TryGetValue(vehicle, out documents);
}
