using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Vehicles;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Throughput;

/// <summary>
/// What a vehicle takes of the program's memory, asleep and awake: the managed heap after a full collection, before any vehicle, with all of them asleep,
/// and with some of them awake. For real Kafka, Redis and PostgreSQL: embedded parts would be in the same heap.
/// </summary>
internal static class MemoryUse
{
    /// <summary>Reports that a vehicle delivers at once when it wakes up.</summary>
    private const int Reports = 180;

    /// <summary>The number of groups that report one after the other within an interval, so that batches are as small as those of a fleet.</summary>
    private const int Spread = 50;

    private static readonly string[] s_provinces = ["沪", "苏", "浙", "皖"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(12);

    /// <summary>Documents, keys and buffers are kept for some minutes.</summary>
    private static readonly TimeSpan s_releases = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_reporting = TimeSpan.FromMinutes(3);

    /// <param name="host">The program, not yet started; with short <c>Ingest:SleepAfter</c> and <c>History:SealAfter</c>.</param>
    /// <param name="known">Vehicles that report once and fall silent.</param>
    /// <param name="awake">How many of them then deliver an hour and a half at once, and report on.</param>
    /// <param name="take">What the program has done so far.</param>
    public static async Task RunAsync(ServerHost host, int known, int awake, Func<Sample> take)
    {
        var kafka = host.App.Services.GetRequiredService<KafkaOptions>();
        var topics = host.App.Services.GetRequiredService<PositionTopicsOptions>();
        var local = host.App.Services.GetRequiredService<LocalVehicles>();
        var sessions = host.App.Services.GetRequiredService<PartitionSessions>();
        await host.App.StartAsync();
        while (sessions.Open.Count < topics.Partitions)
        {
            await Task.Delay(200);
        }

        var start = Instant.From(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(3));
        var empty = Heap();
        Send(kafka, topics.Topic, 0, known, start, 0, 1);
        await UntilAsync(() => take().Applied >= known, "every vehicle is known");
        await UntilAsync(() => local.Count == 0, "all sleep");

        // History seals what is old with the reports of others: a few go on reporting.
        var (some, at) = (Math.Min(known, 1000), 1);
        await UntilAsync(
            () =>
            {
                Send(kafka, topics.Topic, 0, some, start, at, at + 1);
                at++;
                return sessions.Open.Sum(s => s.History.OpenVehicles().Count) <= some;
            },
            "history has sealed them");
        await UntilAsync(() => local.Count == 0, "all sleep again");
        await Task.Delay(s_releases);
        var asleep = Heap();
        Console.WriteLine($"{known:N0} vehicles asleep: {asleep - empty:N0} B, {(asleep - empty) / (double)known:N0} B each");

        var before = take().Applied;
        Send(kafka, topics.Topic, 0, awake, start, at, at + Reports);
        await UntilAsync(() => take().Applied >= before + (awake * (double)Reports), "everything is applied");
        Console.WriteLine($"{awake:N0} of them report on, every {s_interval.TotalSeconds} s");

        // Batches that wait because a store was slow for a while are not what a vehicle takes: they report on until the stores are in step.
        var (reports, waiting, began) = (Reports, 0L, TimeProvider.System.GetTimestamp());
        for (var least = reports + (int)(s_reporting / s_interval); reports < least || waiting > awake / Spread || local.Count < awake; reports++)
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
            {
                Console.WriteLine("The stores did not come into step.");
                break;
            }

            foreach (var group in Enumerable.Range(0, awake).Chunk((awake / Spread) + 1))
            {
                Send(kafka, topics.Topic, group[0], group[^1] + 1, start, at + reports, at + reports + 1);
                await Task.Delay(s_interval / Spread);
            }

            waiting = (long)(before + (awake * (reports + 1.0)) - take().Applied);
        }

        var (stay, full) = (local.Count, Heap());
        Console.WriteLine(
            $"{stay:N0} awake, with {reports} reports each and {waiting:N0} reports not stored: {full - asleep:N0} B more, {(full - asleep) / (double)stay:N0} B each");

        async Task UntilAsync(Func<bool> reached, string what)
        {
            var patience = TimeProvider.System.GetTimestamp();
            while (!reached())
            {
                await Task.Delay(500);
                if (TimeProvider.System.GetElapsedTime(patience) > s_patience)
                {
                    throw new TimeoutException($"Waited too long until {what}: {take().Applied:N0} applied, {local.Count:N0} awake.");
                }
            }
        }
    }

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Stretches of reports half a minute apart, of trucks that drive east at 60 km/h.</summary>
    private static void Send(KafkaOptions kafka, string topic, int first, int end, Instant start, int from, int to)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
        for (var i = from; i < to; i++)
        {
            for (var truck = first; truck < end; truck++)
            {
                var plate = string.Create(CultureInfo.InvariantCulture, $"{s_provinces[truck % 4]}{"ABCDEFGHJK"[truck / 4 % 10]}{10_000 + (truck / 40)}");
                var vehicle = new VehicleId(plate, PlateColour.Yellow);
                var report = new PositionReport
                {
                    Time = start + (TimeSpan.FromSeconds(30) * i),
                    Position = GeoPoint.FromDegrees(28 + (truck % 5000 * 0.001), 118 + (i * 0.005)),
                    SpeedDeciKmh = 600,
                    HeadingDegrees = 90,
                    Status = ReportStatus.AccOn | ReportStatus.Fixed,
                };
                var (key, value) = (Encoding.UTF8.GetBytes(vehicle.ToString()), PositionSender.Encode(vehicle, report));
                while (true)
                {
                    try
                    {
                        producer.Produce(topic, new() { Key = key, Value = value });
                        break;
                    }
                    catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
                    {
                        producer.Poll(TimeSpan.FromMilliseconds(20));
                    }
                }
            }
        }

        producer.Flush(TimeSpan.FromMinutes(2));
    }
}
