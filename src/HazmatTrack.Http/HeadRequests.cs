namespace HazmatTrack.Http;

/// <summary>
/// Handles HEAD wherever there is GET (RFC 9110 §9.1): the request is routed and answered as a GET, and the web server omits the body, since it
/// knows the original method.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Must be registered before routing.</summary>
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

    /// <summary>Whether only the headers are requested: an endless stream must not start then, and expensive work may be skipped.</summary>
    public static bool IsHead(this HttpContext context) => context.Features.Get<Head>() is not null || HttpMethods.IsHead(context.Request.Method);

    private sealed class Head
    {
        public static readonly Head Mark = new();
    }
}
