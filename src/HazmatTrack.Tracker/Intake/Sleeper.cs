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

    // Records which layout was the newest at which time, one entry a second.
    private readonly Queue<(long At, long Layout)> _marks = [];
    private long _marked = long.MinValue;

    // The first value makes a vehicle that has not reported in this ownership, and was only requested, sleep as soon as its state is stored.
    private long _idleBelow = 1;
    private Task _lettingGo = Task.CompletedTask;
    private (long Session, int Place) _next;

    /// <summary>Checks the next slots.</summary>
    /// <param name="layout">The newest batch that was laid out.</param>
    /// <param name="storedBelow">All batches laid out before this number are completely stored.</param>
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

    private async Task LetGoAsync(PartitionSession session, List<VehicleSlot> asleep)
    {
        try
        {
            var owner = session.Owner;
            await Task.WhenAll(asleep.Select(slot => slot.Grain.ReleaseAsync(owner).AsTask()));
        }
        catch (Exception e)
        {
            // The grain holds some memory, and is found again with the vehicle's next report.
            failed(e);
        }
    }
}
