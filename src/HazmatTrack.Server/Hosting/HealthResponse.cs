using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HazmatTrack.Server.Hosting;

/// <summary>The response of the readiness probe: one line for each check.</summary>
internal static class HealthResponse
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            string.Concat(report.Entries.Select(e => $"{e.Key}: {e.Value.Status}. {e.Value.Description}\n")), context.RequestAborted);
    }
}
