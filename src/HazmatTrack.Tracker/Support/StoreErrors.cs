using System.Data.Common;
using Confluent.Kafka;
using Prometheus;
using StackExchange.Redis;

namespace HazmatTrack.Tracker.Support;

/// <summary>Counts calls that failed and are repeated until they succeed, by who did not answer.</summary>
internal sealed class StoreErrors(IMetricFactory metrics)
{
    private readonly Counter _errors = metrics.CreateCounter(
        "hazmattrack_store_errors_total",
        "Calls that failed while reports are judged and stored, each repeated until it succeeds, by who did not answer: database, redis, kafka, other.",
        ["store"]).ShownFor(["database", "redis", "kafka", "other"]);

    public void Count(Exception error) => _errors.WithLabels(NameOf(error)).Inc();

    private static string NameOf(Exception error) => error switch
    {
        DbException => "database",
        RedisException or RedisTimeoutException => "redis",
        KafkaException => "kafka",
        AggregateException { InnerExceptions: [var first, ..] } => NameOf(first),
        _ => "other",
    };
}
