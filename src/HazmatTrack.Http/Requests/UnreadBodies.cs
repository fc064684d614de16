using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace HazmatTrack.Http.Requests;

/// <summary>
/// A response that is sent before its request's body was read to the end, such as a rejection, keeps the connection only if the rest of the body is read.
/// The web server reads the rest after the response, within limits, and closes the connection where it reaches them; by then the response cannot announce
/// it. So the rest is read before the response is sent, and where it is too long or too slow the response has <c>Connection: close</c> (RFC 9112 §9.6).
/// </summary>
internal static class UnreadBodies
{
    /// <summary>The longest remainder, bytes, that is read to keep a connection: less than a new connection costs on the networks of terminals.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>How long to wait for the remainder.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Must be registered before everything that answers or decodes bodies.</summary>
    public static IApplicationBuilder UseUnreadBodies(this IApplicationBuilder app)
    {
        var clock = app.ApplicationServices.GetService<TimeProvider>() ?? TimeProvider.System;
        return app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
                && (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol)))
            {
                // The body as sent over the wire: a coding is decoded by a stream that wraps this one.
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
            // Nothing was read. The web server reads the bytes after the response for some seconds, so that a client that still sends and does not look for
            // the response is not disconnected: not even where the body is larger than allowed.
            size.MaxRequestBodySize = null;

            // A client that waits for permission to send (RFC 9110 §10.1.1) must not get it.
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
            // The body is too slow, too large or framed wrongly, or the client disconnected.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
