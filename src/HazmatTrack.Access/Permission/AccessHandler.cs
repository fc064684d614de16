using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using Microsoft.AspNetCore.Authorization;

namespace HazmatTrack.Access.Permission;

/// <summary>Decides by the caller's roles, and by what its key was given, whether the call is allowed.</summary>
internal sealed class AccessHandler : AuthorizationHandler<AccessRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (context.Resource is HttpContext http && IsAllowed(http.GetEndpoint(), context.User.FindCaller()))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// An address without an endpoint is answered 404 to anybody, and one without the method 405, by an endpoint that routing makes: neither says more than
    /// the documentation does.
    /// </summary>
    private static bool IsAllowed(Endpoint? endpoint, Caller? caller) =>
        endpoint is not RouteEndpoint
        || (caller is not null && endpoint.Metadata.GetMetadata<RequiredAccess>() is { } required && AccessRights.Allows(caller, required.Action));
}
