using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Tracker.Notes;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Trucks that are to be judged again have their turn, a few at a time.</summary>
public sealed class NoteTurnsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-turns-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    /// <summary>Trucks on the road report long before a fleet has had its turns, and are judged again with their reports.</summary>
    [Fact]
    public async Task A_truck_that_was_judged_again_before_its_turn_came_is_not_judged_once_more()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var history = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, TimeProvider.System, stop);
        var notes = Enumerable.Range(0, 20)
            .Select(i => new PendingRejudge(new($"苏E{10_000 + i}", PlateColour.Yellow), new(0), i + 1, ChangeCause.RuleVersion)).ToList();
        using var session = new PartitionSession(
            0,
            async (opening, c) =>
            {
                var taken = await history.OpenAsync(0, c);
                opening.PlaceBy(new(1, 1, 0));
                notes.ForEach(n => opening.Notes[n.Vehicle] = n);
                return taken;
            },
            _ => throw new InvalidOperationException("No truck is called."));
        var (first, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var asked = new List<VehicleId>();
        using var turns = new NoteTurns((_, vehicles) =>
        {
            asked.AddRange(vehicles);
            first.TrySetResult();
            return go.Task;
        });
        var handing = turns.HandOnOpenedAsync(session, notes);
        await first.Task;
        session.TakeNoted();
        Assert.Equal(notes.Count, session.Notes.Count);

        // The sinks work one note off that had its turn, and one that waits for it.
        session.Notes.Remove(notes[0].Vehicle);
        session.Notes.Remove(notes[^1].Vehicle);
        go.SetResult();
        await handing;
        session.TakeNoted();
        Assert.Equal(notes.Select(n => n.Vehicle), asked);
        Assert.Equal(notes[1..^1].Select(n => n.Vehicle), session.Notes.Keys);
    }
}
