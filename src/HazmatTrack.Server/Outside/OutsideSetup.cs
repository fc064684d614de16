using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Server.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

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
        builder.Services.PostConfigure<ForwardedHeadersOptions>(o =>
        {
            // Without proxies nobody is believed, whatever the environment says.
            o.ForwardedHeaders = outside.Proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
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
            var proxies = outside.ReadProxies();
            app.Use((context, next) => IsFromProxyOrEncrypted(context, outside, proxies) ? next(context) : Unencrypted(context));
            app.UseForwardedHeaders();
            app.Use((context, next) => context.Request.IsHttps || IsOwnMachineOrOperation(context, outside) ? next(context) : Unencrypted(context));
        }

        app.Use((context, next) => IsAnswered(context, outside)
            ? next(context)
            : new ProblemResult(ProblemCode.BadInput, new(
                "请求的主机名不属于本程序（Outside:Hosts）。", "The request is for a host name that is not this program's (Outside:Hosts).")).ExecuteAsync(context));

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
        path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/healthz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an endpoint of operation is answered on the connection of a request: on the port for it, where there is one.</summary>
    private static bool IsForOperation(HttpContext context, OutsideOptions options) =>
        options.Operation == "" || context.Connection.LocalPort == IPEndPoint.Parse(options.Operation).Port;

    /// <summary>
    /// Whether the program answers to the host name of a request: probes and metrics are asked for by address, and so are those of this machine; everything
    /// else names the program. While only this machine reaches it, no other name is answered: a page elsewhere could have its own name lead here.
    /// </summary>
    private static bool IsAnswered(HttpContext context, OutsideOptions options) =>
        options.Hosts.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase)
        || (options.Operation != "" && IsForOperation(context, options))
        || (context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" && IsOwnMachine(context));

    /// <summary>Whether a call that is not encrypted comes from a proxy, which is to bring TLS, from this machine, or for operation.</summary>
    private static bool IsFromProxyOrEncrypted(HttpContext context, OutsideOptions options, IReadOnlyList<AddressRange> proxies) =>
        context.Request.IsHttps || IsOwnMachineOrOperation(context, options)
        || (context.Connection.RemoteIpAddress is { } from && proxies.Any(p => p.Contains(from)));

    /// <summary>Whether a call needs no encryption: it is for operation, or comes from a program of this machine that is no proxy.</summary>
    private static bool IsOwnMachineOrOperation(HttpContext context, OutsideOptions options) =>
        (options.Operation != "" && IsForOperation(context, options))
        || (IsOwnMachine(context) && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("X-Original-For"));

    private static bool IsOwnMachine(HttpContext context) => context.Connection.LocalIpAddress is { } own && IPAddress.IsLoopback(own);

    private static Task Unencrypted(HttpContext context) => new ProblemResult(ProblemCode.NotAllowed, new(
        "该连接未加密：请以 https 访问。", "The connection is not encrypted; use https.")).ExecuteAsync(context);

    private static void Secure(ListenOptions listener, ServerCertificate? certificate)
    {
        if (certificate is not null)
        {
            listener.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ServerCertificateContext = certificate.Now,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                }),
            });
        }
    }
}
