using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using HazmatTrack.Kafka.Embedded;

namespace HazmatTrack.Server.Embedded;

/// <summary>Garnet in this process, used as a Redis on loopback. Durable when it has a folder.</summary>
internal sealed class EmbeddedRedis : IAsyncDisposable
{
    private const int Attempts = 5;

    /// <summary>Garnet does not say that two servers may be made in one process at the same time, and once one of several did not start.</summary>
    private static readonly Lock s_making = new();

    private readonly GarnetServer _server;
    private readonly bool _durable;

    private EmbeddedRedis(GarnetServer server, bool durable, int port)
    {
        (_server, _durable) = (server, durable);
        Port = port;
    }

    public int Port { get; }

    /// <summary>host:port for clients.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts the server.</summary>
    /// <param name="folder">The folder of its log and checkpoints, which it reads at start; null keeps everything in memory only.</param>
    /// <param name="port">The port to listen on; 0 takes a free one.</param>
    /// <exception cref="EmbeddedStartException">The port is in use or the folder's content cannot be read. The message names the cause.</exception>
    public static EmbeddedRedis Start(string? folder, int port = 0)
    {
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port == 0 ? FreePort.Any() : port;
            GarnetServer? server = null;
            try
            {
                Probe(chosen);
                lock (s_making)
                {
                    server = new GarnetServer(Arguments(folder, chosen));
                    server.Start();
                }

                return new(server, folder is not null, chosen);
            }
            catch (SocketException e) when (port == 0 && attempt < Attempts && e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another process took the free port in between.
                server?.Dispose(false);
            }
            catch (SocketException e)
            {
                server?.Dispose(false);
                throw new EmbeddedStartException(
                    $"The embedded Redis cannot listen on 127.0.0.1:{chosen} ({e.Message}). Choose another port, or 0 for any free one.", e);
            }
            catch (Exception e) when (e is not EmbeddedStartException)
            {
                server?.Dispose(false);
                throw new EmbeddedStartException(
                    $"The embedded Redis did not start{(folder is null ? "" : $" on {folder}")}: {e.Message}. "
                    + "What it holds is a cache: stop the server, delete that folder, and it is built again from history.", e);
            }
        }
    }

    /// <summary>Stops the server; its files stay, with every write that it has acknowledged.</summary>
    public async ValueTask DisposeAsync()
    {
        // The log is written ten times a second; stopping would lose the writes since then.
        if (_durable)
        {
            await _server.Store.CommitAOFAsync(CancellationToken.None);
            await _server.Store.WaitForCommitAsync(CancellationToken.None);
        }

        await Task.Run(() => _server.Dispose(false));
    }

    /// <remarks>
    /// Sizes are set because the defaults take gigabytes; memory is taken as it fills. A checkpoint truncates the log whenever it exceeds its limit, so the
    /// folder stays within some hundreds of megabytes. While the disk does not answer, the log is kept in its memory; once that is full, every write waits. The
    /// RandomAccess device is pure .NET: the default one needs libaio and ends the process without it.
    /// </remarks>
    private static string[] Arguments(string? folder, int port)
    {
        string[] always =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
            "--memory", "512m", "--page", "1m", "--index", "8m", "--lua", "true", "-q", "--logger-level", "Error",
        ];
        string[] durable = folder is null
            ? []
            :
            [
                "--aof", "true", "--aof-memory", "128m", "--aof-page-size", "4m", "--aof-commit-freq", "100", "--recover", "true",
                "--aof-segment-size", "16m", "--aof-size-limit", "64m", "--aof-size-limit-enforce-frequency", "10",
                "--checkpointdir", folder, "--device-type", "RandomAccess",
            ];
        return [.. always, .. durable];
    }

    /// <summary>Checks the port first, because Garnet's error for a port in use is unclear.</summary>
    private static void Probe(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        probe.Start();
    }
}
