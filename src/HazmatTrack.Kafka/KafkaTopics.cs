using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Kafka;

/// <summary>Creates the topics the program needs on a real cluster.</summary>
internal static class KafkaTopics
{
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Creates the topics that are missing and answers what every topic is, by name.</summary>
    /// <exception cref="KafkaException">The cluster cannot be reached, or forbids it.</exception>
    public static async Task<IReadOnlyDictionary<string, TopicInfo>> EnsureAsync(KafkaOptions options, IReadOnlyCollection<TopicSpec> topics)
    {
        using var admin = await OpenAsync(options);
        try
        {
            await admin.CreateTopicsAsync(
                topics.Select(t => new TopicSpecification
                {
                    Name = t.Name,
                    NumPartitions = t.Partitions,
                    ReplicationFactor = (short)options.ReplicationFactor,
                    Configs = t.Settings?.ToDictionary(),
                }),
                new() { RequestTimeout = Patience, OperationTimeout = Patience });
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Another silo was first, or the topics are from an earlier start.
        }

        var described = await DescribeAsync(admin, [.. topics.Select(t => t.Name)]);
        return described.ToDictionary(t => t.Name, t => new TopicInfo(t.Partitions.Count, t.TopicId.ToString()));
    }

    /// <summary>What a topic is now.</summary>
    /// <exception cref="KafkaException">The brokers do not answer in time, or there is no such topic.</exception>
    public static async Task<TopicInfo> FindAsync(IAdminClient admin, string topic, TimeSpan patience)
    {
        var found = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new() { RequestTimeout = patience })).TopicDescriptions[0];
        return new(found.Partitions.Count, found.TopicId.ToString());
    }

    /// <summary>Whether a cluster can be reached at all.</summary>
    /// <exception cref="KafkaException">No broker answers in time; the message says why.</exception>
    public static async Task ReachAsync(KafkaOptions options) => (await OpenAsync(options)).Dispose();

    /// <summary>
    /// A client of a cluster that has answered. What the client says on the way, many times a second, is folded into one reason.
    /// </summary>
    /// <exception cref="KafkaException">No broker answers in time.</exception>
    private static async Task<IAdminClient> OpenAsync(KafkaOptions options)
    {
        string? why = null;
        var admin = new AdminClientBuilder(options.Apply(new AdminClientConfig()))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => why = error.Code == ErrorCode.Local_AllBrokersDown ? why : error.Reason)
            .Build();
        try
        {
            await admin.DescribeClusterAsync(new() { RequestTimeout = FirstAnswer });
            return admin;
        }
        catch (KafkaException e)
        {
            admin.Dispose();
            throw new KafkaException(new Error(e.Error.Code, $"no broker has answered within {FirstAnswer.TotalSeconds:0} s. {why ?? e.Error.Reason}"), e);
        }
    }

    /// <summary>Asks until the cluster knows all of the topics: a broker that is asked right after the creation may not have heard of it.</summary>
    private static async Task<List<TopicDescription>> DescribeAsync(IAdminClient admin, IReadOnlyCollection<string> names)
    {
        var asked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names), new() { RequestTimeout = Patience })).TopicDescriptions;
            }
            catch (DescribeTopicsException e) when (
                e.Results.TopicDescriptions.TrueForAll(t => t.Error.Code is ErrorCode.NoError or ErrorCode.UnknownTopicOrPart or ErrorCode.LeaderNotAvailable)
                && TimeProvider.System.GetElapsedTime(asked) < Patience)
            {
                await Task.Delay(Pause);
            }
        }
    }
}

/// <summary>A topic as the cluster has it.</summary>
/// <param name="Partitions">How many partitions.</param>
/// <param name="Id">Its identity: another for a topic of the same name that was created anew.</param>
internal sealed record TopicInfo(int Partitions, string Id);
