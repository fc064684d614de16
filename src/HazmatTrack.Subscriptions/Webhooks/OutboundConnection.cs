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
    /// <param name="timeout">How long a connection may take to open; of a name with some addresses none but the last takes all of it.</param>
    /// <param name="resolve">Finds the addresses of a name; null for those of the system.</param>
    public static SocketsHttpHandler NewHandler(
        IReadOnlyList<AddressRange> allowed, TimeSpan timeout, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) => new()
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
            ConnectTimeout = timeout,
            ConnectCallback = async (context, cancellation) =>
            {
                var addresses = await FindAsync(context.DnsEndPoint, allowed, resolve ?? Dns.GetHostAddressesAsync, cancellation);
                return await ConnectAsync(addresses, context.DnsEndPoint.Port, timeout, time, cancellation);
            },
        };

    /// <summary>The addresses that a name leads to, all of which are allowed.</summary>
    private static async Task<IPAddress[]> FindAsync(
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

        return addresses;
    }

    /// <summary>Connects to the first address that answers. One that does not has its share of the time, so that those after it have theirs.</summary>
    private static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        foreach (var address in addresses[..^1])
        {
            using var patience = new CancellationTokenSource(timeout / addresses.Length, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
            try
            {
                return await OpenAsync(new(address, port), either.Token);
            }
            catch (Exception e) when ((e is SocketException or OperationCanceledException) && !cancellation.IsCancellationRequested)
            {
                // The next one may answer, or be of a kind of address that this machine has.
            }
        }

        return await OpenAsync(new(addresses[^1], port), cancellation);
    }

    private static async Task<Stream> OpenAsync(IPEndPoint to, CancellationToken cancellation)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads to an address to which nothing is sent; the message says to which.</summary>
internal sealed class RefusedAddressException(string message) : IOException(message);
