using System.Data.Common;

namespace HazmatTrack.Http.Errors;

/// <summary>Turns invalid requests and unavailable stores into problem responses. An outage is never an empty response, nor "not found".</summary>
internal static class ProblemFilter
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (InvalidRequestException e)
        {
            return Problems.Invalid(e);
        }
        catch (BadHttpRequestException e)
        {
            return Problems.Unreadable(e);
        }
        catch (Exception e) when (!http.Response.HasStarted && Known(http, e) is { } answer)
        {
            return answer;
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested
            && e is DbException or TimeoutException or InvalidDataException or IOException or UnavailableException)
        {
            var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemFilter));
            ErrorLog.StoreUnavailable(logger, e, http.Request.Method, http.Request.Path);
            http.Response.Headers.RetryAfter = "2";
            return Problems.StoreUnavailable(http.Request);
        }
    }

    private static IResult? Known(HttpContext context, Exception e) =>
        context.RequestServices.GetServices<KnownProblem>().Select(p => p.Answer(e)).FirstOrDefault(a => a is not null);
}
