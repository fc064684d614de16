using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Storage.Access;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Throughput;

/// <summary>
/// How long an inspector waits: from giving the report that confirms a crossing to the producer until the alert is read from the stream, while other
/// vehicles report at an even rate. Beside it, bare: from the same producer to <c>Consume()</c>, on a topic of its own, under the same load.
/// </summary>
internal static class AlertLatency
{
    private static readonly string s_bareTopic = $"bare-{Guid.NewGuid():N}";
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs the program, the load and the probes, and prints what came of it.</summary>
    /// <param name="host">The program, not yet started.</param>
    /// <param name="fleet">The other vehicles.</param>
    /// <param name="rate">Their reports, per second.</param>
    /// <param name="probes">How many crossings are timed.</param>
    /// <param name="take">What the program has done so far.</param>
    public static async Task RunAsync(ServerHost host, LoadFleet fleet, int rate, int probes, Func<Sample> take)
    {
        var kafka = host.App.Services.GetRequiredService<KafkaOptions>();
        var topics = host.App.Services.GetRequiredService<PositionTopicsOptions>();
        var map = host.App.Services.GetRequiredService<ProvinceMap>();
        await host.App.StartAsync();
        using var stop = new CancellationTokenSource();
        var offered = new Offered(rate);
        var load = new Thread(() => Drive(kafka, topics, fleet, offered, stop.Token)) { IsBackground = true };
        load.Start();

        using var producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
        var sent = new ConcurrentDictionary<string, long>();
        var (alerts, bare) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        var listening = ListenAsync(host, sent, alerts, stop.Token);
        await producer.ProduceAsync(s_bareTopic, new() { Value = [] });
        var consuming = Task.Run(() => Consume(kafka, bare, stop.Token));
        if (!await InStepAsync(take, offered, rate, s_patience))
        {
            Console.WriteLine($"{rate:N0} reports/s: the program does not keep up with it here; {offered.Count:N0} offered, {take().Applied:N0} applied.");
            await stop.CancelAsync();
            load.Join();
            await Task.WhenAll(listening, consuming);
            return;
        }

        // The way to the border beforehand, so that each crossing waits for one report alone.
        var last = new List<(VehicleId Vehicle, PositionReport Report)>();
        for (var i = 0; i < probes; i++)
        {
            var vehicle = new VehicleId(string.Create(CultureInfo.InvariantCulture, $"浙P{10_000 + i}"), PlateColour.Yellow);
            var track = Crossing(vehicle, map);
            await Task.WhenAll(track.SkipLast(1).Select(r => SendAsync(producer, topics.Topic, vehicle, r)));
            last.Add((vehicle, track[^1]));
        }

        await Task.Delay(TimeSpan.FromSeconds(5));
        var before = take();
        foreach (var (vehicle, report) in last)
        {
            sent[vehicle.ToString()] = Stopwatch.GetTimestamp();
            var alert = SendAsync(producer, topics.Topic, vehicle, report);
            await producer.ProduceAsync(s_bareTopic, new() { Value = BitConverter.GetBytes(Stopwatch.GetTimestamp()) });
            await alert;
            await Task.Delay(s_between);
        }

        await Task.Delay(TimeSpan.FromSeconds(5));
        var after = take();
        await stop.CancelAsync();
        load.Join();
        await Task.WhenAll(listening, consuming);
        var applied = (after.Applied - before.Applied) / (after.At - before.At).TotalSeconds;
        Console.WriteLine($"{applied:N0} reports/s applied ({rate:N0} offered) of {fleet.Count:N0} vehicles, {topics.Partitions} partitions, batches of {(after.Records - before.Records) / (after.Batches - before.Batches):N0}; {probes} crossings, {alerts.Count} alerts read; milliseconds");
        Console.WriteLine($"append → alert on the stream   p50 {Percentile(alerts, 0.5):0.0}  p99 {Percentile(alerts, 0.99):0.0}  max {Percentile(alerts, 1):0.0}");
        Console.WriteLine($"append → Consume(), bare       p50 {Percentile(bare, 0.5):0.0}  p99 {Percentile(bare, 0.99):0.0}  max {Percentile(bare, 1):0.0}");
        var batches = after.Batches - before.Batches;
        Console.WriteLine($"a batch in: {string.Join(", ", after.Stages.Select(t => $"{t.Key} {(t.Value - before.Stages.GetValueOrDefault(t.Key)) / batches * 1000:0.0}"))}; the collector paused {(after.Paused - before.Paused) / (after.At - before.At):P1}");
    }

    /// <summary>
    /// Whether everything offered is applied within half a second and the sender is not behind itself, for ten seconds on end: code is compiled, every
    /// vehicle known, and the load even.
    /// </summary>
    internal static async Task<bool> InStepAsync(Func<Sample> take, Offered offered, int rate, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        var since = started;
        while (Stopwatch.GetElapsedTime(started) < patience)
        {
            var before = offered.Count;
            await Task.Delay(500);
            if (take().Applied < before || offered.Due - offered.Count > rate / 2)
            {
                since = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(10))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The other vehicles, in turn, at an even rate.</summary>
    internal static void Drive(KafkaOptions kafka, PositionTopicsOptions topics, LoadFleet fleet, Offered offered, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
        while (!stop.IsCancellationRequested)
        {
            for (var due = offered.Due; offered.Count < due; offered.Count++)
            {
                var truck = (int)(offered.Count % fleet.Count);
                var value = PositionSender.Encode(fleet.Vehicle(truck), fleet.Report(truck, Instant.From(TimeProvider.System.GetUtcNow())));
                try
                {
                    producer.Produce(topics.Topic, new() { Key = fleet.Key(truck), Value = value });
                }
                catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
                {
                    break;
                }
            }

            stop.WaitHandle.WaitOne(5);
        }
    }

    internal sealed class Offered(int rate)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private long _count;

        /// <summary>How many should have been sent by now. A sender that lacks time of a core falls behind it.</summary>
        public long Due => (long)(Stopwatch.GetElapsedTime(_started).TotalSeconds * rate);

        /// <summary>How many were. The sender's alone to set.</summary>
        public long Count
        {
            get => Volatile.Read(ref _count);
            set => Volatile.Write(ref _count, value);
        }
    }

    /// <summary>From Kunshan into Shanghai on a straight line, ending with the report that confirms the crossing.</summary>
    internal static List<PositionReport> Crossing(VehicleId vehicle, ProvinceMap map)
    {
        var (from, to) = (GeoPoint.FromDegrees(31.32, 121.05), GeoPoint.FromDegrees(31.32, 121.25));
        var context = new RuleContext(map, RuleList.All, VehicleDocuments.None);
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

    internal static Task<DeliveryResult<byte[], byte[]>> SendAsync(
        IProducer<byte[], byte[]> producer, string topic, VehicleId vehicle, PositionReport report) =>
        producer.ProduceAsync(topic, new() { Key = Encoding.UTF8.GetBytes(vehicle.ToString()), Value = PositionSender.Encode(vehicle, report) });

    internal static async Task ListenAsync(
        ServerHost host, ConcurrentDictionary<string, long> sent, ConcurrentBag<double> latencies, CancellationToken stop)
    {
        const string Mark = "\"vehicle\":\"";
        using var client = new HttpClient { BaseAddress = new(host.App.Urls.First()) };
        ObserverKey.Use(client, await ObserverKey.IssueAsync(host.App.Services.GetRequiredService<IAccessStore>(), TimeProvider.System, stop));
        using var reader = new StreamReader(await client.GetStreamAsync(new Uri("/api/v1/alerts/stream?rule=crossing", UriKind.Relative), stop));
        try
        {
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                var now = Stopwatch.GetTimestamp();
                var at = line.StartsWith("data: ", StringComparison.Ordinal) ? line.IndexOf(Mark, StringComparison.Ordinal) : -1;
                if (at >= 0 && line.IndexOf('"', at + Mark.Length) is var end
                    && sent.TryRemove(System.Text.RegularExpressions.Regex.Unescape(line[(at + Mark.Length)..end]), out var then))
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
        consumer.Subscribe(s_bareTopic);
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

    internal static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
