namespace HazmatTrack.Http;

/// <summary>
/// HEAD wherever there is GET (RFC 9110 §9.1): the request is routed and answered as a GET, and the web server leaves the body out, since it
/// knows how the request came in.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Goes before routing.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Features.Set(Head.Mark);
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    });

    /// <summary>Whether only the headers are asked for: what has no end must not begin then, and what costs much may be left out.</summary>
    public static bool IsHead(this HttpContext context) => context.Features.Get<Head>() is not null || HttpMethods.IsHead(context.Request.Method);

    private sealed class Head
    {
        public static readonly Head Mark = new();
    }
}
