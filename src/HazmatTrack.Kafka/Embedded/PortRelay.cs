using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HazmatTrack.Kafka.Embedded;

/// <summary>
/// Passes connections to a chosen port of loopback on to another one: the way to an embedded broker, whose own port cannot be chosen. A client
/// is told the broker's own address by the first answer and goes there.
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

    /// <param name="setting">The setting that names the port.</param>
    /// <param name="port">The port.</param>
    /// <param name="to">Where to.</param>
    /// <exception cref="PortTakenException">The port is not to be had.</exception>
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

                // Whichever side ends, the connection has ended.
                await Task.WhenAny(near.CopyToAsync(far, stop), far.CopyToAsync(near, stop));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client sees its connection end, and connects again.
            }
        }
    }
}
