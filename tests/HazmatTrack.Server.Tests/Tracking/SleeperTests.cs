using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class SleeperTests : IDisposable
{
    private static readonly VehicleId s_asked = new("苏E10001", PlateColour.Yellow);
    private static readonly VehicleId s_reported = new("苏E10002", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-sleep-");
    private readonly FakeTimeProvider _clock = new();
    private readonly List<VehicleId> _released = [];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    /// <summary>After Redis was flushed a silo that starts asks for every vehicle there is, once: they must not all be awake together.</summary>
    [Fact]
    public async Task A_truck_that_was_only_asked_for_sleeps_once_that_is_stored_and_one_that_reported_after_a_while()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var history = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, _clock, stop);
        using var session = new PartitionSession(0, (_, c) => history.OpenAsync(0, c), v => new(v, new SomeGrain(() => _released.Add(v))));
        await session.Opening;
        var sessions = new PartitionSessions();
        sessions.Add(session);
        session.Slot(s_asked).LaidOut = 1;
        (session.Slot(s_reported).Seen, session.Slot(s_reported).LaidOut) = ((1, 0), 1);
        var sleeper = new Sleeper(TimeSpan.FromMinutes(30), sessions, _clock, e => Assert.Fail(e.Message));
        sleeper.Look(layout: 1, storedBelow: 1);
        Assert.Empty(_released);
        sleeper.Look(layout: 1, storedBelow: 2);
        Assert.Equal([s_asked], _released);
        _clock.Advance(TimeSpan.FromMinutes(30));
        sleeper.Look(layout: 1, storedBelow: 2);
        Assert.Equal([s_asked, s_reported], _released);
        Assert.Empty(session.Slots);
    }

    private sealed class SomeGrain(Action released) : IVehicleGrain
    {
        public ValueTask<Residence> LiveInAsync(SiloAddress silo, Ownership owner) => ValueTask.FromResult(Residence.Here);

        public ValueTask ReleaseAsync(Ownership owner)
        {
            released();
            return ValueTask.CompletedTask;
        }
    }
}
