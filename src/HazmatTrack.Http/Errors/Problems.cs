using System.Data.Common;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>The problem responses that several parts of the API give.</summary>
internal static class Problems
{
    private static ProblemResult Invalid(InvalidRequestException e) => new(e.Code, e.Faults.Describe()) { Faults = e.Faults };

    public static IResult NotFound(LocalText detail) => new ProblemResult(ProblemCode.NotFound, detail);

    /// <summary>
    /// The one mapping of exceptions to responses; null for one that is a fault of the program, and for any after the client has left. An outage is never an
    /// empty response, nor "not found".
    /// </summary>
    public static IResult? FromException(HttpContext context, Exception e) => e switch
    {
        InvalidRequestException invalid => Invalid(invalid),
        BadHttpRequestException unreadable => Unreadable(unreadable),
        InvalidDataException => new ProblemResult(ProblemCode.RecordDamaged),
        _ when Known(context, e) is { } known => known,
        DbException or TimeoutException or IOException or UnavailableException when !context.RequestAborted.IsCancellationRequested => Unavailable(context, e),
        _ => null,
    };

    /// <summary>Gives a response that the framework answered with a bare status the one form.</summary>
    public static IResult FromStatus(HttpContext context)
    {
        var (status, method) = (context.Response.StatusCode, context.Request.Method);
        return new ProblemResult(ProblemCode.FromStatus(status), status switch
        {
            StatusCodes.Status404NotFound => new(
                $"没有 {context.Request.Path} 这个地址；/openapi/v1.json 列出全部接口。", $"There is no address {context.Request.Path}; /openapi/v1.json lists all calls."),
            StatusCodes.Status405MethodNotAllowed => new($"此地址不支持 {method}；Allow 头列出支持的方法。", $"There is no {method} here; the header Allow lists the methods."),
            _ => null,
        })
        { Status = status };
    }

    /// <summary>The response that a part of the API has for its own errors.</summary>
    private static IResult? Known(HttpContext context, Exception e) =>
        context.RequestServices.GetServices<KnownProblem>().Select(p => p.Answer(e)).FirstOrDefault(a => a is not null);

    /// <summary>A store is unavailable, so the response makes no statement about the requested data.</summary>
    private static ProblemResult Unavailable(HttpContext context, Exception e)
    {
        var request = context.Request;
        ErrorLog.StoreUnavailable(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems)), e, request.Method, request.Path);
        context.Response.Headers.RetryAfter = "2";
        return new(
            ProblemCode.StoreUnavailable,
            HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
                ? new("存储没有响应，结果未知。请稍后再试。", "A store does not answer, so the result is not known. Try again in a moment.")
                : new(
                    "存储没有响应，更改是否生效不确定（未知）。请先读取再重试；用 PUT 重复提交无害。",
                    "A store does not answer, and whether the change was made is not known. Read it before you try again; to repeat a PUT does no harm."));
    }

    /// <summary>A body that the web server could not read.</summary>
    private static ProblemResult Unreadable(BadHttpRequestException e)
    {
        var faults = new RequestFaults();
        faults.Add(UnreadableBody.Field, FaultCode.Invalid, UnreadableBody.Describe(e));
        return new ProblemResult(ProblemCode.FromStatus(e.StatusCode), faults.Describe()) { Status = e.StatusCode, Faults = faults };
    }
}
