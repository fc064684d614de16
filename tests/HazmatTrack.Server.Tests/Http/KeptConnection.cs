using System.Net.Sockets;
using System.Text;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>One connection of a client that sends byte for byte what it is told, and uses it again as long as the server lets it.</summary>
internal sealed class KeptConnection : IDisposable
{
    private readonly TcpClient _socket = new();
    private StreamReader? _reader;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<KeptConnection> OpenAsync(Uri address)
    {
        var connection = new KeptConnection();
        await connection._socket.ConnectAsync(address.Host, address.Port, Stop);
        connection._reader = new(connection._socket.GetStream(), Encoding.Latin1);
        return connection;
    }

    public async Task SendAsync(string head, ReadOnlyMemory<byte> body)
    {
        var stream = _socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n"), Stop);
        await stream.WriteAsync(body, Stop);
    }

    /// <summary>Reads an answer.</summary>
    /// <returns>Its status, and whether it says that the connection ends with it.</returns>
    /// <exception cref="IOException">The connection was cut.</exception>
    public async Task<(int Status, bool Closes)> AnswerAsync()
    {
        var status = await LineAsync();
        var (closes, length, chunked) = (false, 0, false);
        while (await LineAsync() is { Length: > 0 } header)
        {
            var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            closes |= name.Equals("connection", StringComparison.OrdinalIgnoreCase) && value.Equals("close", StringComparison.OrdinalIgnoreCase);
            chunked |= name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase);
            length = name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
                ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : length;
        }

        if (chunked)
        {
            // Each chunk of an answer here is ended by a line; the last is empty.
            while (await LineAsync() is not "0")
            {
            }

            await LineAsync();
        }
        else if (length > 0)
        {
            // A character of Latin-1 is a byte, by which lengths are counted.
            await _reader!.ReadBlockAsync(new char[length], Stop);
        }

        return (int.Parse(status.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), closes);
    }

    /// <summary>Whether nothing follows: the server has ended the connection in order.</summary>
    public async Task<bool> IsEndedAsync() => await _reader!.ReadAsync(new char[1], Stop) == 0;

    public void Dispose()
    {
        _reader?.Dispose();
        _socket.Dispose();
    }

    private async Task<string> LineAsync() => await _reader!.ReadLineAsync(Stop) ?? throw new IOException("The connection was cut.");
}
