using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// Puts vehicles to sleep that have not reported for a while: they have no grain, state or slot, only what Redis and history hold. They wake up with their
/// next report, or when their state is requested, as at a take-over. Used by the reading thread.
/// </summary>
/// <param name="after">How long a vehicle may be idle.</param>
/// <param name="failed">Receives the failure of grains that could not be released.</param>
internal sealed class Sleeper(TimeSpan after, PartitionSessions sessions, TimeProvider time, Action<Exception> failed)
{
    /// <summary>The number of slots checked between two polls: about ten microseconds.</summary>
    private const int AtATime = 2000;

    /// <summary>The most vehicles released between two polls.</summary>
    private const int MostLetGo = 500;

    private static readonly TimeSpan s_betweenMarks = TimeSpan.FromSeconds(1);

    /// <summary>The pause before grains that could not be released are released again.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    // Records which layout was the newest at which time, one entry a second.
    private readonly Queue<(long At, long Layout)> _marks = [];
    private long _marked = long.MinValue;

    // The first value makes a vehicle that has not reported in this ownership, and was only requested, sleep as soon as its state is stored.
    private long _idleBelow = 1;
    private Task<List<(PartitionSession Session, VehicleSlot Slot)>> _lettingGo = Task.FromResult(new List<(PartitionSession, VehicleSlot)>());
    private (long Session, int Place) _next;

    // Grains that could not be released, and when that was found.
    private readonly List<(PartitionSession Session, VehicleSlot Slot)> _left = [];
    private long _leftAt;

    /// <summary>The vehicles whose grains could not be released yet.</summary>
    public IReadOnlyList<(PartitionSession Session, VehicleSlot Slot)> Left => _left;

    /// <summary>Checks the next slots.</summary>
    /// <param name="layout">The newest batch that was laid out.</param>
    /// <param name="storedBelow">All batches laid out before this number are completely stored.</param>
    public void Look(long layout, long storedBelow)
    {
        Mark(layout);
        if (!_lettingGo.IsCompleted || LetGoAgain() || NextSession() is not { } session)
        {
            return;
        }

        var asleep = new List<(PartitionSession, VehicleSlot)>();
        var end = Math.Min(session.Places, _next.Place + AtATime);
        for (; _next.Place < end && asleep.Count < MostLetGo; _next.Place++)
        {
            if (session.At(_next.Place) is { } slot && slot.Seen.Layout < _idleBelow && slot.LaidOut < storedBelow && !slot.IsToBeJudgedAgain)
            {
                session.Forget(_next.Place);
                asleep.Add((session, slot));
            }
        }

        if (_next.Place >= session.Places)
        {
            session.TrimPlaces();
            _next = (_next.Session + 1, 0);
        }

        if (asleep.Count > 0)
        {
            _lettingGo = LetGoAsync(asleep);
        }
    }

    /// <summary>The next session in rotation; null where none is open.</summary>
    private PartitionSession? NextSession()
    {
        PartitionSession? first = null, next = null;
        foreach (var session in sessions.Open)
        {
            first = first is null || session.Number < first.Number ? session : first;
            next = session.Number >= _next.Session && (next is null || session.Number < next.Number) ? session : next;
        }

        next ??= first;
        if (next is not null && next.Number != _next.Session)
        {
            _next = (next.Number, 0);
        }

        return next;
    }

    private void Mark(long layout)
    {
        var now = time.GetTimestamp();
        if (_marked == long.MinValue || time.GetElapsedTime(_marked, now) >= s_betweenMarks)
        {
            _marked = now;
            _marks.Enqueue((now, layout));
        }

        while (_marks.TryPeek(out var mark) && time.GetElapsedTime(mark.At, now) >= after)
        {
            _idleBelow = mark.Layout + 1;
            _marks.Dequeue();
        }
    }

    /// <summary>Releases the grains once more that could not be released, after a pause; returns whether there are any.</summary>
    private bool LetGoAgain()
    {
        if (_lettingGo.Result is { Count: > 0 } left)
        {
            // Others that fail do not put off those that failed before.
            _leftAt = _left.Count == 0 ? time.GetTimestamp() : _leftAt;
            _left.AddRange(left);
            left.Clear();
        }

        if (_left.Count == 0 || time.GetElapsedTime(_leftAt) < s_pause)
        {
            return false;
        }

        // One that has woken up meanwhile stays, and so does one that has moved to another partition. One whose session has ended is released in the name of
        // that session: the next owner does not know of a vehicle that sleeps, and where it does, the grain refuses.
        _left.RemoveAll(v => v.Session.IsAwake(v.Slot.Vehicle) || !v.Session.Owns(v.Slot.Vehicle));
        var some = _left.GetRange(0, Math.Min(_left.Count, MostLetGo));
        _left.RemoveRange(0, some.Count);
        _lettingGo = LetGoAsync(some);
        return true;
    }

    /// <summary>Releases grains; returns those that could not be released: they hold the state of their vehicles.</summary>
    private async Task<List<(PartitionSession Session, VehicleSlot Slot)>> LetGoAsync(List<(PartitionSession Session, VehicleSlot Slot)> asleep)
    {
        Exception? first = null;
        var left = new List<(PartitionSession, VehicleSlot)>();
        foreach (var (vehicle, release) in asleep.ConvertAll(v => (v, Try(v.Session, v.Slot))))
        {
            try
            {
                await release;
            }
            catch (Exception e)
            {
                first ??= e;
                left.Add(vehicle);
            }
        }

        if (first is not null)
        {
            failed(first);
        }

        return left;

        static async Task Try(PartitionSession session, VehicleSlot slot) => await slot.Grain.ReleaseAsync(session.Owner);
    }
}
