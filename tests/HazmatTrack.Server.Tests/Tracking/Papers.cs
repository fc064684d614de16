using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Registry;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Tracker.Documents;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A registry, and what a silo that follows it judges by: as it stood when it was looked at last, of the trucks that are awake.</summary>
internal sealed class Papers(RegistryStore registry, TimeProvider time, DocumentCatalog? kinds = null) : IDocumentSource
{
    private readonly HookedRegistry _hooked = new(registry);
    private HeldDocuments? _documents;

    // Of all trucks, asleep or not: what must come out in the end.
    private readonly RegistrySnapshotBuilder _book = new();
    private volatile RegistrySnapshot _snapshot = RegistrySnapshot.Empty;

    /// <summary>What happens once after documents of trucks were read, and before they are judged by.</summary>
    public Func<Task>? AfterReading
    {
        set => _hooked.AfterReading = value is null ? null : async () =>
        {
            _hooked.AfterReading = null;
            await value();
        };
    }

    private HeldDocuments Held => _documents ??= new(_hooked, time);

    public IRegistryStore Registry => registry;

    public object SnapshotToken => _snapshot;

    public long Revision => _snapshot.Revision;

    public SharedDocuments Shared => _snapshot.Shared;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public DocumentSets? OwnOf(VehicleId vehicle, Instant since) => Held.Find(vehicle, since);

    public Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation) =>
        Held.HoldAsync(vehicles, since, cancellation);

    public void Needs(VehicleId vehicle, Instant since) => Held.Needs(vehicle, since);

    /// <summary>All that a truck must be judged by.</summary>
    public VehicleDocuments For(VehicleId vehicle) => new(_snapshot.OwnOf(vehicle), _snapshot.Shared);

    public async Task FileAsync(IDocument document)
    {
        await (kinds ?? DocumentKinds.Catalog).Find(document.Kind)!.Accept(new Filing(registry, document));
    }

    public async Task WithdrawAsync(string permit, Instant from) =>
        await registry.WithdrawAsync(DocumentKinds.Permit, permit, from, "张三", Stop);

    /// <summary>What was filed is judged by from now on.</summary>
    public async Task LookAsync()
    {
        var revision = await registry.RevisionAsync(Stop);
        await Held.FollowAsync(_book.Revision, revision, Stop);
        await foreach (var filed in registry.FiledAfterAsync(_book.Revision, Stop))
        {
            _book.Take(filed);
        }

        _book.Reached(revision);
        _snapshot = _book.Snapshot();
    }

    private sealed class Filing(RegistryStore registry, IDocument document) : IDocumentKindVisitor<Task>
    {
        public Task Visit<T>(DocumentKind<T> kind)
            where T : Document => registry.FileAsync(kind, (T)document, "张三", Stop);
    }
}
