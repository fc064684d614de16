namespace HazmatTrack.Tracker.Support;

/// <summary>The batch up to which all batches are stored, for callers that must not go ahead of it.</summary>
internal sealed class StoredWatermark
{
    private readonly Lock _gate = new();
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiting = [];
    private long _reached;
    private long _begun;

    /// <summary>The number of callers that wait for a batch to be stored.</summary>
    public int Awaited
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Records that this batch is about to be evaluated.</summary>
    public void Begin(long sequence) => Interlocked.Exchange(ref _begun, sequence);

    /// <summary>Completes when every batch is stored that may have been evaluated by documents older than those in use now.</summary>
    public Task JudgedBeforeAsync(CancellationToken cancellation)
    {
        // A batch that begins from here on uses the documents published before: the full fence pairs with that of Begin.
        Interlocked.MemoryBarrier();
        return WaitAsync(Interlocked.Read(ref _begun), cancellation);
    }

    /// <summary>Records that all batches up to this one are stored.</summary>
    public void Reach(long sequence)
    {
        lock (_gate)
        {
            _reached = sequence;
            _waiting.RemoveAll(w =>
            {
                if (w.Sequence <= sequence)
                {
                    w.Reached.TrySetResult();
                }

                return w.Sequence <= sequence;
            });
        }
    }

    /// <summary>Completes when that batch and all before it are stored.</summary>
    public Task WaitAsync(long sequence, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (sequence <= _reached)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((sequence, reached));
            return reached.Task.WaitAsync(cancellation);
        }
    }
}
