using System.Data.Common;
using HazmatTrack.Http;

namespace HazmatTrack.Web.Registry;

/// <summary>Returns 503 where the registry's database is unavailable: never an empty list, never "not found".</summary>
internal sealed partial class RegistryUnreachable(ILogger<RegistryUnreachable> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadInputException e)
        {
            return Problems.BadInput(e);
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var request = context.HttpContext.Request;
            LogUnreachable(e, request.Method, request.Path);
            return DocumentRequests.Problem(
                StatusCodes.Status503ServiceUnavailable,
                "The registry cannot be reached",
                HttpMethods.IsGet(request.Method)
                    ? "Its database does not answer. Try again."
                    : "Its database does not answer. Whether this was filed is not known; ask for the document, or send the same again with PUT, which does no harm.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The registry's database does not answer to {Method} {Path}.")]
    private partial void LogUnreachable(Exception exception, string method, PathString path);
}
