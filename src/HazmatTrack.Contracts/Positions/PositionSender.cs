using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;

namespace HazmatTrack.Contracts.Positions;

/// <summary>Sends position reports to topic <c>positions</c>. Thread-safe.</summary>
/// <remarks>
/// Partitions by murmur2 of the key, as Java clients do: any other producer that uses its library's default writes to the same partitions, so that
/// all reports of a vehicle are in one partition. (librdkafka's own default is CRC32.)
/// </remarks>
internal sealed partial class PositionSender : IDisposable
{
    /// <summary>The record header that names the sender: for HTTP ingest the sender's address.</summary>
    public const string SourceHeader = "hazmattrack-source";

    private readonly string _topic;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly ILogger _log;

    /// <param name="kafka">The connection settings of the cluster.</param>
    /// <param name="topic">The topic of positions.</param>
    /// <param name="patience">The delivery timeout of a report.</param>
    /// <param name="log">The log for client errors.</param>
    public PositionSender(KafkaOptions kafka, string topic, TimeSpan patience, ILogger log)
    {
        _topic = topic;
        _log = log;
        var errors = new ClientErrors(log, "Sending positions", TimeProvider.System);
        _producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(Config(patience)))
            .SetLogHandler((_, line) => LogClient(line.Message))
            .SetErrorHandler((_, error) => errors.Add(error))
            .Build();
    }

    /// <summary>The settings that every producer of positions should have.</summary>
    public static ProducerConfig Config(TimeSpan patience) => new()
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 20,
        BatchNumMessages = 10_000,
        CompressionType = CompressionType.Lz4,
        Partitioner = Partitioner.Murmur2Random,
        MessageTimeoutMs = (int)patience.TotalMilliseconds,
        QueueBufferingMaxMessages = 200_000,
        DeliveryReportFields = "status",
    };

    /// <summary>The record's value.</summary>
    public static byte[] Encode(VehicleId vehicle, in PositionReport report)
    {
        var message = new PositionMessage
        {
            Vehicle = vehicle.ToString(),
            TimeMs = report.Time.UnixMilliseconds,
            LatitudeE6 = report.Position.LatitudeE6,
            LongitudeE6 = report.Position.LongitudeE6,
            AlarmBits = report.Alarms,
            StatusBits = (uint)report.TerminalStatus,
            Datum = Datum.Wgs84,
        };
        if (report.SpeedDeciKmh is { } speed)
        {
            message.SpeedDeciKmh = speed;
        }

        if (report.HeadingDegrees is { } heading)
        {
            message.HeadingDegrees = heading;
        }

        if (report.AltitudeMetres is { } altitude)
        {
            message.AltitudeM = altitude;
        }

        if (report.MileageDeciKm is { } mileage)
        {
            message.MileageDeciKm = mileage;
        }

        return message.ToByteArray();
    }

    /// <summary>Queues a report in the client. Returns false when its queue is full: wait a little and try again.</summary>
    /// <param name="delivered">Called once on the client's thread with whether the brokers have the report.</param>
    public bool TrySend(VehicleId vehicle, in PositionReport report, Action<bool> delivered, Headers? headers = null)
    {
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(vehicle.ToString()), Value = Encode(vehicle, report), Headers = headers };
        try
        {
            _producer.Produce(_topic, message, r => delivered(!r.Error.IsError));
            return true;
        }
        catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    /// <summary>Sends reports in order and waits for the brokers. Returns the indexes of the reports whose delivery is not confirmed.</summary>
    public async Task<IReadOnlyList<int>> SendAsync(
        IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> reports, TimeSpan patience, Headers? headers = null)
    {
        if (reports.Count == 0)
        {
            return [];
        }

        var failed = new bool[reports.Count];
        var open = reports.Count;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var enough = new CancellationTokenSource(patience);
        for (var i = 0; i < reports.Count; i++)
        {
            var index = i;
            while (!TrySend(reports[i].Vehicle, reports[i].Report, ok => Complete(index, ok), headers))
            {
                if (enough.IsCancellationRequested)
                {
                    Complete(index, false);
                    break;
                }

                await Task.Delay(20, CancellationToken.None);
            }
        }

        await done.Task;
        return [.. Enumerable.Range(0, failed.Length).Where(i => failed[i])];

        void Complete(int index, bool ok)
        {
            failed[index] = !ok;
            if (Interlocked.Decrement(ref open) == 0)
            {
                done.SetResult();
            }
        }
    }

    /// <summary>Waits until every queued report is delivered or timed out.</summary>
    public void Flush(TimeSpan patience) => _producer.Flush(patience);

    public void Dispose() => _producer.Dispose();

    [LoggerMessage(LogLevel.Debug, "Sending positions: {Line}")]
    private partial void LogClient(string line);
}
