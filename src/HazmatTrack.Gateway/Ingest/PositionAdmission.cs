using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Contracts.Tracing;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Gateway.Operators;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;
using HazmatTrack.Kafka;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>
/// Decides which reports of an operator are taken, and sends these to Kafka: the one way in by HTTP, for new reports and for those sent again.
/// </summary>
internal sealed class PositionAdmission : IDisposable
{
    private readonly HttpIngestOptions _options;
    private readonly HttpIngestMetrics _metrics;
    private readonly IRefusedReports _quality;
    private readonly VehicleOwners _owners;
    private readonly PositionItem _item;
    private readonly Lazy<PositionSender> _sender;

    public PositionAdmission(
        HttpIngestOptions options, IngestOptions ingest, PositionTopicsOptions topics, KafkaOptions kafka, HttpIngestMetrics metrics,
        IRefusedReports quality, VehicleOwners owners, ILogger<PositionAdmission> log)
    {
        (_options, _metrics, _quality, _owners) = (options, metrics, quality, owners);
        _item = new(ingest, metrics.Values);
        _sender = new(() => new(kafka, topics.Topic, options.Patience, log));
    }

    /// <summary>The items of a body.</summary>
    /// <exception cref="InvalidRequestException">The body has no items, or too many.</exception>
    public PostedItems Parse(ReadOnlyMemory<byte> body, BodyType type, Instant now, RequestFaults faults) =>
        PostedItems.Parse(body, type, _item, now, _options.MaxItems, faults);

    /// <summary>
    /// Refuses items of vehicles that are not the operator's, and sends the others. Returns when the brokers have them, or have not answered in time.
    /// </summary>
    /// <param name="code">The operator who sends them.</param>
    /// <param name="items">The items, among whose rejected ones are those of others' vehicles then.</param>
    public async Task<AdmittedItems> AdmitAsync(string code, PostedItems items, Instant now, CancellationToken cancellation)
    {
        // Nothing is noted about a vehicle of somebody else.
        var foreign = await _owners.ForeignAsync(code, items.Vehicles, cancellation);
        items.Reject(foreign, RejectReason.NotYourVehicle, VehicleOwners.Explain);
        foreach (var rejected in items.Rejected)
        {
            _metrics.Rejected(rejected.Reason);
            if (rejected.Vehicle != default && !foreign.Contains(rejected.Vehicle))
            {
                _quality.Refused(rejected.Vehicle, rejected.Reason, now);
            }
        }

        if (items.Reports.Count == 0)
        {
            return new(items, [], foreign);
        }

        var source = Encoding.UTF8.GetBytes(OperatorRecords.SourceOf(code));
        var headers = new Headers { { PositionSender.SourceHeader, source } };
        Spans.AddTo(headers);
        var failed = await _sender.Value.SendAsync(items.Reports, _options.Patience, headers);
        _metrics.Accepted(items.Reports.Count - failed.Count);
        if (failed.Count > 0)
        {
            _metrics.Failed(failed.Count);
        }

        return new(items, failed, foreign);
    }

    public void Dispose()
    {
        if (_sender.IsValueCreated)
        {
            _sender.Value.Dispose();
        }
    }
}

/// <summary>What became of the items of a request.</summary>
/// <param name="Failed">The places among the reports of those that the brokers may not have.</param>
/// <param name="Foreign">The vehicles that are not the operator's.</param>
internal sealed record AdmittedItems(PostedItems Items, IReadOnlyList<int> Failed, IReadOnlySet<VehicleId> Foreign)
{
    /// <summary>The error to answer; null where something was taken, or where nothing was sent.</summary>
    public ProblemResult? Problem =>
        Failed.Count > 0 ? NotStored() : Items.Reports.Count == 0 && Items.Rejected.Count > 0 ? NothingTaken() : null;

    private ProblemResult NothingTaken()
    {
        var (count, first) = (Items.Rejected.Count, Items.Rejected[0]);
        return new(ProblemCode.NothingAccepted, count == 1 ? first.Detail : new(
            $"{count} 条全部被拒；第一条（序号 {first.Index}）：{first.Detail.Chinese}",
            $"{count} of {count} are rejected; the first, at index {first.Index}: {first.Detail.English}"))
        {
            Members = (json, language) =>
            {
                json.WriteNumber("accepted", 0);
                json.WriteStartArray("rejected");
                foreach (var rejected in Items.Rejected)
                {
                    json.WriteStartObject();
                    json.WriteNumber("index", rejected.Index);
                    json.WriteString("code", rejected.Reason.Code());
                    json.WriteString("detail", rejected.Detail.In(language));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
        };
    }

    private ProblemResult NotStored() => new(ProblemCode.LogUnavailable, new(
        $"Kafka 暂不接收位置：{Items.Reports.Count} 条中有 {Failed.Count} 条不能确定已存储。请重发该请求；已收下的重复无害。",
        $"Kafka does not take positions now: {Failed.Count} of {Items.Reports.Count} positions are not stored for sure. Send the request again: what is there already does no harm twice."))
    {
        Members = (json, _) =>
        {
            json.WriteNumber("accepted", Items.Reports.Count - Failed.Count);
            json.WriteStartArray("failed");
            foreach (var index in Failed)
            {
                json.WriteNumberValue(Items.Indexes[index]);
            }

            json.WriteEndArray();
        },
    };
}
