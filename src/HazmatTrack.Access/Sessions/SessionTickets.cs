using System.Security.Claims;
using System.Security.Cryptography;
using HazmatTrack.Access.Settings;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace HazmatTrack.Access.Sessions;

/// <summary>
/// Keeps what the framework's cookie stands for on the server, so that it can be revoked at once and the cookie stays small (ASVS 5.0, 7.2 to 7.4). The
/// ticket's key is the secret of the session, which is kept nowhere else.
/// </summary>
internal sealed class SessionTickets(AccessDirectory directory, IAccessStore store, AccessOptions options, CallbackPaths callbacks) : ITicketStore
{
    public const string Scheme = "Session";

    /// <summary>The address that the identity provider sends people back to; it is registered there.</summary>
    public const string CallbackPath = "/api/v1/sign-in/callback";

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var caller = ticket.Principal.FindCaller() ?? throw new InvalidOperationException("A session begins with a caller.");
        var (secret, id) = SessionSecret.Make(RandomNumberGenerator.GetBytes(SecretHash.Size));
        await store.CreateSessionAsync(id, caller, options.SessionLength, CancellationToken.None);
        return secret;
    }

    /// <summary>Sessions are prolonged where they are found; the ticket itself never changes.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => Task.CompletedTask;

    /// <summary>
    /// Who signs in begins a session of their own: the one that the browser had ends, no matter whose it is (ASVS 5.0, 7.2.4). The framework would go on
    /// with it.
    /// </summary>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        if (callbacks.Has(httpContext.Request.Path))
        {
            await RemoveAsync(key);
            return null;
        }

        if (httpContext.IsOpenToEverybody())
        {
            return null;
        }

        var ticket = await RetrieveAsync(key);
        if (ticket is null)
        {
            httpContext.Look().Object = ("session", SessionSecret.TryParse(key, out var id) ? id.ToString() : "");
        }

        return ticket;
    }

    /// <exception cref="AccessUnavailableException">The store does not answer, so that nobody is let in.</exception>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var answer = await directory.SessionAsync(key, CancellationToken.None);
        return answer switch
        {
            { Caller: { } caller } => new(new ClaimsPrincipal(new CallerIdentity(caller, Scheme)), Scheme),
            { Outcome: AccessOutcome.Unavailable } => throw new AccessUnavailableException(directory.Status.ReadAt),
            _ => null,
        };
    }

    public async Task RemoveAsync(string key)
    {
        if (SessionSecret.TryParse(key, out var id))
        {
            await store.EndSessionAsync(id, "sign-out", CancellationToken.None);
        }
    }
}
