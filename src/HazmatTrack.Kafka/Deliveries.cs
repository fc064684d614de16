namespace HazmatTrack.Kafka;

/// <summary>The records that one batch sends to Kafka: whether the brokers have all of them.</summary>
internal sealed class Deliveries
{
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One for the batch itself, until it is flushed.</summary>
    private int _underWay = 1;

    /// <summary>Done when everything that was sent is acknowledged and the batch is flushed.</summary>
    public Task Delivered => _delivered.Task;

    public void Enter() => Interlocked.Increment(ref _underWay);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _delivered.TrySetResult();
        }
    }

    public void Fail(Exception e) => _delivered.TrySetException(e);
}
