using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Gateway.Ingest;
using HazmatTrack.Gateway.Operators;
using HazmatTrack.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>
/// Makes dead letters of the items that HTTP ingest refuses. Their sender was told by the answer, which waits for no letter; so one that the brokers do not
/// take is only counted. Of an operator and a day so many are sent as are kept; beyond them one record stands for all items of a request with one vehicle
/// and reason.
/// </summary>
internal sealed partial class RefusedItems : IDisposable
{
    private static readonly TimeSpan s_delivery = TimeSpan.FromSeconds(30);

    private readonly DeadLetterOptions _options;
    private readonly PositionTopicsOptions _topics;
    private readonly DeadLetterMetrics _metrics;
    private readonly ILogger _log;
    private readonly LogPace _pace;
    private readonly Lazy<IProducer<byte[]?, byte[]?>> _producer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _sent = [];
    private ChinaDay _day;

    public RefusedItems(
        DeadLetterOptions options, PositionTopicsOptions topics, KafkaOptions kafka, DeadLetterMetrics metrics, TimeProvider time, ILogger<RefusedItems> log)
    {
        (_options, _topics, _metrics, _log) = (options, topics, metrics, log);
        _pace = new(time, TimeSpan.FromSeconds(30));
        _producer = new(() => new ProducerBuilder<byte[]?, byte[]?>(kafka.Apply(PositionSender.Config(s_delivery)))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
    }

    /// <summary>Sends the letters of what was refused. Does not wait for the brokers.</summary>
    public void Send(string code, AdmittedItems admitted, Instant now)
    {
        var rejected = admitted.Items.Rejected;
        if (rejected.Count == 0)
        {
            return;
        }

        var whole = Take(code, rejected.Count, ChinaDay.Of(now));
        foreach (var item in rejected.Take(whole))
        {
            var message = Letter(code, item.Vehicle, item.Reason, item.Detail, now);
            message.Value = item.Original.Beginning.Span[..Math.Min(item.Original.Beginning.Length, _options.MostBytes)].ToArray();
            if (message.Value.Length < item.Original.Length)
            {
                message.Headers.Add(DeadLetterHeaders.CutFrom, Number(item.Original.Length));
            }

            Produce(message, 1);
        }

        foreach (var some in rejected.Skip(whole).GroupBy(r => (Vehicle: admitted.Foreign.Contains(r.Vehicle) ? default : r.Vehicle, r.Reason)))
        {
            var message = Letter(code, some.Key.Vehicle, some.Key.Reason, new("只计数，不保存原文。", "Counted only."), now);
            message.Headers.Add(DeadLetterHeaders.Reports, Number(some.Count()));
            Produce(message, some.Count());
        }
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Flush(TimeSpan.FromSeconds(5));
            _producer.Value.Dispose();
        }
    }

    /// <summary>Of so many letters, how many of the operator and the day may still be whole.</summary>
    private int Take(string code, int letters, ChinaDay day)
    {
        lock (_gate)
        {
            if (day != _day)
            {
                _sent.Clear();
                _day = day;
            }

            var sent = _sent.GetValueOrDefault(code);
            var whole = Math.Min(letters, Math.Max(0, _options.MostPerDay - sent));
            _sent[code] = sent + whole;
            return whole;
        }
    }

    private static Message<byte[]?, byte[]?> Letter(string code, VehicleId vehicle, RejectReason reason, LocalText detail, Instant now)
    {
        var headers = new Headers { { PositionSender.SourceHeader, Encoding.UTF8.GetBytes(OperatorRecords.SourceOf(code)) } };
        DeadLetterHeaders.AddTo(headers, reason, detail.English, now);
        headers.Add(DeadLetterHeaders.DetailInChinese, Encoding.UTF8.GetBytes(detail.Chinese));
        return new() { Key = vehicle == default ? null : Encoding.UTF8.GetBytes(vehicle.ToString()), Headers = headers };
    }

    private void Produce(Message<byte[]?, byte[]?> message, long reports)
    {
        try
        {
            _producer.Value.Produce(_topics.DeadLetterTopic, message, report =>
            {
                if (report.Error.IsError)
                {
                    Unsent(report.Error, reports);
                }
            });
        }
        catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code is ErrorCode.Local_QueueFull or ErrorCode.MsgSizeTooLarge)
        {
            Unsent(e.Error, reports);
        }
    }

    private void Unsent(Error error, long reports)
    {
        _metrics.Unsent(reports);
        if (_pace.IsTime(reports, out var count))
        {
            LogUnsent(count, error.Reason);
        }
    }

    private static byte[] Number(int number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    [LoggerMessage(LogLevel.Warning, "{Count} reports refused by HTTP have no dead letter, since the brokers did not take it: {Reason}. Their senders were told by the answer.")]
    private partial void LogUnsent(long count, string reason);
}
