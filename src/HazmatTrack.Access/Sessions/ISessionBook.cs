using HazmatTrack.Domain.Access;

namespace HazmatTrack.Access.Sessions;

/// <summary>The sessions (会话) of people, kept on the server: a browser holds nothing but a secret that stands for one.</summary>
internal interface ISessionBook
{
    /// <summary>Begins a session and returns its secret, which is kept nowhere else.</summary>
    Task<string> BeginAsync(Caller caller, CancellationToken cancellation);

    /// <summary>Whose session a secret stands for; null where it stands for none, or for one that has ended, was idle for too long or was revoked.</summary>
    /// <exception cref="HazmatTrack.Http.Errors.UnavailableException">The store of sessions does not answer.</exception>
    ValueTask<Caller?> FindAsync(string secret, CancellationToken cancellation);

    Task EndAsync(string secret, CancellationToken cancellation);
}
