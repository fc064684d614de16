using HazmatTrack.Storage;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// Decides which partitions are read: none before its history is open, and none beyond the offset at which the topic got more partitions before the vehicles
/// have moved. Such a partition is paused and delays no other.
/// </summary>
internal sealed partial class PositionIntake
{
    /// <summary>How long a partition may deliver nothing before its end, as the brokers report it, until the gap is taken for a transaction marker.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, (long LastRead, long Since)> _quiet = [];

    /// <summary>Starts reading partitions that are open, and moves the vehicles of those that are read far enough.</summary>
    private void Tend()
    {
        foreach (var session in _sessions.All)
        {
            if (session.IsDropped)
            {
                continue;
            }

            if (session.Moving is { } moving)
            {
                TakeMoved(session, moving);
            }
            else if (session.Opening.IsCompletedSuccessfully && session.Placed.IsMoving && IsDrained(session))
            {
                BeginMoving(session);
            }
            else if (session.Opening.IsCompletedSuccessfully && (!session.IsRead || IsLeft(session)))
            {
                GoOn(session);
            }
        }
    }

    /// <summary>Whether records were left in the log that may be read now.</summary>
    private static bool IsLeft(PartitionSession session) =>
        session.LeftFrom is { } from && (!session.Placed.IsMoving || from < session.Placed.Cut);

    private void GoOn(PartitionSession session)
    {
        if (session.Topic != _topic)
        {
            // This run no longer reads the partition.
            return;
        }

        var isFirst = session.IsNewLog && session.LastRead < 0;
        var from = isFirst ? null : session.LeftFrom ?? BeforeCommitted(session);
        if ((from is not null || isFirst) && !_consumer.TrySeek(session.Partition, from))
        {
            return;
        }

        session.GoOn();
    }

    /// <summary>
    /// Where history ends, if the group has committed more, as after a database was restored: a quiet partition brings no record that would show it.
    /// </summary>
    private long? BeforeCommitted(PartitionSession session) =>
        session is { LastRead: < 0, OpenedAt: >= 0 } && _consumer.Committed(session.Partition) > session.OpenedAt + 1 ? session.OpenedAt + 1 : null;

    /// <summary>Whether everything before the cut is stored.</summary>
    private bool IsDrained(PartitionSession session)
    {
        if (_inFlight.Any(b => b.Partitions.Exists(w => w.Session == session)))
        {
            _quiet.Remove(session.Partition);
            return false;
        }

        if (session.LeftFrom >= session.Placed.Cut || session.FlushedOffset + 1 >= session.Placed.Cut)
        {
            return true;
        }

        if (!_quiet.TryGetValue(session.Partition, out var quiet) || quiet.LastRead != session.LastRead || !session.IsRead
            || _consumer.Paused.Contains(session.Partition))
        {
            _quiet[session.Partition] = (session.LastRead, _time.GetTimestamp());
            return false;
        }

        return _time.GetElapsedTime(quiet.Since) > s_quiet;
    }

    private void BeginMoving(PartitionSession session)
    {
        session.IsRead = false;
        Regulate();
        var (placed, moving, owner) = (session.Placed, session.SlotsMovingBy(session.Placed.Now), session.Owner);

        // A batch of any partition may still re-evaluate some vehicles of this one, until it sees that they move.
        var judged = Task.WhenAll(_inFlight.Select(b => b.Done));
        session.Moving = Task.Run(
            async () =>
            {
                await judged.WaitAsync(session.Gone);
                await ReleaseAsync(owner, moving);

                // This vehicle was quarantined after the partition's last batch was stored.
                foreach (var mark in session.SetAsides.Where(m => !m.IsStored).ToList())
                {
                    await session.History.QuarantineAsync(mark.Quarantine, session.Gone);
                    mark.IsStored = true;
                }

                var now = await _placing.FinishAsync(session, placed, session.Gone);
                return new MovedVehicles(
                    now, await session.History.PendingRejudgesAsync(session.Gone), await session.History.QuarantinesAsync(session.Gone));
            },
            session.Gone);
    }

    private void TakeMoved(PartitionSession session, Task<MovedVehicles> moving)
    {
        if (!moving.IsCompleted)
        {
            return;
        }

        if (moving.Exception?.GetBaseException() is FencedException)
        {
            session.Fence();
        }
        else if (moving.IsFaulted)
        {
            throw new TrackingFault($"The vehicles of partition {session.Partition} of positions cannot be moved: {moving.Exception!.GetBaseException().Message}", moving.Exception);
        }
        else if (moving.IsCompletedSuccessfully)
        {
            session.Take(moving.Result);
            if (moving.Result.Notes.Count > 0)
            {
                _ = RefreshAsync(session, [.. moving.Result.Notes.Select(n => n.Vehicle)]);
            }
        }

        session.Moving = null;
    }
}
