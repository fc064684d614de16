using System.IO.Compression;
using System.Net.Mime;
using HazmatTrack.Http.Requests;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Http;

/// <summary>Settings that apply to every call: content codings, HEAD, OPTIONS, CORS.</summary>
internal static class HttpSetup
{
    /// <summary>The media types that are compressed. A stream of events is not among them: it would be buffered until a block is full.</summary>
    private static readonly string[] s_compressed =
    [
        MediaTypeNames.Application.Json, MediaTypeNames.Application.ProblemJson, "application/geo+json", "application/gpx+xml", "text/csv",
        "text/plain", "text/html", "text/css",
        "text/javascript", "application/javascript", "image/svg+xml",
    ];

    /// <summary>Ends serving in good order, with the readiness check <c>serving</c>.</summary>
    /// <param name="notice">How long calls are answered on after the program was told to end.</param>
    public static IServiceCollection AddServingEnd(this IServiceCollection services, TimeSpan notice)
    {
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<ServingEnd>(p, notice));
        services.AddHostedService(p => p.GetRequiredService<ServingEnd>());
        services.AddHealthChecks().AddCheck<ServingEnd>("serving", tags: ["ready"]);
        return services;
    }

    /// <param name="origins">The origins whose pages may call; empty without a setting.</param>
    public static IServiceCollection AddHttp(this IServiceCollection services, IReadOnlyCollection<string> origins)
    {
        services.AddBodyCodings();
        services.AddResponseCompression(o =>
        {
            // No response contains a secret next to text of the caller's own, from which its length could be inferred.
            o.EnableForHttps = true;
            o.MimeTypes = s_compressed;
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.AddCors(o => o.AddDefaultPolicy(p => p
            .WithOrigins([.. origins])
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
            .WithHeaders(HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, "Last-Event-ID",
                HeaderNames.Authorization, "X-Api-Key", "Purpose", "Case-Number")
            .WithExposedHeaders(HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.ContentDisposition, HeaderNames.Link,
                "Unreadable-Stretches")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        return services;
    }

    /// <summary>Accepts compressed request bodies.</summary>
    public static IServiceCollection AddBodyCodings(this IServiceCollection services) => services.AddRequestDecompression(o =>
    {
        o.DecompressionProviders.Clear();
        foreach (var (name, coding) in BodyCoding.All)
        {
            o.DecompressionProviders.Add(name, coding);
        }
    });

    /// <summary>
    /// Compresses responses for clients that accept it; must be registered before everything that answers. Responses to ingested positions are a few
    /// bytes, and are not compressed.
    /// </summary>
    public static IApplicationBuilder UseAnswerCompression(this IApplicationBuilder app) => app.UseWhen(
        context => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method), branch => branch.UseResponseCompression());

    /// <summary>Adds routing and the middleware around it; files are served before it, endpoints run after it.</summary>
    /// <param name="hasOrigins">Whether pages of other origins may call.</param>
    public static IApplicationBuilder UseHttp(this IApplicationBuilder app, bool hasOrigins)
    {
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseAllowedMethods();
        if (hasOrigins)
        {
            app.UseCors();
        }

        return app.UseRequestDecompression();
    }
}
