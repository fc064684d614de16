using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Access.Keys;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace HazmatTrack.Server.Replay;

/// <summary>The target of a replay.</summary>
internal interface IReplayTarget : IDisposable
{
    /// <summary>Sends some reports in order; returns those that the target does not have: their indexes among these, each with the reason.</summary>
    /// <exception cref="ReplayException">The target cannot be reached.</exception>
    Task<IReadOnlyList<(int Index, string Why)>> SendAsync(IReadOnlyList<TrackLine> lines, CancellationToken cancellation);
}

/// <summary>Sends directly to the topic.</summary>
internal sealed class KafkaTarget(string brokers, string topic) : IReplayTarget
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly PositionSender _sender = new(
        new KafkaOptions { BootstrapServers = brokers }, topic, s_patience, NullLogger.Instance);

    public async Task<IReadOnlyList<(int Index, string Why)>> SendAsync(IReadOnlyList<TrackLine> lines, CancellationToken cancellation) =>
        [.. (await _sender.SendAsync([.. lines.Select(l => (l.Vehicle, l.Report))], s_patience)).Select(i => (i, $"Kafka at {brokers} did not take it"))];

    /// <exception cref="ReplayException">No broker answers.</exception>
    public static async Task<KafkaTarget> OpenAsync(string brokers, string topic)
    {
        try
        {
            await KafkaTopics.ReachAsync(new() { BootstrapServers = brokers });
        }
        catch (Confluent.Kafka.KafkaException e)
        {
            throw new ReplayException($"No Kafka at {brokers}: {e.Error.Reason}");
        }

        return new(brokers, topic);
    }

    public void Dispose() => _sender.Dispose();
}

/// <summary>Sends through a server's HTTP ingest.</summary>
internal sealed class HttpIngestTarget : IReplayTarget
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Uri _server;
    private readonly HttpClient _http;

    private HttpIngestTarget(Uri server, string? key)
    {
        _server = server;
        _http = new()
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(60),
            DefaultRequestHeaders = { AcceptLanguage = { new("en") } }, // As the replay's own texts.
        };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(ApiKeyHandler.Header, key);
        }
    }

    /// <param name="keyFile">The file with the API key; null for none.</param>
    /// <exception cref="ReplayException">The file cannot be read, or has no key.</exception>
    public static HttpIngestTarget Open(Uri server, string? keyFile)
    {
        if (keyFile is null)
        {
            return new(server, null);
        }

        try
        {
            var key = File.ReadLines(keyFile).FirstOrDefault()?.Trim() ?? "";
            return ApiKeyText.TryParse(key, out _, out _)
                ? new(server, key)
                : throw new ReplayException($"--key-file {keyFile}: {ApiKeyText.Expected.English}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReplayException($"--key-file {keyFile} cannot be read: {e.Message}");
        }
    }

    public async Task<IReadOnlyList<(int Index, string Why)>> SendAsync(IReadOnlyList<TrackLine> lines, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(new Uri("/api/v1/positions", UriKind.Relative), lines.Select(Item), s_json, cancellation);
            var body = await answer.Content.ReadAsStringAsync(cancellation);
            return Missing(answer.StatusCode, body, lines.Count);
        }
        catch (HttpRequestException e)
        {
            throw new ReplayException($"No server at {_server}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReplayException($"The server at {_server} did not answer within {_http.Timeout.TotalSeconds:0} s.");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The items that were not accepted, as the response lists them; where it lists none, all are missing.</summary>
    private List<(int Index, string Why)> Missing(HttpStatusCode status, string body, int count)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (status is HttpStatusCode.Accepted or HttpStatusCode.BadRequest && answer.RootElement.TryGetProperty("rejected", out var rejected))
            {
                return [.. rejected.EnumerateArray().Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("detail").GetString()!))];
            }
        }
        catch (JsonException)
        {
            // The response is from something between the replay and the server.
        }

        return [.. Enumerable.Range(0, count).Select(i => (i, $"{_server} answered {(int)status}: {body}"))];
    }

    private static object Item(TrackLine line) => new
    {
        plate = line.Vehicle.Plate,
        plateColor = (int)line.Vehicle.Colour,
        time = ChinaTimeText.Format(line.Report.Time),
        lat = line.Report.Position.LatitudeE6 / 1e6,
        lon = line.Report.Position.LongitudeE6 / 1e6,
        speedKmh = line.Report.SpeedDeciKmh / 10.0,
        heading = line.Report.HeadingDegrees,
        altitudeM = line.Report.AltitudeMetres,
        mileageKm = line.Report.MileageDeciKm / 10.0,
        alarmBits = line.Report.Alarms,
        statusBits = (uint)line.Report.TerminalStatus,
    };
}
