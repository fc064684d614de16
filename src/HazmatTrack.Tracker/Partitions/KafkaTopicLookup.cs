using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Kafka;

namespace HazmatTrack.Tracker.Partitions;

/// <summary>Topic <c>positions</c> of a real cluster: it may be deleted, created again and given more partitions at any time.</summary>
/// <param name="open">Opens a client of the cluster. A client that has stopped answering is closed, and another is opened.</param>
/// <param name="found">The topic as it was found at start.</param>
/// <param name="incarnation">The number of that log.</param>
/// <param name="numberOf">The number of a log by its topic's id.</param>
/// <param name="time">Clock for the wait for an answer.</param>
internal sealed class KafkaTopicLookup(
    Func<ITopicClient> open, TopicInfo found, long incarnation, Func<string, CancellationToken, Task<long>> numberOf, TimeProvider time)
    : ITopicLookup, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (string Id, long Incarnation) _known = (found.Id, incarnation);
    private ITopicClient _client = open();

    public async Task<TopicState> AskAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var now = await AskAsync(client => client.DescribeAsync(), cancellation);
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
        var marks = await Task.WhenAll(
            AskAsync(client => client.OffsetAsync(partition, OffsetSpec.Earliest()), cancellation),
            AskAsync(client => client.OffsetAsync(partition, OffsetSpec.Latest()), cancellation));
        return (marks[0], marks[1]);
    }

    public void Dispose()
    {
        _client.Dispose();
        _turn.Dispose();
    }

    private async Task<T> AskAsync<T>(Func<ITopicClient, Task<T>> ask, CancellationToken cancellation)
    {
        var client = Volatile.Read(ref _client);
        try
        {
            return await ask(client).WithinPatienceAsync(time, cancellation);
        }
        catch (KafkaException e) when (e.InnerException is TimeoutException)
        {
            Replace(client);
            throw;
        }
    }

    private void Replace(ITopicClient silent)
    {
        var next = open();
        if (Interlocked.CompareExchange(ref _client, next, silent) != silent)
        {
            // Another call has replaced the client.
            next.Dispose();
            return;
        }

        // Closing a client that hangs may hang as well.
        _ = Task.Run(silent.Dispose);
    }
}
