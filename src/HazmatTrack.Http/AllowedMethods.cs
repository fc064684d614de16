namespace HazmatTrack.Http;

/// <summary>
/// Handles OPTIONS on every call, with the list that routing builds for an unsupported method (RFC 9110 §9.3.7). HEAD is available where GET is.
/// </summary>
internal static class AllowedMethods
{
    /// <summary>Must be registered after routing.</summary>
    public static IApplicationBuilder UseAllowedMethods(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        var response = context.Response;
        if (response.StatusCode != StatusCodes.Status405MethodNotAllowed || response.HasStarted)
        {
            return;
        }

        var methods = response.Headers.GetCommaSeparatedValues("Allow").Append(HttpMethods.Options).ToHashSet(StringComparer.Ordinal);
        if (methods.Contains(HttpMethods.Get))
        {
            methods.Add(HttpMethods.Head);
        }

        response.Headers.Allow = string.Join(", ", methods.Order(StringComparer.Ordinal));
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
        }
    });
}
