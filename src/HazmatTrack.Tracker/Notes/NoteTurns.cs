using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Notes;

/// <summary>
/// Has vehicles judged again that are noted, a few at a time and partitions by turns, so that a change that touches a whole fleet holds up neither reading
/// nor storing.
/// </summary>
/// <param name="refresh">Asks for vehicles in a batch of their own, which judges again those that are noted.</param>
internal sealed class NoteTurns(Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh) : IDisposable
{
    /// <summary>Vehicles judged again between two batches: a tenth of a second's work.</summary>
    private const int AtATime = 16;

    // The partitions of a silo take turns, vehicle by vehicle and not fleet by fleet.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Done when all of them were asked for; their notes are stored.</summary>
    public async Task HandOnAsync(PartitionSession session, IReadOnlyList<PendingRejudge> notes)
    {
        foreach (var some in notes.Chunk(AtATime))
        {
            await _turn.WaitAsync(session.Gone);
            try
            {
                session.Noted(some);
                await refresh(session, Array.ConvertAll(some, n => n.Vehicle));
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    public void Dispose() => _turn.Dispose();
}
