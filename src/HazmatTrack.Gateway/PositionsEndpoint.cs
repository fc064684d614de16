using System.Text;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain;
using HazmatTrack.Gateway.Operators;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;
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
    private readonly VehicleOwners _owners;
    private readonly Lazy<PositionSender> _sender;

    public PositionsEndpoint(
        HttpIngestOptions options, IngestOptions ingest, PositionTopicsOptions topics, KafkaOptions kafka, HttpIngestMetrics metrics,
        IRefusedReports quality, VehicleOwners owners, TimeProvider time, ILogger<PositionsEndpoint> log)
    {
        (_options, _metrics, _quality, _owners, _time) = (options, metrics, quality, owners, time);
        _item = new(ingest, metrics.Values);
        _sender = new(() => new(kafka, topics.Topic, options.Patience, log));
    }

    public async Task<IResult> PostAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var type = BodyTypes.Of(context.Request, query.Faults);
        using var body = await BodyBytes.ReadAsync(context, _options.MaxBodyBytes, query.Faults, context.RequestAborted);
        var now = Instant.From(_time.GetUtcNow());
        var items = PostedItems.Parse(body.Bytes, type, _item, now, _options.MaxItems, query.Faults);
        query.ThrowIfInvalid();

        // Only a person or a key of an operator sends positions, and each names its operator. Nothing is noted about a vehicle of somebody else.
        var code = context.Caller().Organisation!;
        var foreign = await _owners.ForeignAsync(code, items.Vehicles, context.RequestAborted);
        items.Reject(foreign, RejectReason.NotYourVehicle, VehicleOwners.Explain);
        foreach (var (_, vehicle, reason, _) in items.Rejected)
        {
            _metrics.Rejected(reason);
            if (vehicle != default && !foreign.Contains(vehicle))
            {
                _quality.Refused(vehicle, reason, now);
            }
        }

        if (items.Reports.Count == 0 && items.Rejected.Count > 0)
        {
            return NothingTaken(items);
        }

        var source = Encoding.UTF8.GetBytes(OperatorRecords.SourceOf(code));
        var failed = await _sender.Value.SendAsync(items.Reports, _options.Patience, new() { { PositionSender.SourceHeader, source } });
        _metrics.Accepted(items.Reports.Count - failed.Count);
        if (failed.Count > 0)
        {
            _metrics.Failed(failed.Count);
            context.Response.Headers.RetryAfter = "5";
            return NotStored(items, failed);
        }

        var language = RequestLanguage.Declare(context);
        return Results.Json(
            new PostPositionsResponse(items.Reports.Count, items.Rejected.ConvertAll(r => new RejectedItem(r.Index, r.Reason.Code(), r.Detail.In(language)))),
            HttpIngestJson.Wire.PostPositionsResponse, statusCode: StatusCodes.Status202Accepted);
    }

    public void Dispose()
    {
        if (_sender.IsValueCreated)
        {
            _sender.Value.Dispose();
        }
    }

    private static ProblemResult NothingTaken(PostedItems items)
    {
        var (count, first) = (items.Rejected.Count, items.Rejected[0]);
        return new(ProblemCode.NothingAccepted, count == 1 ? first.Detail : new(
            $"{count} 条全部被拒；第一条（序号 {first.Index}）：{first.Detail.Chinese}",
            $"{count} of {count} are rejected; the first, at index {first.Index}: {first.Detail.English}"))
        {
            Members = (json, language) =>
            {
                json.WriteNumber("accepted", 0);
                json.WriteStartArray("rejected");
                foreach (var (index, _, reason, detail) in items.Rejected)
                {
                    json.WriteStartObject();
                    json.WriteNumber("index", index);
                    json.WriteString("code", reason.Code());
                    json.WriteString("detail", detail.In(language));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
        };
    }

    private static ProblemResult NotStored(PostedItems items, IReadOnlyList<int> failed) => new(ProblemCode.LogUnavailable, new(
        $"Kafka 暂不接收位置：{items.Reports.Count} 条中有 {failed.Count} 条不能确定已存储。请重发该请求；已收下的重复无害。",
        $"Kafka does not take positions now: {failed.Count} of {items.Reports.Count} positions are not stored for sure. Send the request again: what is there already does no harm twice."))
    {
        Members = (json, _) =>
        {
            json.WriteNumber("accepted", items.Reports.Count - failed.Count);
            json.WriteStartArray("failed");
            foreach (var index in failed)
            {
                json.WriteNumberValue(items.Indexes[index]);
            }

            json.WriteEndArray();
        },
    };
}
