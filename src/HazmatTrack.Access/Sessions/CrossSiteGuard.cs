using HazmatTrack.Http.Errors;

namespace HazmatTrack.Access.Sessions;

/// <summary>
/// Refuses changes that another site has a browser send with its session: such a call can bear neither a header of its own nor the mark of the same origin
/// (ASVS 5.0, 3.5.1 to 3.5.3). Calls with a key or a token do not ride on a browser's session.
/// </summary>
internal static class CrossSiteGuard
{
    public const string Header = "X-Hazmat";

    /// <summary>Whether a call with a session may change something.</summary>
    public static bool IsOwn(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
        || (request.Headers[Header] == "1" && request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin");

    /// <summary>Must be registered after authentication and before authorization.</summary>
    public static IApplicationBuilder UseCrossSiteGuard(this IApplicationBuilder app) => app.Use((context, next) =>
        context.User.Identities.Any(i => i.AuthenticationType == SessionTickets.Scheme) && !IsOwn(context.Request)
            ? new ProblemResult(ProblemCode.CrossSite).ExecuteAsync(context)
            : next(context));
}
