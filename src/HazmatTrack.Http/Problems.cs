using System.Data.Common;

namespace HazmatTrack.Http;

/// <summary>Error responses: RFC 9457 problem details with a stable code.</summary>
internal static class Problems
{
    /// <summary>A parameter or a member of the body is invalid; <c>field</c> names it.</summary>
    public static IResult BadInput(BadInputException e) => Results.Problem(
        title: "The request cannot be taken as it is.",
        detail: e.Message,
        statusCode: e.Status,
        extensions: [new("code", "bad-input"), new("field", e.Field)]);

    public static IResult NotFound(string detail) => Results.Problem(
        title: "There is no such thing.", detail: detail, statusCode: StatusCodes.Status404NotFound, extensions: [new("code", "not-found")]);

    public static IResult Conflict(string code, string detail) => Results.Problem(
        title: "This cannot be done as things stand.", detail: detail, statusCode: StatusCodes.Status409Conflict, extensions: [new("code", code)]);

    /// <summary>The store is unavailable, so the response makes no statement about the requested data.</summary>
    public static IResult StoreUnavailable() => Results.Problem(
        title: "The store could not be asked.",
        detail: "The answer is not known, and nothing was changed for sure. Try again in a moment.",
        statusCode: StatusCodes.Status503ServiceUnavailable,
        extensions: [new("code", "store-unavailable")]);

    /// <summary>Gives the framework's own error responses the same form as all others.</summary>
    public static void Describe(ProblemDetailsOptions options) => options.CustomizeProblemDetails = context =>
    {
        var problem = context.ProblemDetails;
        problem.Extensions.Remove("traceId");
        var (code, detail) = problem.Status switch
        {
            StatusCodes.Status404NotFound => ("not-found", "There is no such call; /openapi/v1.json names all there are."),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", $"There is no {context.HttpContext.Request.Method} here; the header Allow names what there is."),
            StatusCodes.Status415UnsupportedMediaType => ("bad-input", "The body is of a kind that is not read here; /openapi/v1.json names those that are."),
            >= 500 => ("internal", "The server failed at this request; its log says why. Nothing was changed for sure."),
            _ => ("bad-input", null),
        };
        problem.Extensions.TryAdd("code", code);
        problem.Detail ??= detail;
    };

    /// <summary>
    /// Turns invalid input and unavailable stores into problem details. An outage is never an empty response.
    /// </summary>
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadInputException e)
        {
            return BadInput(e);
        }
        catch (BadHttpRequestException e)
        {
            return BadInput(new("body", $"The body cannot be read: {e.Message}", e.StatusCode));
        }
        catch (Exception e) when (!context.HttpContext.Response.HasStarted && Known(context.HttpContext, e) is { } answer)
        {
            return answer;
        }
        catch (Exception e) when (!context.HttpContext.Response.HasStarted
            && e is DbException or TimeoutException or InvalidDataException or UnavailableException)
        {
            var logger = context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems));
            ApiLog.StoreUnavailable(logger, e, context.HttpContext.Request.Path);
            context.HttpContext.Response.Headers.RetryAfter = "2";
            return StoreUnavailable();
        }
    }

    private static IResult? Known(HttpContext context, Exception e) =>
        context.RequestServices.GetServices<KnownProblem>().Select(p => p.Answer(e)).FirstOrDefault(a => a is not null);
}
