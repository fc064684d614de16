using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A registry, and what a silo that follows it judges by: as it stood when it was looked at last.</summary>
internal sealed class Papers(RegistryStore registry, DocumentCatalog? kinds = null) : IDocumentSource
{
    private readonly RegistryBook _book = new();
    private volatile RegistrySnapshot _snapshot = RegistrySnapshot.Empty;

    public IRegistryStore Registry => registry;

    public object Edition => _snapshot;

    public long Revision => _snapshot.Revision;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SharedDocuments Shared => _snapshot.Shared;

    public DocumentSets OwnOf(VehicleId vehicle) => _snapshot.OwnOf(vehicle);

    public async Task FileAsync(IDocument document)
    {
        await (kinds ?? DocumentKinds.Catalog).Find(document.Kind)!.Accept(new Filing(registry, document));
    }

    public async Task WithdrawAsync(string permit, Instant from) =>
        await registry.WithdrawAsync(DocumentKinds.Permit, permit, from, "张三", Stop);

    /// <summary>What was filed is judged by from now on.</summary>
    public async Task LookAsync()
    {
        await foreach (var filed in registry.FiledAfterAsync(_book.Revision, Stop))
        {
            _book.Take(filed);
        }

        _snapshot = _book.Snapshot();
    }

    private sealed class Filing(RegistryStore registry, IDocument document) : IDocumentKindVisitor<Task>
    {
        public Task Visit<T>(DocumentKind<T> kind)
            where T : Document => registry.FileAsync(kind, (T)document, "张三", Stop);
    }
}
