using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Domain;
using HazmatTrack.Server.Demo;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Ingest;
using HazmatTrack.Server.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

// How fast positions are judged and stored, against reading and decoding them alone, in one process: A-B-A.
//   dotnet run -c Release --project loadtest/Throughput -- catchup|live [REPORTS]
// A is S: Consume() and the decoding of every record, one thread. B is the whole program on the same broker, embedded: grains, rules, history
// (SQLite), hot state (Garnet) and commit. "catchup": 10,000 vehicles, so that a batch holds several reports of each; "live": 100,000, about one.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var live = args is ["live", ..];
if (!live && args is not ["catchup", ..])
{
    Console.Error.WriteLine("catchup|live [REPORTS]");
    return 2;
}

var total = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
var vehicles = live ? 100_000 : 10_000;
var registry = Metrics.NewCustomRegistry();
var folder = Directory.CreateTempSubdirectory("hazmat-load-").FullName;
await using (var host = await ServerHost.OpenAsync(
    [$"--Server:DataFolder={folder}", "--Server:Port=0", "--Demo:Enabled=false", "--Ingest:Partitions=32", "--Logging:LogLevel:Default=Warning"],
    b => b.Services.AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(registry)),
    CancellationToken.None))
{
    var kafka = host.App.Services.GetRequiredService<KafkaOptions>();
    var ingest = host.App.Services.GetRequiredService<IngestOptions>();
    var bytes = Fill(kafka, ingest, total, vehicles);
    Console.WriteLine($"{total:N0} reports of {vehicles:N0} vehicles, {bytes} B each; 32 partitions; {Environment.ProcessorCount} cores");

    var before = Alone(kafka, ingest, total);
    Console.WriteLine($"A   read and decode alone (S)   {before:N0}/s");
    var (cpu, allocated) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
    var watch = Stopwatch.StartNew();
    await host.App.StartAsync();
    var (first, at) = (0L, TimeSpan.Zero);
    while (true)
    {
        await Task.Delay(20);
        var done = Applied(registry);
        if (first == 0 && done > 0)
        {
            (first, at) = (done, watch.Elapsed);
        }

        if (done >= total || watch.Elapsed > TimeSpan.FromMinutes(5))
        {
            // From the first batch stored on: starting the program is not what is measured.
            var rate = (done - first) / (watch.Elapsed - at).TotalSeconds;
            var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var after = await StopAndReadAloneAsync();
            var s = (before + after) / 2;
            Console.WriteLine($"B   the whole road              {rate:N0}/s = {rate / s:0.00} S; CPU {used.TotalMicroseconds / done:0.00} µs, {(GC.GetTotalAllocatedBytes() - allocated) / done:N0} B allocated a report (start and broker included); {done:N0} applied");
            foreach (var stage in Stages(registry))
            {
                Console.WriteLine($"      {stage}");
            }

            Console.WriteLine($"A   read and decode alone (S)   {after:N0}/s");
            break;
        }
    }

    async Task<double> StopAndReadAloneAsync()
    {
        // The tracker must not read beside it.
        await host.App.Services.GetRequiredService<HazmatTrack.Server.Tracking.TrackingService>().StopAsync(CancellationToken.None);
        return Alone(kafka, ingest, total);
    }
}

Directory.Delete(folder, true);
return 0;

static int Fill(KafkaOptions kafka, IngestOptions ingest, int total, int vehicles)
{
    using var producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
    var trucks = Enumerable.Range(0, vehicles).Select(i => new DemoTruck(i, vehicles)).ToArray();
    var keys = trucks.Select(t => Encoding.UTF8.GetBytes(t.Vehicle.ToString())).ToArray();
    var rounds = (total + vehicles - 1) / vehicles;
    var start = Instant.From(TimeProvider.System.GetUtcNow() - (TimeSpan.FromSeconds(10) * (rounds + 10)));
    var length = 0;
    for (var n = 0; n < total; n++)
    {
        var truck = trucks[n % vehicles];
        var truth = truck.Shuttle.At(start + (TimeSpan.FromSeconds(10) * (n / vehicles)));
        var value = PositionSender.Encode(truck.Vehicle, new()
        {
            Time = truth.Time,
            Position = truth.Position,
            SpeedDeciKmh = (ushort)(truth.Speed.KilometresPerHour * 10),
            HeadingDegrees = (ushort)truth.HeadingDegrees,
            MileageDeciKm = (uint)(truth.Driven.Metres / 100),
            Status = HazmatTrack.Domain.Tracks.ReportStatus.AccOn | HazmatTrack.Domain.Tracks.ReportStatus.Fixed,
        });
        length = value.Length + keys[n % vehicles].Length;
        while (true)
        {
            try
            {
                producer.Produce(ingest.Topic, new() { Key = keys[n % vehicles], Value = value });
                break;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    producer.Flush(TimeSpan.FromMinutes(1));
    return length;
}

static double Alone(KafkaOptions kafka, IngestOptions ingest, int total)
{
    using var consumer = new ConsumerBuilder<byte[], byte[]>(kafka.Apply(new ConsumerConfig
    {
        GroupId = $"alone-{Guid.NewGuid():N}",
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        FetchWaitMaxMs = 10,
        FetchQueueBackoffMs = 2,
        QueuedMinMessages = 200_000,
        QueuedMaxMessagesKbytes = 128 * 1024,
        MaxPartitionFetchBytes = 4 * 1024 * 1024,
        ConsumeResultFields = "none",
    })).Build();
    consumer.Subscribe(ingest.Topic);
    var watch = new Stopwatch();
    var (read, sum) = (0, 0L);
    while (read < total)
    {
        if (consumer.Consume(TimeSpan.FromSeconds(10)) is not { } record)
        {
            throw new InvalidOperationException($"Only {read} of {total} reports are in the log: the embedded broker dropped the others.");
        }

        watch.Start();
        if (WirePosition.TryRead(record.Message.Value, out var wire))
        {
            sum += wire.LatitudeE6;
        }

        read++;
    }

    GC.KeepAlive(sum);
    return read / watch.Elapsed.TotalSeconds;
}

static long Applied(CollectorRegistry registry) => (long)Text(registry).Split('\n')
    .Where(l => l.StartsWith("hazmattrack_reports_applied_total{", StringComparison.Ordinal))
    .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

static IEnumerable<string> Stages(CollectorRegistry registry) => Text(registry).Split('\n')
    .Where(l => l.StartsWith("hazmattrack_stage_seconds_sum", StringComparison.Ordinal) || l.StartsWith("hazmattrack_decode_seconds_sum", StringComparison.Ordinal)
        || l.StartsWith("hazmattrack_batch_vehicles_sum", StringComparison.Ordinal) || l.StartsWith("hazmattrack_batch_records_count", StringComparison.Ordinal));

static string Text(CollectorRegistry registry)
{
    using var text = new MemoryStream();
    registry.CollectAndExportAsTextAsync(text).GetAwaiter().GetResult();
    return Encoding.UTF8.GetString(text.ToArray());
}
