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

    private static readonly VehicleId s_released = new("苏E10003", PlateColour.Yellow);

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
        await using var history = await OpenAsync();
        using var session = await SessionAsync(history, _released.Add);
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

    /// <summary>A grain that is not released holds its vehicle's state for ever: nobody else asks for it.</summary>
    [Fact]
    public async Task A_truck_whose_grain_could_not_be_released_is_released_later_unless_it_has_woken_up()
    {
        await using var history = await OpenAsync();
        var failing = new HashSet<VehicleId> { s_asked, s_reported };
        using var session = await SessionAsync(history, v => Release(failing, v));
        var sessions = new PartitionSessions();
        sessions.Add(session);
        foreach (var vehicle in new[] { s_asked, s_reported, s_released })
        {
            session.Slot(vehicle).LaidOut = 1;
        }

        var failures = 0;
        var sleeper = new Sleeper(TimeSpan.FromMinutes(30), sessions, _clock, _ => failures++);
        sleeper.Look(layout: 1, storedBelow: 2);
        Assert.Equal([s_released], _released);
        Assert.Equal(1, failures);
        failing.Clear();
        session.Slot(s_reported).LaidOut = 2;
        sleeper.Look(layout: 2, storedBelow: 2);
        Assert.Equal([s_released], _released);
        _clock.Advance(TimeSpan.FromSeconds(10));
        sleeper.Look(layout: 2, storedBelow: 2);
        Assert.Equal([s_released, s_asked], _released);
        sleeper.Look(layout: 2, storedBelow: 3);
        Assert.Equal([s_released, s_asked, s_reported], _released);
        Assert.Equal(1, failures);
    }

    /// <summary>Otherwise a few failures a minute, of trucks that fall asleep one after the other, would keep all of them in memory.</summary>
    [Fact]
    public async Task Grains_are_released_again_though_others_fail_meanwhile()
    {
        await using var history = await OpenAsync();
        var failing = new HashSet<VehicleId> { s_asked };
        using var session = await SessionAsync(history, v => Release(failing, v));
        var (sleeper, layout) = (SleeperOf(session), 1);
        Sleep(s_asked);
        failing.Clear();
        for (var second = 0; second < 12; second += 4)
        {
            var other = new VehicleId($"苏E2000{second / 4}", PlateColour.Yellow);
            failing.Add(other);
            Sleep(other);
            _clock.Advance(TimeSpan.FromSeconds(4));
        }

        sleeper.Look(layout, storedBelow: layout + 1);
        Assert.Contains(s_asked, _released);

        void Sleep(VehicleId vehicle)
        {
            session.Slot(vehicle).LaidOut = layout;
            sleeper.Look(layout, storedBelow: layout + 1);
        }
    }

    /// <summary>The next owner does not know of a truck that sleeps, and where it does, the grain refuses.</summary>
    [Fact]
    public async Task A_grain_that_could_not_be_released_is_released_though_its_session_has_ended()
    {
        await using var history = await OpenAsync();
        var failing = new HashSet<VehicleId> { s_asked };
        using var session = await SessionAsync(history, v => Release(failing, v));
        var sleeper = SleeperOf(session);
        session.Slot(s_asked).LaidOut = 1;
        sleeper.Look(layout: 1, storedBelow: 2);
        sleeper.Look(layout: 1, storedBelow: 2);
        failing.Clear();
        session.Drop();
        _clock.Advance(TimeSpan.FromSeconds(10));
        sleeper.Look(layout: 1, storedBelow: 2);
        Assert.Equal([s_asked], _released);
    }

    /// <summary>It has an owner there, from whom a grain does not refuse to be taken: both belong to the same number of partitions.</summary>
    [Fact]
    public async Task A_grain_that_could_not_be_released_is_left_alone_once_its_truck_has_moved()
    {
        await using var history = await OpenAsync();
        var failing = new HashSet<VehicleId> { s_asked, s_reported };
        using var session = await SessionAsync(history, v => Release(failing, v));
        var sleeper = SleeperOf(session);
        var partitions = Enumerable.Range(2, 8).First(n => TopicState.HomeOf(s_asked, n) != 0 && TopicState.HomeOf(s_reported, n) == 0);
        session.Slot(s_asked).LaidOut = 1;
        session.Slot(s_reported).LaidOut = 1;
        sleeper.Look(layout: 1, storedBelow: 2);
        sleeper.Look(layout: 1, storedBelow: 2);
        failing.Clear();
        session.Take(new(new(partitions, partitions, 0), [], []));
        _clock.Advance(TimeSpan.FromSeconds(10));
        sleeper.Look(layout: 1, storedBelow: 2);
        Assert.Equal([s_reported], _released);
    }

    private void Release(HashSet<VehicleId> failing, VehicleId vehicle)
    {
        if (failing.Contains(vehicle))
        {
            throw new TimeoutException("The grain did not answer.");
        }

        _released.Add(vehicle);
    }

    private Task<HistoryStore> OpenAsync() =>
        HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, _clock, TestContext.Current.CancellationToken);

    private static async Task<PartitionSession> SessionAsync(HistoryStore history, Action<VehicleId> release)
    {
        var session = new PartitionSession(0, (_, c) => history.OpenAsync(0, c), v => new(v, new SomeGrain(() => release(v))));
        await session.Opening;
        return session;
    }

    private Sleeper SleeperOf(PartitionSession session)
    {
        var sessions = new PartitionSessions();
        sessions.Add(session);
        return new(TimeSpan.FromMinutes(30), sessions, _clock, _ => { });
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
