using System.Security.Claims;
using HazmatTrack.Http.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace HazmatTrack.Access.Sessions;

/// <summary>Keeps what the framework's cookie stands for on the server, so that it can be revoked at once and the cookie stays small (ASVS 5.0, 7.2 to 7.4).</summary>
internal sealed class SessionTickets(ISessionBook sessions) : ITicketStore
{
    public const string Scheme = "Session";

    public async Task<string> StoreAsync(AuthenticationTicket ticket) =>
        await sessions.BeginAsync(
            ticket.Principal.FindCaller() ?? throw new InvalidOperationException("A session begins with a caller."), CancellationToken.None);

    /// <summary>Sessions are prolonged where they are found; the ticket itself never changes.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => Task.CompletedTask;

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await sessions.FindAsync(key, CancellationToken.None) is { } caller
            ? new(new ClaimsPrincipal(new CallerIdentity(caller, Scheme)), Scheme)
            : null;

    public Task RemoveAsync(string key) => sessions.EndAsync(key, CancellationToken.None);
}
