using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Testing;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>A directory that follows its store, as in a process of its own.</summary>
internal sealed class RunningDirectory : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly AccessStore _store;
    private readonly Task _running;

    private RunningDirectory(AccessStore store, AccessDirectoryOptions options, TimeProvider time)
    {
        _store = store;
        Directory = new(store, options, time, Report);
        _running = Directory.RunAsync(_stop.Token);
    }

    public AccessDirectory Directory { get; }

    public RecordedReport Report { get; } = new();

    /// <summary>Starts a directory, which disposes of its store at the end.</summary>
    public static async Task<RunningDirectory> StartAsync(AccessStore store, AccessDirectoryOptions options, TimeProvider time)
    {
        var running = new RunningDirectory(store, options, time);
        await Eventually.BecomesTrueAsync(() => running.Directory.Loaded.IsCompleted, "the directory is loaded");
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _store.DisposeAsync();
        _stop.Dispose();
    }
}
