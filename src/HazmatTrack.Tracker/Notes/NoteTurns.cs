using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Notes;

/// <summary>
/// Re-evaluates noted vehicles, a few at a time and partitions in turn, so that a change that affects a whole fleet delays neither reading nor storing.
/// </summary>
/// <param name="refresh">Requests a batch of their own for vehicles, which re-evaluates those that are noted.</param>
internal sealed class NoteTurns(Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh) : IDisposable
{
    /// <summary>The number of vehicles re-evaluated between two batches: a tenth of a second's work.</summary>
    private const int AtATime = 16;

    // The partitions of a silo take turns, vehicle by vehicle and not fleet by fleet.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Completes when all vehicles have been requested; their notes are stored.</summary>
    public Task HandOnAsync(PartitionSession session, IReadOnlyList<PendingRejudge> notes) => HandOnAsync(session, notes, session.Noted);

    /// <summary>
    /// The same for a partition that is opening, with the notes that it was taken over with. Its vehicles have their turn once they are in it, so that no
    /// other partition waits for that.
    /// </summary>
    public async Task HandOnOpenedAsync(PartitionSession session, IReadOnlyList<PendingRejudge> notes)
    {
        try
        {
            await session.Opening;
            await session.Settled.WaitAsync(session.Gone);

            // The session has the notes. One that is worked off before its turn, with the vehicle's next report, stays so.
            await HandOnAsync(session, notes, _ => { });
        }
        catch (Exception) when (session.IsDropped)
        {
            // The next owner finds the notes in history.
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task HandOnAsync(PartitionSession session, IReadOnlyList<PendingRejudge> notes, Action<PendingRejudge[]> before)
    {
        foreach (var some in notes.Chunk(AtATime))
        {
            await _turn.WaitAsync(session.Gone);
            try
            {
                before(some);
                await refresh(session, Array.ConvertAll(some, n => n.Vehicle));
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
