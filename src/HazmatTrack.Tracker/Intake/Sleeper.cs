using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// Puts vehicles to sleep that have not reported for a while: no grain, no state, no slot, only what Redis and history hold. They wake up with their next
/// report, or when somebody asks for their state, as they do at a take-over. For the reading thread.
/// </summary>
/// <param name="after">After how long.</param>
/// <param name="sessions">The partitions of this silo.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">Told of grains that could not be let go.</param>
internal sealed class Sleeper(TimeSpan after, PartitionSessions sessions, TimeProvider time, Action<Exception> failed)
{
    /// <summary>Slots looked at between two polls: some ten microseconds.</summary>
    private const int AtATime = 2000;

    /// <summary>Vehicles let go between two polls.</summary>
    private const int MostLetGo = 500;

    private static readonly TimeSpan s_betweenMarks = TimeSpan.FromSeconds(1);

    // Which layout was the newest when, a second apart.
    private readonly Queue<(long At, long Layout)> _marks = [];
    private long _marked = long.MinValue;

    // From the first look on: a vehicle that has not reported at all in this ownership, and was only asked for, sleeps as soon as that is stored.
    private long _idleBelow = 1;
    private Task _lettingGo = Task.CompletedTask;
    private (long Session, int Place) _next;

    /// <summary>Looks at the next slots.</summary>
    /// <param name="layout">The newest batch that was laid out.</param>
    /// <param name="storedBelow">All batches laid out before this one are stored whole.</param>
    public void Look(long layout, long storedBelow)
    {
        Mark(layout);
        if (!_lettingGo.IsCompleted || NextSession() is not { } session)
        {
            return;
        }

        var asleep = new List<VehicleSlot>();
        var end = Math.Min(session.Places, _next.Place + AtATime);
        for (; _next.Place < end && asleep.Count < MostLetGo; _next.Place++)
        {
            if (session.At(_next.Place) is { } slot && slot.Seen.Layout < _idleBelow && slot.LaidOut < storedBelow && !slot.IsToBeJudgedAgain)
            {
                session.Forget(_next.Place);
                asleep.Add(slot);
            }
        }

        if (_next.Place >= session.Places)
        {
            _next = (_next.Session + 1, 0);
        }

        if (asleep.Count > 0)
        {
            _lettingGo = LetGoAsync(session, asleep);
        }
    }

    /// <summary>By turns; null where none is open.</summary>
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

    private async Task LetGoAsync(PartitionSession session, List<VehicleSlot> asleep)
    {
        try
        {
            var owner = session.Owner;
            await Task.WhenAll(asleep.Select(slot => slot.Grain.ReleaseAsync(owner).AsTask()));
        }
        catch (Exception e)
        {
            // It holds some memory, and is found again with the vehicle's next report.
            failed(e);
        }
    }
}
