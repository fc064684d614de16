using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain;
using HazmatTrack.Http;
using HazmatTrack.Kafka;

namespace HazmatTrack.Gateway;

/// <summary>
/// <c>POST /api/v1/positions</c>: for senders without Kafka. Answers 202 only when the brokers have every report that it accepts, and lists every item that
/// it refuses; a request with no acceptable item is an error.
/// </summary>
internal sealed class PositionsEndpoint : IDisposable
{
    private readonly HttpIngestOptions _options;
    private readonly HttpIngestMetrics _metrics;
    private readonly IRefusedReports _quality;
    private readonly TimeProvider _time;
    private readonly PositionItem _item;
    private readonly Lazy<PositionSender> _sender;

    public PositionsEndpoint(HttpIngestOptions options, IngestOptions ingest, KafkaOptions kafka, HttpIngestMetrics metrics, IRefusedReports quality,
        TimeProvider time, ILogger<PositionsEndpoint> log)
    {
        (_options, _metrics, _quality, _time) = (options, metrics, quality, time);
        _item = new(new(ingest, metrics.Values));
        _sender = new(() => new(kafka, ingest, options.Patience, log));
    }

    public async Task<IResult> PostAsync(HttpContext context)
    {
        _ = new QueryReader(context.Request.Query);
        using var body = await PostedBody.ReadAsync(context, _options.MaxBodyBytes, context.RequestAborted);
        var now = Instant.From(_time.GetUtcNow());
        var items = PostedItems.Parse(body, _item, now, _options.MaxItems);
        foreach (var (_, vehicle, reason, _) in items.Rejected)
        {
            _metrics.Rejected(reason);
            if (vehicle != default)
            {
                _quality.Refused(vehicle, reason, now);
            }
        }

        if (items.Reports.Count == 0 && items.Rejected.Count > 0)
        {
            return NothingTaken(items);
        }

        var failed = await _sender.Value.SendAsync(items.Reports, _options.Patience, SourceOf(context));
        _metrics.Accepted(items.Reports.Count - failed.Count);
        if (failed.Count > 0)
        {
            _metrics.Failed(failed.Count);
            context.Response.Headers.RetryAfter = "5";
            return NotStored(items, failed);
        }

        return Results.Json(new PostPositionsResponse(items.Reports.Count, Rejections(items)), HttpIngestJson.Wire.PostPositionsResponse,
            statusCode: StatusCodes.Status202Accepted);
    }

    public void Dispose()
    {
        if (_sender.IsValueCreated)
        {
            _sender.Value.Dispose();
        }
    }

    /// <summary>The sender's address as a header: new vehicles are counted by source.</summary>
    private static Headers SourceOf(HttpContext context) =>
        new() { { PositionSender.SourceHeader, Encoding.UTF8.GetBytes(context.Connection.RemoteIpAddress?.ToString() ?? "http") } };

    private static List<RejectedItem> Rejections(PostedItems items) => items.Rejected.ConvertAll(r => new RejectedItem(r.Index, r.Reason.Code(), r.Detail));

    private static IResult NothingTaken(PostedItems items) => Results.Problem(
        title: "None of the positions can be taken.",
        detail: items.Rejected is [var only]
            ? only.Detail
            : $"{items.Rejected.Count} of {items.Rejected.Count} are rejected; the first, at index {items.Rejected[0].Index}: {items.Rejected[0].Detail}",
        statusCode: StatusCodes.Status400BadRequest,
        extensions: [new("code", "nothing-accepted"), new("accepted", 0), new("rejected", Rejections(items))]);

    private static IResult NotStored(PostedItems items, IReadOnlyList<int> failed) => Results.Problem(
        title: "The log does not take positions now.",
        detail: $"{failed.Count} of {items.Reports.Count} positions are not stored for sure. Send the request again: what is there already does no harm twice.",
        statusCode: StatusCodes.Status503ServiceUnavailable,
        extensions:
        [
            new("code", "log-unavailable"),
            new("accepted", items.Reports.Count - failed.Count),
            new("failed", failed.Select(i => items.Indexes[i])),
        ]);
}
