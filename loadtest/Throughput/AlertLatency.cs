using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Ingest;
using HazmatTrack.Server.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Throughput;

/// <summary>
/// How long an inspector waits: from giving the report that confirms a crossing to the producer until the alert is read from the stream, while other
/// vehicles report at an even rate. Beside it, bare: from the same producer to <c>Consume()</c>, on a topic of its own, under the same load.
/// </summary>
internal static class AlertLatency
{
    private const string BareTopic = "bare";
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(ServerHost host, LoadFleet fleet, int rate, int probes)
    {
        var kafka = host.App.Services.GetRequiredService<KafkaOptions>();
        var ingest = host.App.Services.GetRequiredService<IngestOptions>();
        var map = host.App.Services.GetRequiredService<ProvinceMap>();
        await host.App.StartAsync();
        using var stop = new CancellationTokenSource();
        var load = new Thread(() => Drive(kafka, ingest, fleet, rate, stop.Token)) { IsBackground = true };
        load.Start();

        using var producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
        var sent = new ConcurrentDictionary<string, long>();
        var (alerts, bare) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        var listening = ListenAsync(new Uri(host.App.Urls.First()), sent, alerts, stop.Token);
        await producer.ProduceAsync(BareTopic, new() { Value = [] });
        var consuming = Task.Run(() => Consume(kafka, bare, stop.Token));
        await Task.Delay(s_warmUp);

        for (var i = 0; i < probes; i++)
        {
            var vehicle = new VehicleId(string.Create(CultureInfo.InvariantCulture, $"浙P{10_000 + i}"), PlateColour.Yellow);
            var track = Crossing(vehicle, map);
            foreach (var report in track.SkipLast(1))
            {
                await SendAsync(producer, ingest.Topic, vehicle, report);
            }

            await Task.Delay(s_between);
            sent[vehicle.ToString()] = Stopwatch.GetTimestamp();
            var alert = SendAsync(producer, ingest.Topic, vehicle, track[^1]);
            await producer.ProduceAsync(BareTopic, new() { Value = BitConverter.GetBytes(Stopwatch.GetTimestamp()) });
            await alert;
        }

        await Task.Delay(TimeSpan.FromSeconds(5));
        await stop.CancelAsync();
        load.Join();
        await Task.WhenAll(listening, consuming);
        Console.WriteLine($"{rate:N0} reports/s of {fleet.Count:N0} vehicles beside it; {probes} crossings, {alerts.Count} alerts read; milliseconds");
        Console.WriteLine($"append → alert on the stream   p50 {Percentile(alerts, 0.5):0.0}  p99 {Percentile(alerts, 0.99):0.0}  max {Percentile(alerts, 1):0.0}");
        Console.WriteLine($"append → Consume(), bare       p50 {Percentile(bare, 0.5):0.0}  p99 {Percentile(bare, 0.99):0.0}  max {Percentile(bare, 1):0.0}");
    }

    /// <summary>The other vehicles, in turn, at an even rate.</summary>
    private static void Drive(KafkaOptions kafka, IngestOptions ingest, LoadFleet fleet, int rate, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
        var (started, n) = (Stopwatch.GetTimestamp(), 0L);
        while (!stop.IsCancellationRequested)
        {
            var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate);
            for (; n < due; n++)
            {
                var truck = (int)(n % fleet.Count);
                var value = PositionSender.Encode(fleet.Vehicle(truck), fleet.Report(truck, Instant.From(TimeProvider.System.GetUtcNow())));
                try
                {
                    producer.Produce(ingest.Topic, new() { Key = fleet.Key(truck), Value = value });
                }
                catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
                {
                    break;
                }
            }

            stop.WaitHandle.WaitOne(5);
        }
    }

    /// <summary>From Kunshan into Shanghai on a straight line, ending with the report that confirms the crossing.</summary>
    private static List<PositionReport> Crossing(VehicleId vehicle, ProvinceMap map)
    {
        var (from, to) = (GeoPoint.FromDegrees(31.32, 121.05), GeoPoint.FromDegrees(31.32, 121.25));
        var context = new JudgingContext(map, RuleList.All, VehicleDocuments.None);
        var tracker = VehicleTracker.New(vehicle);
        var changes = new List<FindingChange>();
        var start = Instant.From(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(20));
        var track = new List<PositionReport>();
        for (var i = 0; changes.Count == 0 && i <= 60; i++)
        {
            track.Add(new()
            {
                Time = start + TimeSpan.FromSeconds(15 * i),
                Position = Geodesy.Along(from, to, i / 60.0),
                SpeedDeciKmh = 760,
                HeadingDegrees = 90,
                Status = ReportStatus.AccOn | ReportStatus.Fixed,
            });
            tracker.Apply(new(track[^1], i), context, changes);
        }

        return track;
    }

    private static Task<DeliveryResult<byte[], byte[]>> SendAsync(IProducer<byte[], byte[]> producer, string topic, VehicleId vehicle, PositionReport report) =>
        producer.ProduceAsync(topic, new() { Key = Encoding.UTF8.GetBytes(vehicle.ToString()), Value = PositionSender.Encode(vehicle, report) });

    private static async Task ListenAsync(Uri server, ConcurrentDictionary<string, long> sent, ConcurrentBag<double> latencies, CancellationToken stop)
    {
        const string Mark = "\"vehicle\":\"";
        using var client = new HttpClient { BaseAddress = server };
        using var reader = new StreamReader(await client.GetStreamAsync(new Uri("/api/v1/alerts/stream?rule=crossing", UriKind.Relative), stop));
        try
        {
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                var now = Stopwatch.GetTimestamp();
                var at = line.StartsWith("data: ", StringComparison.Ordinal) ? line.IndexOf(Mark, StringComparison.Ordinal) : -1;
                if (at >= 0 && line.IndexOf('"', at + Mark.Length) is var end && sent.TryRemove(System.Text.RegularExpressions.Regex.Unescape(line[(at + Mark.Length)..end]), out var then))
                {
                    latencies.Add(Stopwatch.GetElapsedTime(then, now).TotalMilliseconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private static void Consume(KafkaOptions kafka, ConcurrentBag<double> latencies, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(kafka.Apply(new ConsumerConfig
        {
            GroupId = $"bare-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            FetchWaitMaxMs = kafka.FetchWaitMs,
        })).Build();
        consumer.Subscribe(BareTopic);
        try
        {
            while (true)
            {
                if (consumer.Consume(stop) is { Message.Value: { Length: 8 } value })
                {
                    latencies.Add(Stopwatch.GetElapsedTime(BitConverter.ToInt64(value)).TotalMilliseconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            consumer.Close();
        }
    }

    private static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
