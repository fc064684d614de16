using HazmatTrack.Storage;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>One of the silos: what it has judged and not stored, how far it has read, and how far it is with noting what was filed.</summary>
internal sealed class Silo(Stages stages)
{
    private Task? _noting;

    // So many batches are to be stored before noting goes on.
    private int _behind;
    private TaskCompletionSource _arrived = new();
    private TaskCompletionSource _goOn = new();

    public Stages Stages => stages;

    public Queue<PositionBatch> Waiting { get; } = [];

    /// <summary>The next record.</summary>
    public int Next { get; set; }

    /// <summary>The vehicles that have reported since it started.</summary>
    public HashSet<int> Reported { get; } = [];

    public bool IsNoting => _noting is not null;

    /// <summary>Whether it has noted whom other parameters have judged than its own.</summary>
    public bool HasNotedParameters { get; private set; }

    /// <summary>A batch is judged, and then to be stored. A vehicle that has lost its state is given it once all batches before are stored.</summary>
    public async Task<PositionBatch?> JudgeAsync<T>(Task<T> judging)
        where T : class?
    {
        while (!judging.IsCompleted)
        {
            if (stages.AwaitedStores > (_behind > 0 ? 1 : 0) && Waiting.Count > 0)
            {
                await StoreAsync();
            }
            else
            {
                await Task.WhenAny(judging, Task.Delay(1));
            }
        }

        if (await judging is not PositionBatch batch)
        {
            return null;
        }

        Waiting.Enqueue(batch);
        return batch;
    }

    /// <summary>The oldest of what waits is stored.</summary>
    public async Task StoreAsync()
    {
        if (Waiting.TryDequeue(out var batch))
        {
            await stages.StoreAsync(batch, isBehind: Waiting.Count > 0);
            if (_noting is not null && _behind > 0 && --_behind == 0)
            {
                await ArriveAsync();
            }
        }
    }

    /// <summary>Notes whom other parameters have judged, begins to note what was filed, or goes on up to the next answer of a store.</summary>
    public async Task NoteAsync()
    {
        if (_noting is null && !HasNotedParameters)
        {
            HasNotedParameters = true;
            stages.BetweenNotes = null;
            await stages.NoteParametersAsync();
            return;
        }

        if (_noting is null)
        {
            if (stages.Noted == stages.Papers.Revision)
            {
                return;
            }

            _behind = Waiting.Count;
            (_arrived, _goOn) = (new(), new());
            stages.BetweenNotes = () =>
            {
                var goOn = _goOn;
                _arrived.TrySetResult();
                return goOn.Task;
            };
            _noting = stages.NoteFilingsAsync();
        }
        else if (_behind == 0)
        {
            var here = _goOn;
            (_arrived, _goOn) = (new(), new());
            here.SetResult();
        }

        await ArriveAsync();
    }

    /// <summary>It ends, and what it has in hand is lost.</summary>
    public void LetGo()
    {
        Waiting.Clear();
        Reported.Clear();
        _goOn.TrySetException(new Stages.CrashException());
        _ = _goOn.Task.Exception;
        (_noting, _behind, HasNotedParameters) = (null, 0, false);
    }

    private async Task ArriveAsync()
    {
        if (_behind > 0)
        {
            return;
        }

        await Task.WhenAny(_noting!, _arrived.Task);
        if (_noting!.IsCompleted)
        {
            try
            {
                await _noting;
            }
            catch (Exception e) when (e is FencedException || stages.IsFenced)
            {
                // It was replaced.
            }

            _noting = null;
        }
    }
}
