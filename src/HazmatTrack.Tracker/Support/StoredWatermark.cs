namespace HazmatTrack.Tracker.Support;

/// <summary>How far the batches are stored, for whoever must not go ahead of it.</summary>
internal sealed class StoredWatermark
{
    private readonly Lock _gate = new();
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiting = [];
    private long _reached;
    private long _begun;

    /// <summary>How many wait for a batch to be stored.</summary>
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

    /// <summary>This batch is about to be judged.</summary>
    public void Begin(long sequence) => Interlocked.Exchange(ref _begun, sequence);

    /// <summary>Done when every batch is stored that may have been judged by documents older than those that are judged by now.</summary>
    public Task JudgedBeforeAsync(CancellationToken cancellation)
    {
        // A batch that begins from here on sees what was published before: the full fence pairs with that of Begin.
        Interlocked.MemoryBarrier();
        return WaitAsync(Interlocked.Read(ref _begun), cancellation);
    }

    /// <summary>All batches up to this one are stored.</summary>
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

    /// <summary>Done when that batch and all before it are stored.</summary>
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
