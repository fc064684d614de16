using System.Net;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Storage.Access.Memory;

/// <remarks>This part asks the store for what is not held.</remarks>
public sealed partial class AccessDirectory
{
    private async Task<AccessAnswer> LookUpKeyAsync(string id, SecretHash secret, IPAddress? from, CancellationToken cancellation)
    {
        try
        {
            if (!_keys.TryFind(id, out var held))
            {
                var (revision, key) = await AskAsync(c => _store.FindKeyAsync(id, c), cancellation);
                held = HeldCaller.FromKey(key);
                _keys.Hold(id, held, revision);
            }

            // The operator of somebody who has only guessed an id is not asked for.
            var isAdmitted = held is null || !held.Stored.Secret.Matches(secret) || await AdmitAsync(held.Operator, cancellation);
            return Judge(held, secret, from, isAdmitted);
        }
        catch (AccessUnavailableException)
        {
            return new(AccessOutcome.Unavailable);
        }
    }

    private async Task<AccessAnswer> LookUpSessionAsync(SecretHash id, CancellationToken cancellation)
    {
        try
        {
            var held = await HeldSessionAsync(id, cancellation);
            return Judge(id, held, held is null || await AdmitAsync(held.Operator, cancellation));
        }
        catch (AccessUnavailableException)
        {
            return new(AccessOutcome.Unavailable);
        }
    }

    /// <summary>The session as it is held, or as the store has it: it knows of uses in other processes.</summary>
    private async ValueTask<HeldCaller<AccessSession>?> HeldSessionAsync(SecretHash id, CancellationToken cancellation)
    {
        if (_sessions.TryFind(id, out var found) && (found is null || IsLive(id, found.Stored)))
        {
            return found;
        }

        var (revision, session) = await AskAsync(c => _store.FindSessionAsync(id, Idle, c), cancellation);
        var held = HeldCaller.FromSession(session);
        _sessions.Hold(id, held, revision);
        return held;
    }

    private async Task<StoredOperator?> FindOperatorAsync(string code, CancellationToken cancellation)
    {
        var (revision, found) = await _store.FindOperatorAsync(code, cancellation);
        _operators.Hold(code, found, revision);
        return found;
    }

    private async ValueTask<bool> AdmitAsync(string? code, CancellationToken cancellation) =>
        TryAdmit(code, out var isAdmitted) ? isAdmitted : IsAdmitted(await AskAsync(c => FindOperatorAsync(code!, c), cancellation));

    /// <summary>Asks the store, and does not wait for it longer than what is held would be believed.</summary>
    /// <exception cref="AccessUnavailableException">It does not answer.</exception>
    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_options.StaleAfter / 2, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _report.LookupFailed(e);
            throw new AccessUnavailableException(Status.ReadAt, e);
        }
    }

    private void ThrowUnlessBelieved()
    {
        if (!IsBelieved)
        {
            throw new AccessUnavailableException(Status.ReadAt);
        }
    }
}
