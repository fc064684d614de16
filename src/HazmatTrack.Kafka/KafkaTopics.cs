using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Kafka;

/// <summary>Creates the topics the program needs on a real cluster.</summary>
internal static class KafkaTopics
{
    private static readonly TimeSpan s_firstAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Creates the topics that are missing and returns the description of every topic, by name.</summary>
    /// <exception cref="KafkaException">The cluster cannot be reached, or does not permit it.</exception>
    public static async Task<IReadOnlyDictionary<string, TopicInfo>> EnsureAsync(KafkaOptions options, IReadOnlyCollection<TopicSpec> topics)
    {
        using var admin = await OpenAsync(options);
        try
        {
            await admin.CreateTopicsAsync(
                topics.Select(t => t.ToCreate(options.ReplicationFactor)),
                new() { RequestTimeout = s_patience, OperationTimeout = s_patience });
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Another silo created the topics first, or they are from an earlier start.
        }

        var described = await DescribeAsync(admin, [.. topics.Select(t => t.Name)]);
        return described.ToDictionary(t => t.Name, t => new TopicInfo(t.Partitions.Count, t.TopicId.ToString()));
    }

    /// <summary>The present state of a topic.</summary>
    /// <exception cref="KafkaException">The brokers do not answer in time, or there is no such topic.</exception>
    public static async Task<TopicInfo> FindAsync(IAdminClient admin, string topic, TimeSpan patience)
    {
        var found = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new() { RequestTimeout = patience })).TopicDescriptions[0];
        return new(found.Partitions.Count, found.TopicId.ToString());
    }

    /// <summary>Whether a cluster can be reached at all.</summary>
    /// <exception cref="KafkaException">No broker answers in time; the message contains the reason.</exception>
    public static async Task ReachAsync(KafkaOptions options) => (await OpenAsync(options)).Dispose();

    /// <summary>
    /// Opens a client of a cluster that has answered. The errors that the client reports meanwhile, many times a second, are combined into one reason.
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
            await admin.DescribeClusterAsync(new() { RequestTimeout = s_firstAnswer });
            return admin;
        }
        catch (KafkaException e)
        {
            admin.Dispose();
            throw new KafkaException(new Error(e.Error.Code, $"no broker has answered within {s_firstAnswer.TotalSeconds:0} s. {why ?? e.Error.Reason}"), e);
        }
    }

    /// <summary>Queries until the cluster knows all of the topics: a broker may not know a topic right after its creation.</summary>
    private static async Task<List<TopicDescription>> DescribeAsync(IAdminClient admin, IReadOnlyCollection<string> names)
    {
        var asked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names), new() { RequestTimeout = s_patience })).TopicDescriptions;
            }
            catch (DescribeTopicsException e) when (
                e.Results.TopicDescriptions.TrueForAll(t => t.Error.Code is ErrorCode.NoError or ErrorCode.UnknownTopicOrPart or ErrorCode.LeaderNotAvailable)
                && TimeProvider.System.GetElapsedTime(asked) < s_patience)
            {
                await Task.Delay(s_pause);
            }
        }
    }
}

/// <summary>The description of a topic from the cluster.</summary>
/// <param name="Id">The identity of the topic: a topic of the same name that was created again has another.</param>
internal sealed record TopicInfo(int Partitions, string Id);
