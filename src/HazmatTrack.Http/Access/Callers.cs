using System.Security.Claims;
using HazmatTrack.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace HazmatTrack.Http.Access;

/// <summary>Who calls.</summary>
internal static class Callers
{
    /// <summary>The caller; null for one that nobody vouches for.</summary>
    public static Caller? FindCaller(this ClaimsPrincipal user) => user.Identities.OfType<CallerIdentity>().FirstOrDefault()?.Caller;

    /// <summary>Whether the endpoint is open to everybody, so that nobody needs to be asked who calls: probes are answered while the store is away.</summary>
    public static bool IsOpenToEverybody(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>The caller of an endpoint that requires one.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nobody vouches for the caller: the endpoint was reached without authorization, a fault of the program.
    /// </exception>
    public static Caller Caller(this HttpContext context) =>
        context.User.FindCaller() ?? throw new InvalidOperationException($"{context.Request.Path} was reached without a caller.");
}
