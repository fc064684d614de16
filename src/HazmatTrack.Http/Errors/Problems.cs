using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>The problem responses that several parts of the API give.</summary>
internal static class Problems
{
    public static IResult Invalid(InvalidRequestException e) => new ProblemResult(e.Code, e.Faults.Describe()) { Faults = e.Faults };

    public static IResult NotFound(LocalText detail) => new ProblemResult(ProblemCode.NotFound, detail);

    /// <summary>A store is unavailable, so the response makes no statement about the requested data.</summary>
    public static IResult StoreUnavailable(HttpRequest request) => new ProblemResult(
        ProblemCode.StoreUnavailable,
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            ? new("存储没有响应，结果未知。请稍后再试。", "A store does not answer, so the result is not known. Try again in a moment.")
            : new(
                "存储没有响应，更改是否生效不确定（未知）。请先读取再重试；用 PUT 重复提交无害。",
                "A store does not answer, and whether the change was made is not known. Read it before you try again; to repeat a PUT does no harm."));

    /// <summary>A body that the web server could not read.</summary>
    public static IResult Unreadable(BadHttpRequestException e)
    {
        var faults = new RequestFaults();
        faults.Add("body", FaultCode.Invalid, new($"请求体无法读取：{e.Message}", $"The body cannot be read: {e.Message}"));
        return new ProblemResult(ProblemCode.FromStatus(e.StatusCode), faults.Describe()) { Status = e.StatusCode, Faults = faults };
    }

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

    /// <summary>The response to an error that no endpoint handled; the framework has logged it.</summary>
    public static IResult FromException(Exception? e) => e switch
    {
        InvalidRequestException invalid => Invalid(invalid),
        BadHttpRequestException unreadable => Unreadable(unreadable),
        _ => new ProblemResult(ProblemCode.Internal),
    };
}
