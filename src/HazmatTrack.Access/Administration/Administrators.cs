using HazmatTrack.Access.Settings;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Access.Administration;

/// <summary>Who changes who may do what.</summary>
internal static class Administrators
{
    /// <summary>The name under which a change is stored.</summary>
    public static string NameOf(Caller caller) => $"{caller.Issuer} {caller.Subject}";

    /// <summary>
    /// The refusal of a change by somebody who has signed in too long ago, so that a browser that was left open hands out no keys (ASVS 5.0, 7.5.3); null
    /// where the change may be made.
    /// </summary>
    public static ProblemResult? Refusal(HttpContext context, AccessOptions options, TimeProvider time) =>
        context.Caller().SignedInAt is { } at && Instant.From(time.GetUtcNow()) - at <= options.SignedInWithin
            ? null
            : new ProblemResult(ProblemCode.SignInAgain, new(
                $"更改企业、密钥、会话或订阅须在 {options.SignedInWithin.TotalMinutes:0} 分钟内登录过；请重新登录（身份提供方的登录地址加 again=true）。",
                $"Operators, keys, sessions and subscriptions are changed within {options.SignedInWithin.TotalMinutes:0} min of signing in; sign in again (at a provider's address with again=true)."));
}
