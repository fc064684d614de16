using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>A mail server that speaks as much SMTP as a client needs, and keeps what it takes.</summary>
internal sealed class FakeSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(string[] To, MimeMessage Message)> _mails = [];
    private readonly Task _accepting;

    public FakeSmtpServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What it answers once it has all of a mail; an answer of 2xx keeps the mail.</summary>
    public Func<string> Answer { get; set; } = () => "250 2.0.0 queued";

    /// <summary>What it answers where a sender is named.</summary>
    public Func<string> AnswerFrom { get; set; } = () => "250 fake";

    /// <summary>What it answers where an address is named; one of 2xx is accepted.</summary>
    public Func<string, string> AnswerTo { get; set; } = _ => "250 fake";

    /// <summary>Whether it breaks off in place of answering, though it has kept the mail.</summary>
    public bool BreaksOff { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<(string[] To, MimeMessage Message)> Mails => [.. _mails];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = Task.Run(() => TalkAsync(client));
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var closed = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 fake");
            var to = new List<string>();
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase))
                {
                    var address = line[8..].Trim('<', '>', ' ');
                    var answer = AnswerTo(address);
                    if (answer.StartsWith('2'))
                    {
                        to.Add(address);
                    }

                    await writer.WriteLineAsync(answer);
                    continue;
                }

                if (line == "RSET")
                {
                    to.Clear();
                }

                if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    if (!await TakeAsync(reader, writer, to))
                    {
                        return;
                    }

                    continue;
                }

                var isFrom = line.StartsWith("MAIL FROM:", StringComparison.OrdinalIgnoreCase);
                await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : isFrom ? AnswerFrom() : "250 fake");
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private async Task<bool> TakeAsync(StreamReader reader, StreamWriter writer, List<string> to)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        var answer = Answer();
        if (answer.StartsWith('2'))
        {
            using var bytes = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString()));
            _mails.Enqueue(([.. to], await MimeMessage.LoadAsync(bytes, _stop.Token)));
        }

        to.Clear();
        if (BreaksOff)
        {
            return false;
        }

        await writer.WriteLineAsync(answer);
        return true;
    }
}
