using System.Net;
using System.Text.Json;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Api;
using HazmatTrack.Server.Ingest;
using HazmatTrack.Server.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace HazmatTrack.Server.Replay;

/// <summary>Where a replay sends to.</summary>
internal interface IReplayTarget : IDisposable
{
    /// <summary>Sends some reports in order; answers how many the other side does not have, with the first reason.</summary>
    Task<(int Failed, string? Why)> SendAsync(IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> reports, CancellationToken cancellation);
}

/// <summary>Straight to the topic.</summary>
internal sealed class KafkaTarget(string brokers, string topic) : IReplayTarget
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly PositionSender _sender = new(
        new KafkaOptions { BootstrapServers = brokers }, new IngestOptions { Topic = topic }, s_patience, NullLogger.Instance);

    public async Task<(int Failed, string? Why)> SendAsync(IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> reports, CancellationToken cancellation) =>
        (await _sender.SendAsync(reports, s_patience)).Count is > 0 and var failed ? (failed, $"Kafka at {brokers} did not take them") : (0, null);

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

/// <summary>Through a server's HTTP door.</summary>
internal sealed class DoorTarget(Uri server) : IReplayTarget
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };

    public async Task<(int Failed, string? Why)> SendAsync(IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> reports, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(new Uri("/api/v1/positions", UriKind.Relative), reports.Select(Item), cancellation);
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                return (reports.Count, $"{server} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            }

            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            var rejected = body.RootElement.GetProperty("rejected");
            return rejected.GetArrayLength() is > 0 and var failed ? (failed, rejected[0].GetProperty("detail").GetString()) : (0, null);
        }
        catch (HttpRequestException e)
        {
            throw new ReplayException($"No server at {server}: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static object Item((VehicleId Vehicle, PositionReport Report) item) => new
    {
        plate = item.Vehicle.Plate,
        plateColor = (int)item.Vehicle.Colour,
        time = ApiTime.Text(item.Report.Time),
        lat = item.Report.Position.LatitudeE6 / 1e6,
        lon = item.Report.Position.LongitudeE6 / 1e6,
        speedKmh = item.Report.SpeedDeciKmh / 10.0,
        heading = item.Report.HeadingDegrees,
        altitudeM = item.Report.AltitudeMetres,
        mileageKm = item.Report.MileageDeciKm / 10.0,
        statusBits = (uint)item.Report.Status,
    };
}
