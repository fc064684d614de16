namespace HazmatTrack.Storage;

/// <summary>Work that is done before the first use, once: callers that come meanwhile wait for it, and after a failure the next one tries again.</summary>
internal sealed class FirstUse(Func<CancellationToken, Task> work) : IDisposable
{
    private readonly SemaphoreSlim _working = new(1, 1);
    private volatile bool _done;

    public async Task EnsureAsync(CancellationToken cancellation)
    {
        if (_done)
        {
            return;
        }

        await _working.WaitAsync(cancellation);
        try
        {
            if (!_done)
            {
                await work(cancellation);
                _done = true;
            }
        }
        finally
        {
            _working.Release();
        }
    }

    public void Dispose() => _working.Dispose();
}
