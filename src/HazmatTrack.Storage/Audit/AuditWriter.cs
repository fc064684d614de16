using System.Threading.Channels;
using HazmatTrack.Domain.Audit;

namespace HazmatTrack.Storage.Audit;

/// <summary>
/// Stores entries before answers are given. Entries that arrive while others are being stored are stored together, in one transaction, and where several came
/// at once, so are those of the next milliseconds: a transaction costs as much as many entries, and a wait for the disk serves all of them.
/// </summary>
public sealed class AuditWriter : IAsyncDisposable
{
    /// <summary>Entries that wait at most: callers beyond wait for a place, so that a slow database slows answers down and fills no memory.</summary>
    private const int Capacity = 4096;

    /// <summary>The most entries of one transaction: few enough to keep other silos from the record for some milliseconds only.</summary>
    private const int GroupSize = 500;

    /// <summary>
    /// How long after the beginning of a transaction of several entries the next one begins. A transaction takes half a millisecond of a core besides its
    /// entries; a caller who waits for each answer before the next call is not held up by it.
    /// </summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a transaction may take. A person waits for the answer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly IAuditStore _store;
    private readonly TimeProvider _time;
    private readonly Channel<Pending> _waiting =
        Channel.CreateBounded<Pending>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Task _storing;

    public AuditWriter(IAuditStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _storing = Task.Run(StoreAllAsync);
    }

    /// <summary>An entry was stored; with the time that its caller waited.</summary>
    public event Action<TimeSpan>? Recorded;

    /// <summary>So many entries could not be stored, and their callers give no answer.</summary>
    public event Action<int>? Failed;

    /// <summary>Completes when the entry is stored durably; then the answer may be given.</summary>
    /// <param name="cancellation">Stops waiting; the entry may be stored nevertheless.</param>
    /// <exception cref="AuditUnavailableException">It may not be stored: give no answer.</exception>
    /// <exception cref="AuditFormatException">The entry could not be read again, such as one with an action that is not on the list.</exception>
    /// <exception cref="ObjectDisposedException">The program is stopping.</exception>
    public async Task<AuditRecord> WriteAsync(AuditEntry entry, CancellationToken cancellation)
    {
        // Here, where it fails for its own caller only and not for all of a group.
        AuditCodec.Check(entry);
        var pending = new Pending(entry, _time.GetTimestamp(), new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _waiting.Writer.WriteAsync(pending, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(AuditWriter), "The audit record is closed: the program is stopping.");
        }

        return await pending.Stored.Task.WaitAsync(cancellation);
    }

    /// <summary>Takes no more entries and stores those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _storing;
    }

    private async Task StoreAllAsync()
    {
        var group = new List<Pending>(GroupSize);
        for (var begun = 0L; await _waiting.Reader.WaitToReadAsync();)
        {
            if (group.Count > 1 && s_pace - _time.GetElapsedTime(begun) is { Ticks: > 0 } early && _waiting.Reader.Count < GroupSize)
            {
                await Task.Delay(early, _time);
            }

            begun = _time.GetTimestamp();
            group.Clear();
            while (group.Count < GroupSize && _waiting.Reader.TryRead(out var next))
            {
                group.Add(next);
            }

            await StoreAsync(group);
        }
    }

    private async Task StoreAsync(List<Pending> group)
    {
        try
        {
            using var patience = new CancellationTokenSource(s_patience, _time);
            var records = await _store.AppendAsync([.. group.Select(p => p.Entry)], patience.Token);
            for (var i = 0; i < records.Count; i++)
            {
                Recorded?.Invoke(_time.GetElapsedTime(group[i].Since));
                group[i].Stored.SetResult(records[i]);
            }
        }
        catch (Exception e)
        {
            Failed?.Invoke(group.Count);

            // Not tried again: after a broken commit they may be stored, and would be twice. The callers are told, and try again or not.
            foreach (var pending in group)
            {
                pending.Stored.TrySetException(new AuditUnavailableException(
                    $"The audit entry of request '{pending.Entry.RequestId}' could not be stored, so the request is not answered: {e.Message}", e));
            }
        }
    }

    private sealed record Pending(AuditEntry Entry, long Since, TaskCompletionSource<AuditRecord> Stored);
}
