namespace HazmatTrack.Http.Errors;

/// <summary>Answers the exceptions of endpoints by <see cref="Problems.FromException"/>, before the framework logs them as unhandled.</summary>
internal static class ProblemFilter
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        IResult? answer = null;
        try
        {
            return await next(context);
        }
        catch (Exception e) when (!context.HttpContext.Response.HasStarted && (answer = Problems.FromException(context.HttpContext, e)) is not null)
        {
            return answer;
        }
    }
}
