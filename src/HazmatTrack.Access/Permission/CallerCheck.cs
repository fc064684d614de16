using HazmatTrack.Access.Keys;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access.Memory;
using Microsoft.AspNetCore.Authentication;

namespace HazmatTrack.Access.Permission;

/// <summary>A session may have ended meanwhile, a key been revoked, a token expired (ASVS 5.0, 7.4.1).</summary>
internal sealed class CallerCheck(AccessDirectory directory, TimeProvider time) : ICallerCheck
{
    public async ValueTask<bool> IsStillLetInAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Caller().Session is { } session)
        {
            return SecretHash.TryParse(session, out var id) && await directory.IsSessionLiveAsync(id, cancellation);
        }

        if (context.Request.Headers[ApiKeyHandler.Header] is [{ Length: > 0 } key])
        {
            return (await directory.KeyAsync(key, context.Connection.RemoteIpAddress, cancellation)).Caller is not null;
        }

        try
        {
            var expires = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
            return await directory.AdmitsAsync(context.Caller(), cancellation) && !(time.GetUtcNow() >= expires);
        }
        catch (AccessUnavailableException)
        {
            return false;
        }
    }
}
