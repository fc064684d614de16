using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Server.Kafka;

namespace HazmatTrack.Server.Tracking.Partitions;

/// <summary>Topic <c>positions</c> of a real cluster: anybody may delete it, create it again and give it more partitions.</summary>
/// <param name="kafka">How the cluster is reached.</param>
/// <param name="topic">The topic's name.</param>
/// <param name="found">The topic as it was found at start.</param>
/// <param name="incarnation">The number of that log.</param>
/// <param name="numberOf">The number of a log by its topic's id.</param>
internal sealed class KafkaTopicLookup(
    KafkaOptions kafka, string topic, TopicStanding found, long incarnation, Func<string, CancellationToken, Task<long>> numberOf) : ITopicLookup, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly IAdminClient _admin = new AdminClientBuilder(kafka.Apply(new AdminClientConfig()))
        .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (string Id, long Incarnation) _known = (found.Id, incarnation);

    public async Task<TopicState> AskAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var now = await KafkaTopics.FindAsync(_admin, topic, s_patience);
            if (now.Id != _known.Id)
            {
                _known = (now.Id, await numberOf(now.Id, cancellation));
            }

            return new(now.Partitions, _known.Incarnation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<(long Low, long High)> MarksAsync(int partition, CancellationToken cancellation)
    {
        var marks = await Task.WhenAll(AskAsync(OffsetSpec.Earliest()), AskAsync(OffsetSpec.Latest())).WaitAsync(cancellation);
        return (marks[0], marks[1]);

        async Task<long> AskAsync(OffsetSpec which)
        {
            var answer = await _admin.ListOffsetsAsync(
                [new() { TopicPartition = new(topic, partition), OffsetSpec = which }], new() { RequestTimeout = s_patience }).WithinAsync(s_patience);
            var found = answer.ResultInfos[0].TopicPartitionOffsetError;
            return found.Error.IsError ? throw new KafkaException(found.Error) : found.Offset.Value;
        }
    }

    public void Dispose()
    {
        _admin.Dispose();
        _turn.Dispose();
    }
}
