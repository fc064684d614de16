using System.Net.Http.Headers;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class StreamClient : IDisposable
{
    /// <summary>How long one event may take.</summary>
    private static readonly TimeSpan s_patience = Patience.For(30);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly CancellationTokenSource _deadline = new();

    private StreamClient(HttpResponseMessage response, StreamReader reader)
    {
        _response = response;
        _reader = reader;
    }

    /// <summary>The id that a browser would resume from.</summary>
    public string? LastId { get; private set; }

    /// <summary>After how many milliseconds a browser would come back.</summary>
    public int Retry { get; private set; }

    public static async Task<StreamClient> OpenAsync(HttpClient client, string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/alerts/stream" + query);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(response, new(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event with data; null at the end of the stream.</summary>
    public async Task<(string? Id, string Type, string Data)?> NextAsync()
    {
        var (type, data) = ("message", "");
        _deadline.CancelAfter(s_patience);
        while (await _reader.ReadLineAsync(_deadline.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    return (LastId, type, data);
                }

                (type, data) = ("message", "");
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
            }
            else if (line.StartsWith("retry: ", StringComparison.Ordinal))
            {
                Retry = int.Parse(line[7..], System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data += line[6..];
            }
        }

        return null;
    }

    /// <summary>Reads lines until one begins like this.</summary>
    public async Task<string> LineAsync(string start)
    {
        _deadline.CancelAfter(s_patience);
        while (await _reader.ReadLineAsync(_deadline.Token) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException($"The stream ended before a line '{start}…'.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
        _deadline.Dispose();
    }
}
