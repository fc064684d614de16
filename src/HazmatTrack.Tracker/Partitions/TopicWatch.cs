using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Partitions;

/// <summary>
/// Queries topic <c>positions</c> at intervals, and whenever a partition is opened. The intake ends its run when the topic is replaced or has more
/// partitions, and starts again with the new state.
/// </summary>
internal sealed partial class TopicWatch(ITopicLookup lookup, PositionLog topics, TrackingHealth health, TimeProvider time, ILogger<TopicWatch> log)
    : BackgroundService
{
    private const string What = "Looking at topic positions";
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(3);

    /// <summary>Queries the topic now.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The brokers do not answer, or the topic does not exist.</exception>
    public async Task<TopicState> LookAsync(CancellationToken cancellation)
    {
        var (before, now) = (topics.Now, await lookup.AskAsync(cancellation));
        if (now.Incarnation < before.Incarnation || (now.Incarnation == before.Incarnation && now.Partitions <= before.Partitions))
        {
            // Nothing has changed, or the broker that answered does not know of the change yet.
            return before;
        }

        topics.Take(now);
        if (now.Incarnation != before.Incarnation)
        {
            LogOther(now.Partitions, now.Incarnation, before.Partitions);
        }
        else
        {
            LogGrown(before.Partitions, now.Partitions);
        }

        return now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_every, time, stoppingToken);
                try
                {
                    await LookAsync(stoppingToken);
                    health.Works(What);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    health.Fails(What, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Topic positions was deleted and created again: it has {Partitions} partitions now ({Before} before) and is log {Incarnation}. It is read from its beginning.")]
    private partial void LogOther(int partitions, long incarnation, int before);

    [LoggerMessage(LogLevel.Information, "Topic positions has {Partitions} partitions now, {Before} before: vehicles move to the partitions of their keys once what was sent to the ones before is evaluated and stored.")]
    private partial void LogGrown(int before, int partitions);
}
