using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Web.History;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.BadInput;

/// <summary>
/// Puts fuzzed records onto the topic of a program that runs, waits until all are settled, and compares: counters, dead letters byte by byte, and
/// history, with what <see cref="Oracle"/> says.
/// </summary>
internal sealed class FuzzedTopic(IServiceProvider program, CollectorRegistry registry, Fuzz fuzz)
{
    private const int MostFaults = 30;

    /// <summary>Every so manieth record is put into a partition by chance, as by a client with another partitioner.</summary>
    private const int ScatteredEvery = 7;

    private readonly KafkaOptions _kafka = program.GetRequiredService<KafkaOptions>();
    private readonly PositionTopicsOptions _topics = program.GetRequiredService<PositionTopicsOptions>();
    private readonly (int Partition, long Offset)[] _places = new (int, long)[fuzz.Count];
    private readonly int _partitions = program.GetRequiredService<PositionLog>().PositionPartitions;
    private readonly Dictionary<string, long> _dead = [];

    /// <summary>How many records are sent on from a partition, and how many copies come to it.</summary>
    private readonly Dictionary<int, (long From, long To)> _sentOn = [];
    private readonly Dictionary<string, Dictionary<Instant, PositionReport>> _valid = [];
    private Instant _from;
    private Instant _to;

    /// <summary>What is not as it must be; at most some.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Records whose fate hung on the moment at which they were read.</summary>
    public int Unsure { get; private set; }

    /// <summary>How many of each kind, and of them positions.</summary>
    public SortedDictionary<string, (int Records, int Positions)> Kinds { get; } = [];

    public TimeSpan Sent { get; private set; }

    public TimeSpan Settled { get; private set; }

    public Meters? After { get; private set; }

    public async Task RunAsync(TimeSpan patience, CancellationToken cancellation)
    {
        _from = Now();
        var watch = Stopwatch.StartNew();
        await SendAsync(cancellation);
        Sent = watch.Elapsed;
        while ((After = await Meters.ReadAsync(registry)).Settled() < fuzz.Count && watch.Elapsed < patience)
        {
            await Task.Delay(200, cancellation);
        }

        Settled = watch.Elapsed;
        _to = Now();
        Foresee();
        CompareCounters(After);
        CompareLetters();
        await CompareHistoryAsync(cancellation);
    }

    /// <summary>The distinct reports of a vehicle, as they must be in history.</summary>
    public IReadOnlyList<PositionReport> Reports(VehicleId vehicle) => [.. _valid[vehicle.ToString()].Values.OrderBy(r => r.Time.UnixMilliseconds)];

    private static Instant Now() => Instant.From(TimeProvider.System.GetUtcNow());

    private async Task SendAsync(CancellationToken cancellation)
    {
        var config = PositionSender.Config(TimeSpan.FromMinutes(2));
        config.MessageMaxBytes = 1_100_000;
        config.DeliveryReportFields = "none";
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(_kafka.Apply(config)).Build();
        var random = new Random(fuzz.Count);
        var delivered = 0;
        for (var n = 0; n < fuzz.Count; n++)
        {
            var (number, sample) = (n, fuzz.At(n));
            var message = new Message<byte[]?, byte[]?> { Key = sample.Key, Value = sample.Value };
            if (sample.Headers.Count > 0)
            {
                message.Headers = [];
                foreach (var (name, value) in sample.Headers)
                {
                    message.Headers.Add(name, value);
                }
            }

            var to = new TopicPartition(_topics.Topic, n % ScatteredEvery == 0 ? random.Next(_partitions) : Partition.Any);
            while (true)
            {
                try
                {
                    producer.Produce(to, message, report =>
                    {
                        if (report.Error.IsError)
                        {
                            Fault($"Record {number} ({sample.Kind}) was not sent: {report.Error.Reason}.");
                            return;
                        }

                        _places[number] = (report.Partition.Value, report.Offset.Value);
                        Interlocked.Increment(ref delivered);
                    });
                    break;
                }
                catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
                {
                    await Task.Delay(20, cancellation);
                }
            }
        }

        producer.Flush(cancellation);
        if (delivered != fuzz.Count)
        {
            Fault($"{delivered} of {fuzz.Count} records are on the topic.");
        }
    }

    private void Foresee()
    {
        for (var n = 0; n < fuzz.Count; n++)
        {
            var sample = fuzz.At(n);
            var reason = Oracle.Fate(sample, _from, out var vehicle, out var report);
            Unsure += reason == Oracle.Fate(sample, _to, out _, out _) ? 0 : 1;
            var (records, positions) = Kinds.GetValueOrDefault(sample.Kind);
            Kinds[sample.Kind] = (records + 1, positions + (reason is null ? 1 : 0));
            if (reason is not null)
            {
                _dead[reason] = _dead.GetValueOrDefault(reason) + 1;
                continue;
            }

            if (!_valid.TryGetValue(vehicle, out var byTime))
            {
                _valid.Add(vehicle, byTime = []);
            }

            var (place, home) = (_places[n].Partition, Murmur2.PartitionOf(Encoding.UTF8.GetBytes(vehicle), _partitions));
            if (place != home)
            {
                var (from, here) = (_sentOn.GetValueOrDefault(place), _sentOn.GetValueOrDefault(home));
                (_sentOn[place], _sentOn[home]) = ((from.From + 1, from.To), (here.From, here.To + 1));
            }

            byTime[report.Time] = byTime.TryGetValue(report.Time, out var other) ? SameSecond.Merge(report, other) : report;
        }
    }

    private void CompareCounters(Meters meters)
    {
        foreach (var partition in _places.GroupBy(p => p.Partition))
        {
            var (from, to) = _sentOn.GetValueOrDefault(partition.Key);
            if (Math.Abs(meters.Settled(partition.Key) + from - partition.Count() - to) > Unsure || Math.Abs(meters.Misrouted(partition.Key) - from) > Unsure)
            {
                Fault($"Partition {partition.Key}: {partition.Count()} produced + {to} sent on to it, {meters.Applied(partition.Key)} applied + {meters.Duplicates(partition.Key)} duplicate + {meters.DeadLetters(partition.Key)} dead + {meters.Misrouted(partition.Key)} sent on ({from} expected).");
            }
        }

        var byReason = meters.ByReason;
        foreach (var reason in _dead.Keys.Union(byReason.Keys))
        {
            if (Math.Abs(_dead.GetValueOrDefault(reason) - byReason.GetValueOrDefault(reason)) > Unsure)
            {
                Fault($"{reason}: {byReason.GetValueOrDefault(reason)} counted, {_dead.GetValueOrDefault(reason)} expected.");
            }
        }

        if (meters.Restarts > 0)
        {
            Fault($"Reading began anew {meters.Restarts} times.");
        }
    }

    private void CompareLetters()
    {
        var numbers = new Dictionary<(int, long), int>(fuzz.Count);
        for (var n = 0; n < fuzz.Count; n++)
        {
            numbers[_places[n]] = n;
        }

        var seen = new bool[fuzz.Count];
        foreach (var letter in Letters(_dead.Values.Sum() - Unsure))
        {
            var place = (int.Parse(Text(letter, DeadLetterHeaders.Partition), CultureInfo.InvariantCulture),
                long.Parse(Text(letter, DeadLetterHeaders.Offset), CultureInfo.InvariantCulture));
            if (!numbers.TryGetValue(place, out var number))
            {
                Fault($"A dead letter says it is from {place}, where nothing was sent.");
                continue;
            }

            var sample = fuzz.At(number);
            if (seen[number])
            {
                Fault($"Record {number} ({sample.Kind}) has two dead letters.");
            }

            seen[number] = true;
            if (Difference(letter, sample) is { } what)
            {
                Fault($"Record {number} ({sample.Kind}): {what}. Key {Hex(sample.Key)}, value {Hex(sample.Value)}");
            }
        }

        for (var n = 0; n < fuzz.Count; n++)
        {
            var sample = fuzz.At(n);
            if (!seen[n] && Oracle.Fate(sample, _from, out _, out _) is { } reason && Oracle.Fate(sample, _to, out _, out _) is not null)
            {
                Fault($"Record {n} ({sample.Kind}) has no dead letter and should have one for {reason}. Key {Hex(sample.Key)}, value {Hex(sample.Value)}");
            }
        }
    }

    private string? Difference(Message<byte[]?, byte[]?> letter, Sample sample)
    {
        var reason = Text(letter, DeadLetterHeaders.Reason);
        var own = letter.Headers.Count - sample.Headers.Count;
        var detail = Text(letter, DeadLetterHeaders.Detail);
        return reason != Oracle.Fate(sample, _from, out _, out _) && reason != Oracle.Fate(sample, _to, out _, out _)
                ? $"dead for {reason}, expected {Oracle.Fate(sample, _from, out _, out _) ?? "a position"}"
            : !Same(letter.Key, sample.Key) ? $"the letter's key is {Hex(letter.Key)}"
            : !Same(letter.Value, sample.Value) ? $"the letter's value is {Hex(letter.Value)}"
            : own != 6 ? $"{own} headers of its own"
            : sample.Headers.Index().Any(h => letter.Headers[h.Index].Key != h.Item.Name || !Same(letter.Headers[h.Index].GetValueBytes(), h.Item.Value))
                ? "other headers"
            : Text(letter, DeadLetterHeaders.Topic) != _topics.Topic ? "another topic"
            : !detail.EndsWith('.') || detail.Any(char.IsControl) ? $"says '{detail}'"
            : null;
    }

    /// <summary>All dead letters that the topic holds now, and no fewer than there must be.</summary>
    private IEnumerable<Message<byte[]?, byte[]?>> Letters(long atLeast)
    {
        using var consumer = PartitionsToEnd.Open<byte[]?, byte[]?>(_kafka, $"letters-{Guid.NewGuid():N}");
        var places = PartitionsToEnd.Of(consumer, _topics.DeadLetterTopic).ConvertAll(p => new TopicPartitionOffset(p, Offset.Beginning));
        var read = 0L;
        foreach (var record in PartitionsToEnd.Read(consumer, places))
        {
            read++;
            yield return record.Message;
        }

        if (read < atLeast)
        {
            Fault($"{read} dead letters, and at least {atLeast} expected.");
        }
    }

    private async Task CompareHistoryAsync(CancellationToken cancellation)
    {
        var history = program.GetRequiredService<ITrackHistory>();
        foreach (var (text, expected) in _valid)
        {
            var vehicle = VehicleId.Parse(text);
            var found = new List<PositionReport>();
            await foreach (var report in history.ReadAsync(vehicle, default, Instant.From(DateTimeOffset.MaxValue), cancellation))
            {
                found.Add(report.WithHoursBehind(0));
            }

            var wrong = found.Count(r => !expected.TryGetValue(r.Time, out var e) || e != r);
            if ((wrong > 0 || found.Count != expected.Count) && Unsure == 0)
            {
                Fault($"History of {vehicle}: {found.Count} positions, {wrong} of them wrong; expected {expected.Count}.");
            }
        }
    }

    private void Fault(string what)
    {
        lock (Faults)
        {
            if (Faults.Count < MostFaults)
            {
                Faults.Add(what);
            }
        }
    }

    /// <summary>The last header of the name: the original may have one too.</summary>
    private static string Text(Message<byte[]?, byte[]?> letter, string name) =>
        letter.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";

    private static bool Same(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);

    private static string Hex(byte[]? bytes) => bytes is null ? "none" : bytes.Length <= 200 ? Convert.ToHexString(bytes) : $"{Convert.ToHexString(bytes.AsSpan(0, 60))}… ({bytes.Length} bytes)";
}
