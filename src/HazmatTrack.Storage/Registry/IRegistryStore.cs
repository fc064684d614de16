using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <summary>
/// The documents by which vehicles are judged, each with all versions ever filed: the documents valid at an event time, as known at a
/// recorded time. PostgreSQL or SQLite; one suite of tests for both. Throws only when the store is unavailable or damaged.
/// </summary>
public interface IRegistryStore
{
    /// <summary>Files a document under a number that must be new.</summary>
    Task<SaveResult<T>> FileNewAsync<T>(DocumentKind<T> kind, T document, string filedBy, CancellationToken cancellation)
        where T : Document;

    /// <summary>
    /// Files a document as the next version of its number, or as the first; a withdrawn one becomes valid again. Where the condition requires another version
    /// than the current one, the outcome is <see cref="SaveOutcome.Stale"/>; except where the current version is already equal: that request was
    /// sent again after its first response was lost.
    /// </summary>
    Task<SaveResult<T>> FileAsync<T>(DocumentKind<T> kind, T document, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document;

    /// <summary>
    /// Withdraws a document from an event time on; earlier events stay covered. If it is withdrawn already, only an earlier time
    /// changes it. Null means now. <see cref="SaveOutcome.Stale"/> where the condition requires another version.
    /// </summary>
    Task<SaveResult<T>> WithdrawAsync<T>(
        DocumentKind<T> kind, string number, Instant? from, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document;

    /// <summary>The newest version, or the one that was the newest at <paramref name="asOf"/>; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is stored and cannot be read.</exception>
    Task<DocumentVersion<T>?> GetAsync<T>(DocumentKind<T> kind, string number, Instant? asOf, CancellationToken cancellation)
        where T : Document;

    /// <summary>All versions of one number, oldest first; empty when there is none.</summary>
    /// <exception cref="InvalidDataException">One of them is stored and cannot be read.</exception>
    Task<IReadOnlyList<DocumentVersion<T>>> VersionsAsync<T>(DocumentKind<T> kind, string number, CancellationToken cancellation)
        where T : Document;

    /// <summary>The documents that match a query, in order of number.</summary>
    Task<IReadOnlyList<DocumentVersion<T>>> ListAsync<T>(DocumentKind<T> kind, DocumentQuery query, CancellationToken cancellation)
        where T : Document;

    /// <summary>
    /// The present timeline of the database, always the same on SQLite. On another one the newest filings may be missing: what was read before is read again.
    /// </summary>
    Task<long> TimelineAsync(CancellationToken cancellation);

    /// <summary>
    /// The change counter: the revision of the newest filing, 0 in an empty registry. Revisions become visible in order, and none is given twice: with the
    /// first filing on another timeline they leap.
    /// </summary>
    Task<long> RevisionAsync(CancellationToken cancellation);

    /// <summary>The newest version of every document of every known kind that is in force at or after a time.</summary>
    IAsyncEnumerable<DocumentVersion<IDocument>> ValidDocumentsAsync(Instant endsAfter, CancellationToken cancellation);

    /// <summary>The documents of <see cref="ValidDocumentsAsync"/> that are bound to no vehicle.</summary>
    IAsyncEnumerable<DocumentVersion<IDocument>> SharedAsync(Instant endsAfter, CancellationToken cancellation);

    /// <summary>
    /// The newest version of every document of some vehicles that judging events from an instant on may need: one that had not ended then, nor longer
    /// before than its kind looks back (<see cref="DocumentKind.LooksBack"/>). One query for all vehicles.
    /// </summary>
    /// <param name="since">The instant; null for all documents ever filed.</param>
    /// <returns>The documents, in no order, and a revision up to which all filings are included; there may be later ones.</returns>
    Task<(long Revision, IReadOnlyList<IDocument> Documents)> OfVehiclesAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation);

    /// <summary>The vehicles for which something was filed after a revision, up to another: the document, or its previous version, is theirs.</summary>
    Task<IReadOnlyCollection<VehicleId>> VehiclesFiledForAsync(long after, long upTo, CancellationToken cancellation);

    /// <summary>The filings after a revision, up to another, that are bound to no vehicle, of every known kind, in order of revision.</summary>
    IAsyncEnumerable<DocumentVersion<IDocument>> SharedFiledAsync(long after, long upTo, CancellationToken cancellation);

    /// <summary>The filings after a revision, of every known kind, in order of revision.</summary>
    IAsyncEnumerable<DocumentVersion<IDocument>> FiledAfterAsync(long revision, CancellationToken cancellation);

    /// <summary>
    /// The next filings after a revision that concern some vehicles, and all that are bound to no vehicle, each with the version before it: a page, which
    /// ends with the last revision wanted or
    /// after <paramref name="limit"/> filings that were read.
    /// </summary>
    /// <param name="after">The revision before the page.</param>
    /// <param name="upTo">The last revision wanted.</param>
    /// <param name="concerns">
    /// Selects the vehicles. A filing that names another vehicle than the version before it concerns both.
    /// </param>
    /// <param name="limit">The maximum number of filings read.</param>
    Task<FilingPage> FilingsAsync(long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation);

    /// <summary>The same for one kind alone.</summary>
    Task<FilingPage> FilingsOfAsync(string kind, long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation);

    /// <summary>Whether this program has a kind of document.</summary>
    bool Knows(string kind);

    /// <summary>The vehicles with a document, of any version, that names a person or an operator.</summary>
    Task<IReadOnlyList<VehicleId>> NamingAsync(DocumentSubject subject, CancellationToken cancellation);

    /// <summary>
    /// The numbers of the documents of a kind that are bound to a person or an operator, or name it, by any of their versions; in order.
    /// </summary>
    Task<IReadOnlyList<string>> NumbersOfAsync(DocumentKind kind, DocumentSubject subject, CancellationToken cancellation);
}

/// <summary>Filings without a condition: the last one wins.</summary>
public static class UnconditionalFilings
{
    /// <inheritdoc cref="IRegistryStore.FileAsync"/>
    public static Task<SaveResult<T>> FileAsync<T>(this IRegistryStore store, DocumentKind<T> kind, T document, string filedBy, CancellationToken cancellation)
        where T : Document => store.FileAsync(kind, document, filedBy, VersionCondition.None, cancellation);

    /// <inheritdoc cref="IRegistryStore.WithdrawAsync"/>
    public static Task<SaveResult<T>> WithdrawAsync<T>(
        this IRegistryStore store, DocumentKind<T> kind, string number, Instant? from, string filedBy, CancellationToken cancellation)
        where T : Document => store.WithdrawAsync(kind, number, from, filedBy, VersionCondition.None, cancellation);
}
