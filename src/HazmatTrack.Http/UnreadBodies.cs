using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace HazmatTrack.Http;

/// <summary>
/// An answer that is made before its request's body was read to the end, such as a refusal, keeps the connection only if the rest of the body is read.
/// The web server reads the rest after the answer, within bounds, and cuts the connection where it reaches them; by then the answer cannot tell. So the
/// rest is read before the answer goes out, and where it is too long or too slow the answer says <c>Connection: close</c> (RFC 9112 §9.6).
/// </summary>
internal static class UnreadBodies
{
    /// <summary>The longest rest, bytes, that is read to keep a connection: less than a new connection costs on the networks of terminals.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>How long the rest is waited for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Goes before everything that answers or decodes bodies.</summary>
    public static IApplicationBuilder UseUnreadBodies(this IApplicationBuilder app)
    {
        var clock = app.ApplicationServices.GetService<TimeProvider>() ?? TimeProvider.System;
        return app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true && (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol)))
            {
                // As it comes over the wire: a coding is undone by a stream over this one.
                var body = context.Request.Body;
                context.Response.OnStarting(async () =>
                {
                    if (!await IsReadToEndAsync(context, body, clock))
                    {
                        context.Response.Headers.Connection = "close";
                    }
                });
            }

            return next(context);
        });
    }

    private static async Task<bool> IsReadToEndAsync(HttpContext context, Stream body, TimeProvider clock)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // Nothing was read. What follows the answer is read by the web server for some seconds, so that the client is not cut off while it still
            // sends and does not look for the answer: not even where the body is larger than may be taken.
            size.MaxRequestBodySize = null;

            // A client that waits for leave to send (RFC 9110 §10.1.1) must not get it.
            if (context.Request.Headers.Expect.Count > 0 || context.Request.ContentLength > MostBytes)
            {
                return false;
            }
        }

        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        using var patience = new CancellationTokenSource(s_patience, clock);
        try
        {
            for (var left = MostBytes; left >= 0;)
            {
                var read = await body.ReadAsync(buffer, patience.Token);
                if (read == 0)
                {
                    return true;
                }

                left -= read;
            }

            return false;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Too slow, too large, framed wrongly, or gone.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
