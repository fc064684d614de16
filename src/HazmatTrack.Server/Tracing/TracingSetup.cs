using System.Diagnostics;
using HazmatTrack.Contracts.Tracing;
using HazmatTrack.Server.Settings;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HazmatTrack.Server.Tracing;

/// <summary>Exports traces of requests, of the batches of reports on their way, and of the statements that both send to PostgreSQL.</summary>
internal static class TracingSetup
{
    public static IServiceCollection AddTracing(this IServiceCollection services, TracingOptions options, string roles, string version)
    {
        if (options.Endpoint == "")
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("hazmattrack", serviceVersion: version).AddAttributes([new("hazmattrack.roles", roles)]))
            .WithTracing(t => t
                .SetSampler(new ShareSampler(options.Share))
                .AddSource(Spans.SourceName, "Npgsql")
                .AddAspNetCoreInstrumentation(o =>
                {
                    o.Filter = context => !context.Request.Path.StartsWithSegments("/healthz") && !context.Request.Path.StartsWithSegments("/metrics");
                    o.EnrichWithHttpRequest = (span, _) => HidePath(span);
                    o.EnrichWithHttpResponse = (span, _) => HidePath(span);
                })
                .AddOtlpExporter(o =>
                {
                    o.Protocol = OtlpExportProtocol.HttpProtobuf;
                    o.Endpoint = new(new Uri(options.Endpoint.TrimEnd('/') + '/'), "v1/traces");
                }));
        return services;
    }

    /// <summary>Paths and queries name vehicles; the route of the endpoint says what was called.</summary>
    private static void HidePath(Activity span) => span.SetTag("url.path", null).SetTag("url.query", null);
}
