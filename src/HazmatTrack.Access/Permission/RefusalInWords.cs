using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace HazmatTrack.Access.Permission;

/// <summary>Answers a call that the caller's role, or its key, does not allow: by what it may not do, and whose duty that is.</summary>
internal sealed class RefusalInWords : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Forbidden && context.User.FindCaller() is { } caller
            && context.GetEndpoint()?.Metadata.GetMetadata<RequiredAccess>() is { } required
            ? new ProblemResult(ProblemCode.NotAllowed, AccessWords.WhyRefused(caller, required.Action)).ExecuteAsync(context)
            : _otherwise.HandleAsync(next, context, policy, authorizeResult);
}
