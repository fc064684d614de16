namespace HazmatTrack.Server.Tracking;

/// <summary>How far the batches are stored, for whoever must not go ahead of it.</summary>
internal sealed class StoredMark
{
    private readonly Lock _gate = new();
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiting = [];
    private long _reached;

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
