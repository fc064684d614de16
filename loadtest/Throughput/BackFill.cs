using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Throughput;

/// <summary>
/// What a mass back-fill does to everybody else: a network that was down for an hour comes back, every terminal behind it first tells where it is, and
/// then delivers the hour it kept, all at once. Beside them a live fleet reports at an even rate, and crossings are timed from giving the report to the
/// producer until the alert is read from the stream: before, during, and while as many vehicles deliver the same hour in order.
/// </summary>
internal static class BackFill
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);

    /// <summary>Reports of the hour that was kept.</summary>
    private const int Kept = 120;

    /// <summary>Reports since: more than the tail of a vehicle holds, so that what was kept lies before it.</summary>
    private const int Since = 100;

    /// <summary>Crossings that are timed without any delivery: as many as come while one lasts, so that both 99th percentiles rest on as much.</summary>
    private const int Alone = 900;

    /// <summary>Runs the program, the live fleet and the deliveries, and prints what came of it.</summary>
    /// <param name="host">The program, not yet started.</param>
    /// <param name="fleet">As many vehicles as deliver at once.</param>
    /// <param name="rate">Reports of the live fleet, per second.</param>
    /// <param name="burst">Reports of those that deliver, per second at most: what their network lets through; 0 for as fast as the brokers take them.</param>
    /// <param name="take">What the program has done so far.</param>
    public static async Task RunAsync(ServerHost host, LoadFleet fleet, int rate, int burst, Func<Sample> take)
    {
        var kafka = host.App.Services.GetRequiredService<KafkaOptions>();
        var topics = host.App.Services.GetRequiredService<PositionTopicsOptions>();
        await host.App.StartAsync();
        using var stop = new CancellationTokenSource();
        var offered = new AlertLatency.Offered(rate);

        // Twice as many, of which the first half stay at home.
        var live = new LoadFleet(fleet.Count * 2);
        var load = new Thread(() => AlertLatency.Drive(kafka, topics, live, offered, stop.Token)) { IsBackground = true };
        load.Start();
        await using var probes = new Probes(host, kafka, topics.Topic, stop.Token);
        await probes.ApproachAsync(3_000);
        if (!await AlertLatency.InStepAsync(take, offered, rate, s_patience))
        {
            Console.WriteLine($"{rate:N0} reports/s: the program does not keep up with it here.");
            await stop.CancelAsync();
            load.Join();
            return;
        }

        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var begin = now - (s_interval * (Kept + Since));
        using var sender = new Sender(kafka, topics.Topic, fleet, burst);
        Console.WriteLine($"{fleet.Count:N0} vehicles with an hour each, {fleet.Count * Kept:N0} reports, {(burst > 0 ? $"{burst:N0}/s" : "as fast as they go")}, beside {rate:N0} reports/s; {topics.Partitions} partitions; milliseconds from append to the alert on the stream");
        var alone = await probes.TimeAsync(Alone, () => true);
        Print("live alone", alone);

        // The same reports in order: another hour, an hour before the earliest of those to come.
        var ordered = await TimeAsync("in order", () => sender.Send("皖H", begin, 0, Kept));

        sender.Send("浙H", begin, Kept, Since);
        await ReadAsync();
        var rejudged = take().Rejudged;
        var late = await TimeAsync("back-fill", () => sender.Send("浙H", begin, 0, Kept));
        Console.WriteLine($"{take().Rejudged - rejudged:N0} times a vehicle was judged again");
        Console.WriteLine($"p99 of alerts beside the back-fill: {late.P99 / AlertLatency.Percentile(alone, 0.99):0.00} times that without; the burst took {late.Seconds / ordered.Seconds:0.00} times as long as the same reports in order");
        await stop.CancelAsync();
        load.Join();

        async Task<(double Seconds, double P99)> TimeAsync(string what, Action send)
        {
            var done = false;
            var before = take();
            var (pauses, full) = (GC.GetTotalPauseDuration(), GC.CollectionCount(2));
            var started = Stopwatch.GetTimestamp();
            var sending = Task.Run(async () =>
            {
                send();
                await ReadAsync();
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                Volatile.Write(ref done, true);
                return seconds;
            });
            var latencies = await probes.TimeAsync(int.MaxValue, () => !Volatile.Read(ref done));
            var took = await sending;
            Print($"{what}, {took:0.0} s", latencies);
            var after = take();
            Console.WriteLine($"  busy in {(after.At - before.At).TotalSeconds:0.0} s: {string.Join(", ", after.Stages.Select(t => $"{t.Key} {t.Value - before.Stages.GetValueOrDefault(t.Key):0.0}"))}; {after.Batches - before.Batches:N0} batches; paused {(GC.GetTotalPauseDuration() - pauses).TotalSeconds:0.0} s by garbage collection, {GC.CollectionCount(2) - full} full ones");
            return (took, AlertLatency.Percentile(latencies, 0.99));
        }

        // All that was sent is applied, and nobody waits to be judged again.
        async Task ReadAsync()
        {
            while (true)
            {
                var sent = sender.Sent + offered.Count + probes.Sent;
                await Task.Delay(200);
                if (take() is { Backlog: 0 } sample && sample.Applied >= sent)
                {
                    return;
                }
            }
        }

        static void Print(string what, IReadOnlyCollection<double> latencies) => Console.WriteLine(
            $"{what,-24} p50 {AlertLatency.Percentile(latencies, 0.5):0.0}  p99 {AlertLatency.Percentile(latencies, 0.99):0.0}  max {AlertLatency.Percentile(latencies, 1):0.0}  of {latencies.Count} crossings");
    }

    /// <summary>Sends whole stretches of a fleet.</summary>
    private sealed class Sender(KafkaOptions kafka, string topic, LoadFleet fleet, int rate) : IDisposable
    {
        private readonly IProducer<byte[], byte[]> _producer =
            new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();

        private long _sent;

        public long Sent => Volatile.Read(ref _sent);

        public void Send(string plates, Instant begin, int first, int count)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), _sent);
            for (var i = first; i < first + count; i++)
            {
                for (var truck = 0; truck < fleet.Count; truck++)
                {
                    var vehicle = new VehicleId(string.Create(CultureInfo.InvariantCulture, $"{plates}{10_000 + truck}"), PlateColour.Yellow);
                    var value = PositionSender.Encode(vehicle, fleet.Report(truck, begin + (s_interval * i)));
                    var key = System.Text.Encoding.UTF8.GetBytes(vehicle.ToString());
                    while (_sent - before > Stopwatch.GetElapsedTime(started).TotalSeconds * rate && rate > 0)
                    {
                        _producer.Poll(TimeSpan.FromMilliseconds(5));
                    }

                    while (!TrySend(key, value))
                    {
                        _producer.Poll(TimeSpan.FromMilliseconds(20));
                    }

                    Volatile.Write(ref _sent, _sent + 1);
                }
            }

            _producer.Flush(TimeSpan.FromMinutes(2));
        }

        public void Dispose() => _producer.Dispose();

        private bool TrySend(byte[] key, byte[] value)
        {
            try
            {
                _producer.Produce(topic, new() { Key = key, Value = value });
                return true;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
            {
                return false;
            }
        }
    }

    /// <summary>Trucks that each cross once, and how long their alerts take.</summary>
    private sealed class Probes : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, long> _sent = [];
        private readonly ConcurrentBag<double> _latencies = [];
        private readonly IProducer<byte[], byte[]> _producer;
        private readonly string _topic;
        private readonly ProvinceMap _map;
        private readonly Task _listening;
        private readonly Queue<(VehicleId Vehicle, PositionReport Report)> _ready = [];
        private int _trucks;
        private long _reports;

        public long Sent => Volatile.Read(ref _reports);

        public Probes(ServerHost host, KafkaOptions kafka, string topic, CancellationToken stop)
        {
            _producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
            _topic = topic;
            _map = host.App.Services.GetRequiredService<ProvinceMap>();
            _listening = AlertLatency.ListenAsync(host, _sent, _latencies, stop);
        }

        /// <summary>Times crossings, one after the other, while it is wanted; each alert is waited for before the answer.</summary>
        public async Task<IReadOnlyCollection<double>> TimeAsync(int most, Func<bool> wanted)
        {
            _latencies.Clear();
            for (var i = 0; i < most && wanted() && _ready.TryDequeue(out var next); i++)
            {
                var (vehicle, report) = next;
                _sent[vehicle.ToString()] = Stopwatch.GetTimestamp();
                await AlertLatency.SendAsync(_producer, _topic, vehicle, report);
                Volatile.Write(ref _reports, _reports + 1);
                await Task.Delay(s_between);
            }

            for (var waited = 0; !_sent.IsEmpty && waited < 600; waited++)
            {
                await Task.Delay(100);
            }

            // What was not told by now counts as told now.
            foreach (var sent in _sent.Values)
            {
                _latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            _sent.Clear();
            return [.. _latencies];
        }

        public async ValueTask DisposeAsync()
        {
            await _listening;
            _producer.Dispose();
        }

        /// <summary>Has some trucks come to the border, so that each crossing waits for one report alone.</summary>
        public async Task ApproachAsync(int trucks)
        {
            for (var i = 0; i < trucks; i++)
            {
                var vehicle = new VehicleId(string.Create(CultureInfo.InvariantCulture, $"浙P{10_000 + _trucks++}"), PlateColour.Yellow);
                var track = AlertLatency.Crossing(vehicle, _map);
                await Task.WhenAll(track.SkipLast(1).Select(r => AlertLatency.SendAsync(_producer, _topic, vehicle, r)));
                Volatile.Write(ref _reports, _reports + track.Count - 1);
                _ready.Enqueue((vehicle, track[^1]));
            }
        }
    }
}
