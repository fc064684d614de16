using System.Net;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Access.Keys;

/// <summary>The API keys of programs.</summary>
internal interface IKeyBook
{
    /// <summary>Whose key a text is; null where it is none, has expired, was revoked, or is used from an address that it is not for.</summary>
    /// <exception cref="HazmatTrack.Http.Errors.UnavailableException">The store of keys does not answer.</exception>
    ValueTask<Caller?> FindAsync(string text, IPAddress? from, CancellationToken cancellation);
}
