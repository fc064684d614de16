using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>Asks another registry for everything; a test derives from it and changes what it wants.</summary>
internal abstract class ForwardingRegistry : IRegistryStore
{
    protected abstract IRegistryStore Store { get; }

    public virtual Task<(long Revision, IReadOnlyList<IDocument> Documents)> OfVehiclesAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation) => Store.OfVehiclesAsync(vehicles, since, cancellation);

    public Task<IReadOnlyCollection<VehicleId>> VehiclesFiledForAsync(long after, long upTo, CancellationToken cancellation) =>
        Store.VehiclesFiledForAsync(after, upTo, cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> SharedAsync(Instant endsAfter, CancellationToken cancellation) =>
        Store.SharedAsync(endsAfter, cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> SharedFiledAsync(long after, long upTo, CancellationToken cancellation) =>
        Store.SharedFiledAsync(after, upTo, cancellation);

    public Task<SaveResult<T>> FileNewAsync<T>(DocumentKind<T> kind, T document, string filedBy, CancellationToken cancellation)
        where T : Document => Store.FileNewAsync(kind, document, filedBy, cancellation);

    public Task<SaveResult<T>> FileAsync<T>(DocumentKind<T> kind, T document, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document => Store.FileAsync(kind, document, filedBy, condition, cancellation);

    public Task<SaveResult<T>> WithdrawAsync<T>(
        DocumentKind<T> kind, string number, Instant? from, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document => Store.WithdrawAsync(kind, number, from, filedBy, condition, cancellation);

    public virtual Task<DocumentVersion<T>?> GetAsync<T>(DocumentKind<T> kind, string number, Instant? asOf, CancellationToken cancellation)
        where T : Document => Store.GetAsync(kind, number, asOf, cancellation);

    public Task<IReadOnlyList<DocumentVersion<T>>> VersionsAsync<T>(DocumentKind<T> kind, string number, CancellationToken cancellation)
        where T : Document => Store.VersionsAsync(kind, number, cancellation);

    public Task<IReadOnlyList<DocumentVersion<T>>> ListAsync<T>(DocumentKind<T> kind, DocumentQuery query, CancellationToken cancellation)
        where T : Document => Store.ListAsync(kind, query, cancellation);

    public virtual Task<long> TimelineAsync(CancellationToken cancellation) => Store.TimelineAsync(cancellation);

    public Task<long> RevisionAsync(CancellationToken cancellation) => Store.RevisionAsync(cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> ValidDocumentsAsync(Instant endsAfter, CancellationToken cancellation) =>
        Store.ValidDocumentsAsync(endsAfter, cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> FiledAfterAsync(long revision, CancellationToken cancellation) =>
        Store.FiledAfterAsync(revision, cancellation);

    public virtual Task<FilingPage> FilingsAsync(long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation) =>
        Store.FilingsAsync(after, upTo, concerns, limit, cancellation);

    public Task<FilingPage> FilingsOfAsync(string kind, long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation) =>
        Store.FilingsOfAsync(kind, after, upTo, concerns, limit, cancellation);

    public bool Knows(string kind) => Store.Knows(kind);

    public Task<IReadOnlyList<VehicleId>> NamingAsync(DocumentSubject subject, CancellationToken cancellation) => Store.NamingAsync(subject, cancellation);

    public Task<IReadOnlyList<string>> NumbersOfAsync(DocumentKind kind, DocumentSubject subject, CancellationToken cancellation) =>
        Store.NumbersOfAsync(kind, subject, cancellation);
}
