using System.Net;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Access.Memory;

/// <summary>
/// Who may call and whose vehicles are whose, in the memory of one process. What was asked for is held for a while, and dropped when a change of any process
/// names it, which takes less than two seconds (OWASP ASVS 5.0, 8.3.2). While the store does not answer for longer than
/// <see cref="AccessDirectoryOptions.StaleAfter"/>, nothing that is held is believed, and nobody is let in.
/// </summary>
public sealed partial class AccessDirectory
{
    private readonly IAccessStore _store;
    private readonly AccessDirectoryOptions _options;
    private readonly TimeProvider _time;
    private readonly IAccessDirectoryReport _report;
    private readonly FollowedRevision _followed = new();
    private readonly HeldMemory<string, HeldCaller<AccessKey>?> _keys;
    private readonly HeldMemory<SecretHash, HeldCaller<AccessSession>?> _sessions;
    private readonly HeldMemory<string, StoredOperator?> _operators;
    private readonly HeldMemory<VehicleId, VehicleOperator?> _vehicles;
    private readonly UseLog<string> _keyUses = new();
    private readonly UseLog<SecretHash> _sessionUses = new();

    /// <param name="report">Where the directory reports how well it follows the store.</param>
    public AccessDirectory(IAccessStore store, AccessDirectoryOptions options, TimeProvider time, IAccessDirectoryReport report)
    {
        (_store, _options, _time, _report) = (store, options, time, report);
        _keys = new(options.HeldKeys, options.HoldFor, _followed, time, StringComparer.Ordinal);
        _sessions = new(options.HeldSessions, options.HoldFor, _followed, time, EqualityComparer<SecretHash>.Default);
        _operators = new(options.HeldKeys, options.HoldFor, _followed, time, StringComparer.Ordinal);
        _vehicles = new(options.HeldVehicles, options.HoldFor, _followed, time, EqualityComparer<VehicleId>.Default);
    }

    /// <summary>Uses in other processes are known only once they are written, so that a session is not called idle before that.</summary>
    private TimeSpan Idle => _options.SessionIdle + _options.WriteUsesEvery;

    private Instant Now => Instant.From(_time.GetUtcNow());

    /// <summary>Whether an API key lets its caller in. A key that is held costs no query and allocates nothing.</summary>
    /// <param name="text">The key as it was sent.</param>
    /// <param name="from">The address that the request came from; null where it is unknown.</param>
    public ValueTask<AccessAnswer> KeyAsync(ReadOnlySpan<char> text, IPAddress? from, CancellationToken cancellation)
    {
        if (!ApiKeyText.TryParse(text, out var id, out var secret))
        {
            return new(new AccessAnswer(AccessOutcome.Malformed));
        }

        if (!IsBelieved)
        {
            return new(new AccessAnswer(AccessOutcome.Unavailable));
        }

        return _keys.TryFindBy(id, out var held) && TryAdmit(held?.Operator, out var isAdmitted)
            ? new(Judge(held, secret, from, isAdmitted))
            : new(LookUpKeyAsync(id.ToString(), secret, from, cancellation));
    }

    /// <summary>Whether a session lets its person in. A session that is held costs no query and allocates nothing.</summary>
    /// <param name="text">The secret of the session as it was sent.</param>
    public ValueTask<AccessAnswer> SessionAsync(ReadOnlySpan<char> text, CancellationToken cancellation)
    {
        if (!SessionSecret.TryParse(text, out var id))
        {
            return new(new AccessAnswer(AccessOutcome.Malformed));
        }

        if (!IsBelieved)
        {
            return new(new AccessAnswer(AccessOutcome.Unavailable));
        }

        // A session that looks idle here may have been used in another process: the store knows.
        return _sessions.TryFind(id, out var held) && TryAdmit(held?.Operator, out var isAdmitted) && (held is null || IsLive(id, held.Stored))
            ? new(Judge(id, held, isAdmitted))
            : new(LookUpSessionAsync(id, cancellation));
    }

    /// <summary>
    /// Whether a session still lets its person in, for what lasts longer than a request, such as a stream. It does not count as a use of it. False also while
    /// the store does not answer.
    /// </summary>
    /// <param name="id">The id of the session (<see cref="Caller.Session"/>).</param>
    public async ValueTask<bool> IsSessionLiveAsync(SecretHash id, CancellationToken cancellation)
    {
        try
        {
            return IsBelieved && await HeldSessionAsync(id, cancellation) is { } held && await AdmitAsync(held.Operator, cancellation);
        }
        catch (AccessUnavailableException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether an API key lets its caller in, where that is known without asking the store; false where it must be asked (<see cref="KeyAsync"/>).
    /// </summary>
    public bool TryKey(ReadOnlySpan<char> text, IPAddress? from, out AccessAnswer answer)
    {
        answer = new(AccessOutcome.Malformed);
        if (!ApiKeyText.TryParse(text, out var id, out var secret))
        {
            return true;
        }

        if (!IsBelieved)
        {
            answer = new(AccessOutcome.Unavailable);
            return true;
        }

        if (!_keys.TryFindBy(id, out var held) || !TryAdmit(held?.Operator, out var isAdmitted))
        {
            return false;
        }

        answer = Judge(held, secret, from, isAdmitted);
        return true;
    }

    /// <summary>
    /// Whether a caller whom an identity provider vouches for is let in: an operator's, while the operator is registered and not suspended.
    /// </summary>
    /// <exception cref="AccessUnavailableException">The store does not answer, so that nobody is let in.</exception>
    public async ValueTask<bool> AdmitsAsync(Caller caller, CancellationToken cancellation)
    {
        ThrowUnlessBelieved();
        return !caller.Roles.Contains(Role.Operator) || await AdmitAsync(caller.Organisation ?? "", cancellation);
    }

    /// <summary>An operator by its unified social credit code; null for an unknown one.</summary>
    /// <exception cref="AccessUnavailableException">The store does not answer.</exception>
    public async ValueTask<StoredOperator?> OperatorAsync(string code, CancellationToken cancellation)
    {
        ThrowUnlessBelieved();
        return _operators.TryFind(code, out var held) ? held : await AskAsync(c => FindOperatorAsync(code, c), cancellation);
    }

    /// <summary>The operator who has a vehicle now, null for nobody, where it is held; false where it must be asked for.</summary>
    public bool TryOperatorOf(VehicleId vehicle, out string? code)
    {
        code = null;
        if (!IsBelieved || !_vehicles.TryFind(vehicle, out var held))
        {
            return false;
        }

        code = held?.Code;
        return true;
    }

    /// <summary>The operators who have some vehicles now, by one query for all that are not held; vehicles that nobody has are not in the result.</summary>
    /// <exception cref="AccessUnavailableException">The store does not answer.</exception>
    public async ValueTask<IReadOnlyDictionary<VehicleId, VehicleOperator>> OperatorsOfAsync(
        IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        ThrowUnlessBelieved();
        var (found, missing) = (new Dictionary<VehicleId, VehicleOperator>(), new HashSet<VehicleId>());
        foreach (var vehicle in vehicles)
        {
            if (!_vehicles.TryFind(vehicle, out var held))
            {
                missing.Add(vehicle);
            }
            else if (held is { } owner)
            {
                found[vehicle] = owner;
            }
        }

        if (missing.Count > 0)
        {
            var (revision, read) = await AskAsync(c => _store.OperatorsOfAsync(missing, c), cancellation);
            foreach (var vehicle in missing)
            {
                VehicleOperator? owner = read.TryGetValue(vehicle, out var one) ? one : null;
                _vehicles.Hold(vehicle, owner, revision);
                if (owner is { } known)
                {
                    found[vehicle] = known;
                }
            }
        }

        return found;
    }

    /// <summary>Whether the callers of an operator are let in, where it is held.</summary>
    private bool TryAdmit(string? code, out bool isAdmitted)
    {
        isAdmitted = true;
        if (code is null)
        {
            return true;
        }

        var isHeld = _operators.TryFind(code, out var held);
        isAdmitted = IsAdmitted(held);
        return isHeld;
    }

    private static bool IsAdmitted(StoredOperator? found) => found is { Operator.IsSuspended: false };

    private bool IsLive(SecretHash id, AccessSession session)
    {
        var now = Now;
        return session.IsLive(now, Idle)
            || (now < session.EndsAt && _sessionUses.LastOf(id) is { } used && now - used <= Idle);
    }

    private AccessAnswer Judge(HeldCaller<AccessKey>? held, SecretHash secret, IPAddress? from, bool isAdmitted)
    {
        if (held is null || !held.Stored.Secret.Matches(secret))
        {
            return new(AccessOutcome.Unknown);
        }

        var (key, now) = (held.Stored, Now);
        var outcome = key.RevokedAt is not null ? AccessOutcome.Revoked
            : !key.IsActive(now) ? AccessOutcome.Expired
            : !key.Terms.AllowsFrom(from) ? AccessOutcome.WrongAddress
            : !isAdmitted ? AccessOutcome.OperatorRefused
            : AccessOutcome.Granted;
        if (outcome != AccessOutcome.Granted)
        {
            return new(outcome, Id: held.Id);
        }

        _keyUses.Note(held.Id, now);
        return new(outcome, held.Caller, held.Id);
    }

    private AccessAnswer Judge(SecretHash id, HeldCaller<AccessSession>? held, bool isAdmitted)
    {
        if (held is null)
        {
            return new(AccessOutcome.Unknown);
        }

        if (!isAdmitted)
        {
            return new(AccessOutcome.OperatorRefused, Id: held.Id);
        }

        _sessionUses.Note(id, Now);
        return new(AccessOutcome.Granted, held.Caller, held.Id);
    }
}
