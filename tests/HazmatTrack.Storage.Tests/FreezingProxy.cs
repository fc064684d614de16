using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace HazmatTrack.Storage.Tests;

/// <summary>
/// Stands between a silo and PostgreSQL. Once the silo has sent a certain statement, nothing it sends or is sent gets through any more, and no
/// connection ends: as if its process was stopped, or its machine cut off, right after that statement.
/// </summary>
internal sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly string _statement;

    /// <param name="connectionString">Where the server is.</param>
    /// <param name="statement">A part of the statement after which the silo stands still.</param>
    public FreezingProxy(string connectionString, string statement)
    {
        (_server, _statement) = (new(connectionString), statement);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>How the silo reaches the server.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Ends when the silo stands still.</summary>
    public Task Frozen => _frozen.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task ServeAsync(TcpClient silo)
    {
        using (silo)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(_server.Host!, _server.Port);
            var ways = Task.WhenAll(
                PassAsync(silo.GetStream(), server.GetStream(), isFromSilo: true),
                PassAsync(server.GetStream(), silo.GetStream(), isFromSilo: false));
            await ways.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, bool isFromSilo)
    {
        var buffer = new byte[65536];
        var sent = "";
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            if (Frozen.IsCompleted)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            sent = isFromSilo ? sent[Math.Max(0, sent.Length - _statement.Length)..] + Encoding.Latin1.GetString(buffer, 0, read) : "";
            if (sent.Contains(_statement, StringComparison.Ordinal))
            {
                _frozen.TrySetResult();
            }
        }
    }
}
