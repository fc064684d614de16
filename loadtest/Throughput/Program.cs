using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Throughput;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

// How fast positions are judged and stored, against reading and decoding them alone, in one process: A-B-A.
//   dotnet run -c Release --project loadtest/Throughput -- catchup|live [REPORTS] [--SETTING=VALUE …]
//   dotnet run -c Release --project loadtest/Throughput -- latency [REPORTS_PER_SECOND [CROSSINGS]] [--SETTING=VALUE …]   (see AlertLatency.cs)
//   dotnet run -c Release --project loadtest/Throughput -- backfill [VEHICLES [REPORTS_PER_SECOND [BURST_PER_SECOND]]] [--SETTING=VALUE …]   (see BackFill.cs)
//   dotnet run -c Release --project loadtest/Throughput -- memory [KNOWN [AWAKE]] --SETTING=VALUE …   (see MemoryUse.cs)
//   dotnet run -c Release --project loadtest/Throughput -- access [LOOKS_PER_SECOND] [--SETTING=VALUE …]   (see AccessCost.cs)
// A is S: Consume() and the decoding of every record, one thread. B is the whole program on the same broker, embedded: grains, rules, history
// (SQLite), hot state (Garnet) and commit. "catchup": 10,000 vehicles, so that a batch holds several reports of each; "live": 100,000, about one.
// The first two thirds of the log warm up (code is compiled anew while it runs); what is measured is the last third.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var settings = args.Where(a => a.StartsWith("--", StringComparison.Ordinal)).ToArray();
args = [.. args.Except(settings)];
if (args is ["access", ..])
{
    await AccessCost.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000, settings);
    return 0;
}

var live = args is ["live", ..];
var latency = args is ["latency", ..];
var backFill = args is ["backfill", ..];
var memory = args is ["memory", ..];
if (!live && !latency && !backFill && !memory && args is not ["catchup", ..])
{
    Console.Error.WriteLine("catchup|live [REPORTS]   or   latency [REPORTS_PER_SECOND [CROSSINGS]]   or   backfill [VEHICLES [REPORTS_PER_SECOND [BURST_PER_SECOND]]]   or   memory [KNOWN [AWAKE]]   or   access [LOOKS_PER_SECOND]; each with [--SETTING=VALUE …]");
    return 2;
}

var total = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 12_000_000;
var fleet = new LoadFleet(live || latency ? 100_000 : memory ? 1 : 10_000);
var registry = Metrics.NewCustomRegistry();
var folder = Directory.CreateTempSubdirectory("hazmat-load-").FullName;
await using (var host = await ServerHost.OpenAsync(
    [$"--Server:DataFolder={folder}", "--Server:Port=0", "--Demo:Enabled=false", $"--Ingest:Partitions={(latency || backFill || memory ? 32 : 288)}", "--Logging:LogLevel:Default=Warning", .. settings],
    b => b.Services.AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(registry)),
    CancellationToken.None))
{
    if (memory)
    {
        var clock = Stopwatch.StartNew();
        await MemoryUse.RunAsync(host, args.Length > 1 ? total : 1_000_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 50_000, () =>
            Sample.Take(registry, clock.Elapsed));
        await StopAsync(host, 0);
        return 0;
    }

    if (backFill)
    {
        var clock = Stopwatch.StartNew();
        var others = args.Length > 1 ? total : 20_000;
        int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
        await BackFill.RunAsync(host, new(others), Number(2, 2_667), Number(3, 40_000), () => Sample.Take(registry, clock.Elapsed));
        await StopAsync(host, others);
        return 0;
    }

    if (latency)
    {
        var clock = Stopwatch.StartNew();
        await AlertLatency.RunAsync(host, fleet, args.Length > 1 ? total : 100_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 500,
            () => Sample.Take(registry, clock.Elapsed));
        await StopAsync(host, fleet.Count);
        return 0;
    }

    var kafka = host.App.Services.GetRequiredService<KafkaOptions>();
    var topics = host.App.Services.GetRequiredService<PositionTopicsOptions>();
    await FileAsync(host.App.Services.GetRequiredService<IRegistryStore>(), fleet);
    var bytes = Fill(kafka, topics, total, fleet, live ? 350 : 175);
    Console.WriteLine($"{total:N0} reports of {fleet.Count:N0} vehicles, {bytes} B each; {topics.Partitions} partitions; {Environment.ProcessorCount} cores; measured: the last third");

    var before = Alone(kafka, topics, total);
    Console.WriteLine($"A   read and decode alone (S)   {before:N0}/s");
    var watch = Stopwatch.StartNew();
    await host.App.StartAsync();
    Sample? first = null;
    while (true)
    {
        await Task.Delay(500);
        var now = Sample.Take(registry, watch.Elapsed);
        first ??= now.Applied >= total / 3 * 2 ? now : null;
        if (first is { } from && (now.Applied >= total || watch.Elapsed > TimeSpan.FromMinutes(8)))
        {
            var done = now.Applied - from.Applied;
            var rate = done / (now.At - from.At).TotalSeconds;
            var after = await StopAndReadAloneAsync();
            var s = (before + after) / 2;
            Console.WriteLine($"B   the whole road              {rate:N0}/s = {rate / s:0.00} S; {(now.Cpu - from.Cpu).TotalMicroseconds / done:0.00} µs CPU (broker included), {(now.Allocated - from.Allocated) / done:N0} B allocated a report; "
                + $"{(now.Records - from.Records) / (now.Vehicles - from.Vehicles):0.0} reports of a vehicle in a batch of {(now.Records - from.Records) / (now.Batches - from.Batches):N0}; the collector paused {(now.Paused - from.Paused) / (now.At - from.At):P1}; {now.Applied:N0} applied");
            Console.WriteLine($"      busy in {(now.At - from.At).TotalSeconds:0.0} s: {string.Join(", ", now.Stages.Select(t => $"{t.Key} {t.Value - from.Stages.GetValueOrDefault(t.Key):0.0}"))}");
            Console.WriteLine($"A   read and decode alone (S)   {after:N0}/s");
            break;
        }
    }

    await StopAsync(host, fleet.Count);

    async Task<double> StopAndReadAloneAsync()
    {
        // The tracker must not read beside it.
        await host.App.Services.GetRequiredService<HazmatTrack.Tracker.Intake.TrackingService>().StopAsync(CancellationToken.None);
        return Alone(kafka, topics, total);
    }
}

Directory.Delete(folder, true);
return 0;

// As a rolling upgrade does.
static async Task StopAsync(ServerHost host, int vehicles)
{
    var watch = Stopwatch.StartNew();
    await host.App.StopAsync();
    Console.WriteLine($"Stopped with {vehicles:N0} vehicles alive in {watch.Elapsed.TotalSeconds:0.0} s");
}

static int Fill(KafkaOptions kafka, PositionTopicsOptions topics, int total, LoadFleet fleet, int messageSet)
{
    // What was sent together is read together: five reports of each vehicle of a partition, or one.
    var config = kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)));
    (config.LingerMs, config.BatchNumMessages, config.BatchSize) = (2000, messageSet, 1_000_000);
    using var producer = new ProducerBuilder<byte[], byte[]>(config).Build();
    var rounds = (total + fleet.Count - 1) / fleet.Count;
    var start = Instant.From(TimeProvider.System.GetUtcNow() - (TimeSpan.FromSeconds(10) * (rounds + 10)));
    var length = 0;
    for (var n = 0; n < total; n++)
    {
        var truck = n % fleet.Count;
        var value = PositionSender.Encode(fleet.Vehicle(truck), fleet.Report(truck, start + (TimeSpan.FromSeconds(10) * (n / fleet.Count))));
        length = value.Length + fleet.Key(truck).Length;
        while (true)
        {
            try
            {
                producer.Produce(topics.Topic, new() { Key = fleet.Key(truck), Value = value });
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

// Papers for the first trucks: a permit each, and a route for every fourth.
static async Task FileAsync(IRegistryStore registry, LoadFleet fleet)
{
    for (var truck = 0; truck < Math.Min(fleet.Count, 10_000); truck++)
    {
        await registry.FileAsync(DocumentKinds.Permit, fleet.Permit(truck), "load", CancellationToken.None);
        if (truck % 4 == 0)
        {
            await registry.FileAsync(DocumentKinds.Route, fleet.Route(truck), "load", CancellationToken.None);
        }
    }
}

static double Alone(KafkaOptions kafka, PositionTopicsOptions topics, int total)
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
    consumer.Subscribe(topics.Topic);
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

/// <summary>What has been done, and with what, up to a moment.</summary>
internal sealed record Sample(
    TimeSpan At, TimeSpan Cpu, TimeSpan Paused, long Allocated, double Applied, double Records, double Vehicles,
    double Batches, double Rejudged, double Backlog,
    IReadOnlyDictionary<string, double> Stages)
{
    public static Sample Take(CollectorRegistry registry, TimeSpan at)
    {
        using var text = new MemoryStream();
        registry.CollectAndExportAsTextAsync(text).GetAwaiter().GetResult();
        var sums = new Dictionary<string, double>();
        var stages = new Dictionary<string, double>();
        var names = sums.GetAlternateLookup<ReadOnlySpan<char>>();

        // Thousands of lines twice a second, for each partition its own: reading them must not be part of what is measured.
        ReadOnlySpan<char> all = Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length));
        foreach (var range in all.Split('\n'))
        {
            var line = all[range];
            if (!line.StartsWith("hazmattrack_"))
            {
                continue;
            }

            var value = double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            var name = line[..line.IndexOfAny('{', ' ')];
            CollectionsMarshal.GetValueRefOrAddDefault(names, name, out _) += value;
            if (name is "hazmattrack_stage_seconds_sum")
            {
                var stage = line[(line.IndexOf('"') + 1)..];
                stages[stage[..stage.IndexOf('"')].ToString()] = value;
            }
        }

        double Sum(string name) => sums.GetValueOrDefault(name);
        stages["decode"] = Sum("hazmattrack_decode_seconds_sum");
        using var process = Process.GetCurrentProcess();
        return new(
            at, process.TotalProcessorTime, GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes(), Sum("hazmattrack_reports_applied_total"),
            Sum("hazmattrack_batch_records_sum"),
            Sum("hazmattrack_batch_vehicles_sum"), Sum("hazmattrack_batch_records_count"),
            Sum("hazmattrack_rejudged_total"), Sum("hazmattrack_rejudge_backlog"), stages);
    }
}
