using Confluent.Kafka;
using HazmatTrack.Kafka;

namespace HazmatTrack.FaultDrill.Faults;

/// <summary>Keeps asking the brokers how far the silos have committed.</summary>
internal sealed class Commits : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(200);

    private readonly IConsumer<Ignore, Ignore> _asker;
    private readonly string _topic;
    private volatile List<TopicPartition> _partitions;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _asking;
    private volatile IReadOnlyDictionary<int, long> _next = new Dictionary<int, long>();

    public Commits(KafkaOptions kafka, string topic, string group, int partitions)
    {
        // Never subscribes: it is no member, it only asks by the group's name.
        _asker = new ConsumerBuilder<Ignore, Ignore>(kafka.Apply(new ConsumerConfig { GroupId = group, EnableAutoCommit = false }))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _topic = topic;
        _partitions = Of(partitions);
        _asking = Task.Run(AskAsync);
    }

    /// <summary>Whether everything up to these offsets is committed.</summary>
    public bool Reach(IReadOnlyDictionary<int, long> offsets)
    {
        var next = _next;
        return offsets.All(o => next.GetValueOrDefault(o.Key, 0) > o.Value);
    }

    /// <summary>The topic has more partitions.</summary>
    public void Grow(int partitions) => _partitions = Of(partitions);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _asker.Dispose();
        _stop.Dispose();
    }

    private List<TopicPartition> Of(int partitions) => [.. Enumerable.Range(0, partitions).Select(p => new TopicPartition(_topic, p))];

    private async Task AskAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    _next = _asker.Committed(_partitions, TimeSpan.FromSeconds(2)).Where(c => c.Offset.Value >= 0)
                        .ToDictionary(c => c.Partition.Value, c => c.Offset.Value);
                }
                catch (KafkaException)
                {
                    // The group's broker is away; asked again.
                }

                await Task.Delay(s_every, TimeProvider.System, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The drill ends.
        }
    }
}
