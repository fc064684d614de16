using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Storage.Access;

/// <summary>
/// What decides who may call and whose data they see: operators, their vehicles, API keys and sessions. PostgreSQL or SQLite; one suite of tests for both.
/// Every change that gives or takes something has the next revision, in its transaction. Throws only when the store is unavailable; a row that cannot be read
/// gives nothing to anybody, and is reported as damage.
/// </summary>
public interface IAccessStore
{
    /// <summary>Raised after each change of this process, on the thread that committed it. Handlers must be quick and must not throw.</summary>
    event Action? Changed;

    /// <summary>
    /// The present timeline of the database, always the same on SQLite. On another one the newest changes may be missing, and their revisions are given again.
    /// </summary>
    Task<long> TimelineAsync(CancellationToken cancellation);

    /// <summary>The newest revision, 0 in an empty store. Revisions become visible in order, and on one timeline none is given twice.</summary>
    Task<long> RevisionAsync(CancellationToken cancellation);

    /// <summary>What has changed after a revision: a page that ends with a whole revision. It is repeated with <see cref="AccessChanges.Revision"/>.</summary>
    /// <param name="limit">About how many changes; more where one transaction has made more.</param>
    Task<AccessChanges> ChangesAfterAsync(long revision, int limit, CancellationToken cancellation);

    /// <summary>
    /// Calls the signal after changes of other processes, until it is cancelled or the connection is lost. Where the engine cannot, it only waits.
    /// </summary>
    Task ListenAsync(Action signal, CancellationToken cancellation);

    /// <summary>Adds an operator, or changes it where its version is one that the condition allows. Saving what is stored already changes nothing.</summary>
    /// <exception cref="ArgumentException">The operator has <see cref="TransportOperator.Faults"/>, which the caller must have checked.</exception>
    Task<OperatorSave> SaveOperatorAsync(TransportOperator saved, string by, VersionCondition condition, CancellationToken cancellation);

    /// <summary>An operator by its unified social credit code; null for an unknown one.</summary>
    Task<AccessRead<StoredOperator?>> FindOperatorAsync(string code, CancellationToken cancellation);

    /// <summary>Operators in order of their codes.</summary>
    /// <param name="after">The code before the page; null for the first.</param>
    Task<IReadOnlyList<StoredOperator>> OperatorsAsync(string? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Registers vehicles with an operator from now on: ten thousand in one transaction, so that after a failure half-way the call is repeated. Those of
    /// another operator are left to it. Null for an unknown operator.
    /// </summary>
    Task<VehicleRegistration?> RegisterVehiclesAsync(string code, IReadOnlyCollection<VehicleId> vehicles, string by, CancellationToken cancellation);

    /// <summary>Releases vehicles of an operator from now on, and returns those that were its own. Past instants stay as they were.</summary>
    Task<IReadOnlyList<VehicleId>> ReleaseVehiclesAsync(
        string code, IReadOnlyCollection<VehicleId> vehicles, string by, CancellationToken cancellation);

    /// <summary>The operators who have some vehicles now; vehicles that nobody has are not in the result.</summary>
    Task<AccessRead<IReadOnlyDictionary<VehicleId, VehicleOperator>>> OperatorsOfAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>The vehicles that an operator has now, in order of their ids.</summary>
    /// <param name="after">The vehicle before the page; null for the first.</param>
    Task<IReadOnlyList<OperatorVehicle>> VehiclesOfAsync(string code, VehicleId? after, int limit, CancellationToken cancellation);

    /// <summary>The operator who had a vehicle at an instant; null for nobody.</summary>
    Task<string?> OperatorOfAsync(VehicleId vehicle, Instant at, CancellationToken cancellation);

    /// <summary>Every time that some vehicles were somebody's, in order of vehicle and time.</summary>
    Task<IReadOnlyList<VehicleTenure>> TenuresOfAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>
    /// The times within [<paramref name="from"/>, <paramref name="to"/>) that vehicles were an operator's, in order of vehicle and time.
    /// </summary>
    /// <param name="after">The vehicle before the page; null for the first.</param>
    /// <param name="limit">How many vehicles at most; each with all of its times.</param>
    Task<IReadOnlyList<VehicleTenure>> TenuresAsync(
        string code, Instant from, Instant to, VehicleId? after, int limit, CancellationToken cancellation);

    /// <summary>Stores a new key, unless two of the same owner and name are active.</summary>
    /// <exception cref="ArgumentException">The terms have <see cref="ApiKeyTerms.Faults"/>, which the caller must have checked.</exception>
    Task<KeyCreation> CreateKeyAsync(ApiKeyDraft draft, ApiKeyTerms terms, string by, CancellationToken cancellation);

    /// <summary>A key by its id, whether it is active or not; null for an unknown one.</summary>
    Task<AccessRead<AccessKey?>> FindKeyAsync(string id, CancellationToken cancellation);

    /// <summary>The keys of an owner, newest first, including those that are revoked or expired.</summary>
    Task<IReadOnlyList<AccessKey>> KeysOfAsync(string owner, CancellationToken cancellation);

    /// <summary>Revokes a key from now on; one that is revoked stays as it is. Null for an unknown one.</summary>
    Task<KeyRevocation?> RevokeKeyAsync(string id, string by, CancellationToken cancellation);

    /// <summary>When the first of the active keys ends that were used since an instant; null where there is none.</summary>
    Task<Instant?> NextKeyExpiryAsync(Instant usedSince, CancellationToken cancellation);

    /// <summary>Records the last uses of keys, in one statement. A use within a minute of the recorded one is not written.</summary>
    Task RecordKeyUsesAsync(IReadOnlyCollection<(string Id, Instant Used)> uses, CancellationToken cancellation);

    /// <summary>Begins a session of a person.</summary>
    /// <param name="id">The hash of its secret.</param>
    /// <param name="person">Who has signed in.</param>
    /// <param name="absolute">How long it lasts at most.</param>
    Task<AccessSession> CreateSessionAsync(SecretHash id, Caller person, TimeSpan absolute, CancellationToken cancellation);

    /// <summary>A session; null for one that is unknown, has ended, or has been idle for longer than <paramref name="idle"/>.</summary>
    Task<AccessRead<AccessSession?>> FindSessionAsync(SecretHash id, TimeSpan idle, CancellationToken cancellation);

    /// <summary>Records the last requests of sessions, in one statement. One within a minute of the recorded one is not written.</summary>
    Task RecordSessionUsesAsync(IReadOnlyCollection<(SecretHash Id, Instant Used)> uses, CancellationToken cancellation);

    /// <summary>Ends a session; false where it is unknown or has ended.</summary>
    Task<bool> EndSessionAsync(SecretHash id, string by, CancellationToken cancellation);

    /// <summary>Ends all sessions of a person, and returns their number.</summary>
    Task<int> EndSessionsOfAsync(string issuer, string subject, string by, CancellationToken cancellation);

    /// <summary>The live sessions of a person, newest first.</summary>
    Task<IReadOnlyList<AccessSession>> SessionsOfAsync(string issuer, string subject, TimeSpan idle, CancellationToken cancellation);

    /// <summary>Removes sessions that ended before an instant, a thousand in one transaction, and returns their number.</summary>
    Task<int> RemoveSessionsAsync(Instant endedBefore, CancellationToken cancellation);
}
