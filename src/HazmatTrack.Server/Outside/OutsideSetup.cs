using System.Net;
using System.Security.Authentication;
using HazmatTrack.Http.Errors;
using HazmatTrack.Server.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HazmatTrack.Server.Outside;

/// <summary>Where the program listens, whose word about a caller's address it takes, and which names it answers to.</summary>
internal static class OutsideSetup
{
    private static readonly TimeSpan s_year = TimeSpan.FromDays(365);

    /// <summary>Listens on loopback, and where the settings say.</summary>
    /// <exception cref="SettingsException">The certificate cannot be read.</exception>
    public static void Listen(this WebApplicationBuilder builder, AllSettings settings, TimeProvider time)
    {
        var outside = settings.Outside;
        var certificate = outside.CertificateFile == "" ? null : new ServerCertificate(outside, time);
        if (certificate is not null)
        {
            builder.Services.AddSingleton(certificate);
        }

        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            if (settings.Server.Port == 0)
            {
                k.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                k.ListenLocalhost(settings.Server.Port);
            }

            foreach (var endpoint in outside.ReadListen())
            {
                k.Listen(endpoint, listener => Secure(listener, certificate));
            }

            if (outside.Operation != "")
            {
                k.Listen(IPEndPoint.Parse(outside.Operation));
            }
        });
        builder.Services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            o.KnownProxies.Clear();
            o.KnownIPNetworks.Clear();
            foreach (var range in outside.ReadProxies())
            {
                o.KnownIPNetworks.Add(range.Network);
            }

            // Every proxy in the list is one of the deployment's own; the first address that is not is the caller's.
            o.ForwardLimit = null;
        });
        builder.Services.AddHsts(o => (o.MaxAge, o.IncludeSubDomains) = (s_year, false));
    }

    /// <summary>Must be registered before everything that answers.</summary>
    public static void UseOutside(this WebApplication app, AllSettings settings)
    {
        var outside = settings.Outside;
        if (app.Services.GetService<ServerCertificate>() is { } certificate)
        {
            certificate.Log = app.Services.GetRequiredService<ILogger<ServerCertificate>>();
        }

        if (outside.Proxies.Length > 0)
        {
            app.UseForwardedHeaders();
        }

        if (outside.Hosts.Length > 0)
        {
            app.Use((context, next) => IsAnswered(context, outside)
                ? next(context)
                : new ProblemResult(ProblemCode.BadInput, new(
                    "请求的主机名不属于本程序（Outside:Hosts）。", "The request is for a host name that is not this program's (Outside:Hosts).")).ExecuteAsync(context));
        }

        if (outside.IsOpen)
        {
            app.UseHsts();
        }

        if (outside.Operation != "")
        {
            app.Use((context, next) => IsOperation(context.Request.Path) == IsForOperation(context, outside)
                ? next(context)
                : new ProblemResult(ProblemCode.NotFound).ExecuteAsync(context));
        }
    }

    private static bool IsOperation(PathString path) =>
        path.StartsWithSegments("/metrics", StringComparison.Ordinal) || path.StartsWithSegments("/healthz", StringComparison.Ordinal);

    /// <summary>Whether an endpoint of operation is answered on the connection of a request: on the port for it, where there is one.</summary>
    private static bool IsForOperation(HttpContext context, OutsideOptions options) =>
        options.Operation == "" || context.Connection.LocalPort == IPEndPoint.Parse(options.Operation).Port;

    /// <summary>
    /// Probes and metrics are asked for by address, and so are those of this machine; everything else names the program.
    /// </summary>
    private static bool IsAnswered(HttpContext context, OutsideOptions options) =>
        options.Hosts.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase)
        || (options.Operation != "" && IsForOperation(context, options))
        || (context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" && context.Connection.LocalIpAddress is { } own && IPAddress.IsLoopback(own));

    private static void Secure(ListenOptions listener, ServerCertificate? certificate)
    {
        if (certificate is not null)
        {
            listener.UseHttps(https =>
            {
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                https.ServerCertificateSelector = (_, _) => certificate.Now;
            });
        }
    }
}
