using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>A registry that counts the questions for documents of vehicles, and lets something happen between the answer and its taking.</summary>
internal sealed class HookedRegistry(IRegistryStore store) : IRegistryStore
{
    public int Questions { get; private set; }

    public Func<Task>? AfterReading { get; set; }

    /// <summary>What happens after each answer on what was filed.</summary>
    public Func<Task>? AfterFilings { get; set; }

    public async Task<(long Revision, IReadOnlyList<IDocument> Documents)> OfVehiclesAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation)
    {
        Questions++;
        var answer = await store.OfVehiclesAsync(vehicles, since, cancellation);
        if (AfterReading is { } happens)
        {
            await happens();
        }

        return answer;
    }

    public Task<IReadOnlyCollection<VehicleId>> VehiclesFiledForAsync(long after, long upTo, CancellationToken cancellation) =>
        store.VehiclesFiledForAsync(after, upTo, cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> SharedAsync(Instant endsAfter, CancellationToken cancellation) =>
        store.SharedAsync(endsAfter, cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> SharedFiledAsync(long after, long upTo, CancellationToken cancellation) =>
        store.SharedFiledAsync(after, upTo, cancellation);

    public Task<SaveResult<T>> FileNewAsync<T>(DocumentKind<T> kind, T document, string filedBy, CancellationToken cancellation)
        where T : Document => store.FileNewAsync(kind, document, filedBy, cancellation);

    public Task<SaveResult<T>> FileAsync<T>(DocumentKind<T> kind, T document, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document => store.FileAsync(kind, document, filedBy, condition, cancellation);

    public Task<SaveResult<T>> WithdrawAsync<T>(
        DocumentKind<T> kind, string number, Instant? from, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document => store.WithdrawAsync(kind, number, from, filedBy, condition, cancellation);

    public Task<DocumentVersion<T>?> GetAsync<T>(DocumentKind<T> kind, string number, Instant? asOf, CancellationToken cancellation)
        where T : Document => store.GetAsync(kind, number, asOf, cancellation);

    public Task<IReadOnlyList<DocumentVersion<T>>> VersionsAsync<T>(DocumentKind<T> kind, string number, CancellationToken cancellation)
        where T : Document => store.VersionsAsync(kind, number, cancellation);

    public Task<IReadOnlyList<DocumentVersion<T>>> ListAsync<T>(DocumentKind<T> kind, DocumentQuery query, CancellationToken cancellation)
        where T : Document => store.ListAsync(kind, query, cancellation);

    public Task<long> RevisionAsync(CancellationToken cancellation) => store.RevisionAsync(cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> StandingAsync(Instant endsAfter, CancellationToken cancellation) =>
        store.StandingAsync(endsAfter, cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> FiledAfterAsync(long revision, CancellationToken cancellation) =>
        store.FiledAfterAsync(revision, cancellation);

    public async Task<FilingPage> FilingsAsync(long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation)
    {
        var page = await store.FilingsAsync(after, upTo, concerns, limit, cancellation);
        if (AfterFilings is { } happens)
        {
            await happens();
        }

        return page;
    }

    public Task<FilingPage> FilingsOfAsync(string kind, long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation) =>
        store.FilingsOfAsync(kind, after, upTo, concerns, limit, cancellation);

    public bool Knows(string kind) => store.Knows(kind);

    public Task<IReadOnlyList<VehicleId>> NamingAsync(DocumentSubject subject, CancellationToken cancellation) => store.NamingAsync(subject, cancellation);
}
