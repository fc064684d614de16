using System.Net;
using System.Net.Sockets;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Subscriptions.Webhooks;

/// <summary>
/// Opens connections for requests to addresses that somebody else has named: the name is resolved once, every address that it leads to must be allowed, and the
/// connection goes to one of these and to no other, so that a name that changes between check and use gains nothing.
/// </summary>
internal static class OutboundConnection
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(2);

    /// <summary>The handler of requests: no redirect, no cookie, no proxy of the environment, no credentials.</summary>
    /// <param name="allowed">Ranges that are allowed though they are not public.</param>
    /// <param name="resolve">Finds the addresses of a name; null for those of the system.</param>
    public static SocketsHttpHandler NewHandler(
        IReadOnlyList<AddressRange> allowed, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) => new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 16 * 1024,
            PooledConnectionLifetime = s_lifetime,
            PooledConnectionIdleTimeout = s_lifetime,
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, allowed, resolve ?? Dns.GetHostAddressesAsync, cancellation),
        };

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint to, IReadOnlyList<AddressRange> allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(to.Host, out var literal) ? [literal] : await resolve(to.Host, cancellation);
        if (addresses.Length == 0)
        {
            throw new RefusedAddressException($"The name {to.Host} has no address.");
        }

        if (Array.Find(addresses, a => !OutboundAddresses.IsAllowed(a, allowed)) is { } refused)
        {
            throw new RefusedAddressException($"{to.Host}: {WebhookAddress.Refused(refused).English}");
        }

        Exception? failure = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, to.Port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not SocketException)
                {
                    throw;
                }

                failure = e;
            }
        }

        throw failure!;
    }
}

/// <summary>A name leads to an address to which nothing is sent; the message says to which.</summary>
internal sealed class RefusedAddressException(string message) : IOException(message);
