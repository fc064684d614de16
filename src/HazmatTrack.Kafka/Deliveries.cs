namespace HazmatTrack.Kafka;

/// <summary>Tracks whether the brokers have all records that one batch sends to Kafka.</summary>
internal sealed class Deliveries
{
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The initial 1 is for the batch itself, until it is flushed.</summary>
    private int _underWay = 1;

    /// <summary>Completes when everything that was sent is acknowledged and the batch is flushed.</summary>
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
