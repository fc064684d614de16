using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HazmatTrack.Kafka.Embedded;

/// <summary>
/// Forwards connections from a chosen port of loopback to another one: the access to an embedded broker, whose own port cannot be chosen. The first answer
/// contains the broker's own address, and the client connects to it.
/// </summary>
internal sealed class PortRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _to;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private PortRelay(TcpListener listener, IPEndPoint to)
    {
        (_listener, _to) = (listener, to);
        _accepting = AcceptAsync();
    }

    /// <summary>host:port for clients.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <param name="to">The endpoint that connections are forwarded to.</param>
    /// <exception cref="PortTakenException">The port is not available.</exception>
    public static PortRelay Start(string setting, int port, IPEndPoint to)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new(listener, to);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw PortTakenException.For(setting, port, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The program ends.
        }
    }

    private async Task PassAsync(TcpClient client, CancellationToken stop)
    {
        using var broker = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await broker.ConnectAsync(_to, stop);
                var (near, far) = (client.GetStream(), broker.GetStream());

                // When either side ends, the connection has ended.
                await Task.WhenAny(near.CopyToAsync(far, stop), far.CopyToAsync(near, stop));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client's connection is closed, and it connects again.
            }
        }
    }
}
