using System.Collections.Concurrent;
using System.Text;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Notes;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Web.Partitions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Vehicles that change partitions when the topic gets more of them, whoever opens which partition when.</summary>
public sealed class PartitionPlacingTests : IAsyncLifetime
{
    private static readonly VehicleId[] s_vehicles = [.. Enumerable.Range(0, 40).Select(i => new VehicleId($"苏E{20000 + i}", PlateColour.Yellow))];

    private static readonly Instant s_begin = Instant.From(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-placing-");
    private readonly SettableTopic _topic = new() { State = new(8, 1) };
    private readonly HotBlobs _hot = new();
    private HistoryStore _store = null!;
    private AlertStore _alerts = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, TimeProvider.System, Stop);
        _alerts = await AlertStore.OpenSqliteAsync(Path.Combine(_folder.FullName, "alerts.db"), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _alerts.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Theory]
    [InlineData(8, 24)]
    [InlineData(8, 12)]
    public async Task Every_vehicle_is_where_the_new_number_has_it_when_all_partitions_are_open(int before, int after)
    {
        await HaveBeenAsync(before, 1);
        _topic.State = new(after, 1);
        await OpenAllAsync(after);
        await AreAtHomeAsync(after);
    }

    [Fact]
    public async Task A_partition_waits_for_those_that_have_vehicles_for_it()
    {
        await HaveBeenAsync(8, 1);
        _topic.State = new(24, 1);
        await using var opened = await Opened.StartAsync(this, 19);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(opened.Session.WaitsFor.SequenceEqual([3])), "it waits for partition 3");
        Assert.False(opened.Session.Opening.IsCompleted);
        var shown = PartitionEndpoints.ViewOf(_topic.State, await _store.PartitionsAsync(Stop));
        Assert.False(shown.Settled);
        Assert.Equal(("draining", 8, null), (shown.Partitions[3].State, shown.Partitions[3].PlacedBy, shown.Partitions[3].Cut));
        Assert.Equal("waiting", shown.Partitions[19].State);
        Assert.Equal([3], shown.Partitions[19].WaitsFor);
        await using (await Opened.RunAsync(this, 3))
        {
            await opened.Session.Opening.WaitAsync(Stop);
        }

        Assert.Equal(s_vehicles.Count(v => TopicState.HomeOf(v, 24) == 19), (await opened.Session.History.VehiclesAsync(Stop).ToListAsync(Stop)).Count);
    }

    [Fact]
    public async Task What_was_sent_before_is_read_by_the_number_before()
    {
        await HaveBeenAsync(8, 1);
        _topic.State = new(24, 1);
        _topic.Marks = (0, 1_000_000);
        await using var opened = await Opened.RunAsync(this, 3);
        var session = opened.Session;
        Assert.Equal(new(8, 24, 1_000_000), session.Placed);
        session.GoOn();
        Assert.True(session.Takes(session.OpenedAt + 1));
        Assert.True(session.Takes(999_999));
        Assert.False(session.Takes(1_000_000));
        Assert.Equal(1_000_000, session.LeftFrom);

        // Another silo takes it over on the way: the cut stays where it was.
        _topic.Marks = (0, 2_000_000);
        await using var next = await Opened.RunAsync(this, 3);
        Assert.Equal(new(8, 24, 1_000_000), next.Session.Placed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Killed_after_any_step_the_next_owner_goes_on_with_it(int steps)
    {
        await HaveBeenAsync(8, 1);
        _topic.State = new(24, 1);
        await using (var dying = await _store.OpenAsync(3, Stop))
        {
            if (steps > 0)
            {
                await dying.PlaceAsync(new(8, 24, dying.Recorded.LastOffset + 1), Stop);
            }

            if (steps > 1)
            {
                await dying.FlushAsync(Stop);
            }

            if (steps > 2)
            {
                await dying.MoveAsync(new(24, 0, dying.Recorded.LastOffset + 1), v => TopicState.HomeOf(v, 24), Stop);
            }
        }

        await OpenAllAsync(24);
        await AreAtHomeAsync(24);
    }

    [Theory]
    [InlineData(8, 24)]
    [InlineData(24, 8)]
    [InlineData(8, 5)]
    public async Task A_topic_created_again_with_another_number_has_every_vehicle_where_that_has_it(int before, int after)
    {
        await HaveBeenAsync(before, 1);
        _topic.State = new(after, 2);
        Assert.Equal(after < before, PartitionEndpoints.ViewOf(_topic.State, await _store.PartitionsAsync(Stop)).Partitions.Any(p => p.State == "orphaned"));
        await OpenAllAsync(after);
        await AreAtHomeAsync(after);
        Assert.True(PartitionEndpoints.ViewOf(_topic.State, await _store.PartitionsAsync(Stop)).Settled);
        Assert.All(await _store.PartitionsAsync(Stop), p => Assert.True(!p.WasRead || p.Placement.Partitions == after));
    }

    [Fact]
    public async Task History_of_an_earlier_version_that_did_not_record_the_number_is_placed_too()
    {
        await HaveBeenAsync(8, 1, isRecorded: false);
        _topic.State = new(24, 1);
        await OpenAllAsync(24);
        await AreAtHomeAsync(24);
    }

    [Fact]
    public async Task A_topic_that_keeps_its_partitions_moves_nobody_and_waits_for_nobody()
    {
        await HaveBeenAsync(8, 1, isRecorded: false);
        await using var opened = await Opened.RunAsync(this, 3);
        Assert.Equal(new(8, 8, 0), opened.Session.Placed);
    }

    [Fact]
    public async Task A_topic_created_again_after_it_had_grown_is_taken_from_its_first_record_on()
    {
        await HaveBeenAsync(8, 1);
        _topic.State = new(24, 1);
        await OpenAllAsync(24);
        Assert.Contains(await _store.PartitionsAsync(Stop), p => p.Placement.Cut > 0);

        // A record that is not at home is sent on, and not taken for one that was judged before its vehicle moved.
        _topic.State = new(24, 2);
        for (var p = 0; p < 24; p++)
        {
            await using var opened = await Opened.RunAsync(this, p);
            Assert.Equal(new(24, 24, 0), opened.Session.Placed);
            var stranger = s_vehicles.First(v => TopicState.HomeOf(v, 24) != p);
            Assert.Equal(RecordPlace.Elsewhere, opened.Session.PlaceOf(new(stranger, Encoding.UTF8.GetBytes(stranger.ToString())), 0));
        }

        Assert.All(await _store.PartitionsAsync(Stop), p => Assert.Equal(0, p.Placement.Cut));
    }

    [Theory]
    [InlineData(8, 24, false)]
    [InlineData(8, 12, true)]
    public async Task Hot_state_is_not_whole_where_vehicles_come_to_a_partition_that_was(int before, int after, bool isForgotten)
    {
        await HaveBeenAsync(before, 1);
        _topic.State = new(after, 1);
        await OpenAllAsync(after);
        Assert.Equal(isForgotten, _hot.Forgotten.Any(p => p < before));
    }

    [Fact]
    public async Task A_partition_of_an_earlier_version_is_placed_though_all_others_have_moved_before()
    {
        await HaveBeenAsync(8, 1, isRecorded: false);
        for (var p = 0; p < 8; p++)
        {
            // One silo after the other is started; the last waits for nobody.
            await using var taken = await _store.OpenAsync(p, Stop);
            await taken.PlaceAsync(p == 3 ? default : new(24), Stop);
        }

        _topic.State = new(24, 1);
        await using var opened = await Opened.RunAsync(this, 3);
        Assert.All(await opened.Session.History.VehiclesAsync(Stop).ToListAsync(Stop), v => Assert.Equal(3, TopicState.HomeOf(v, 24)));
        Assert.Contains(s_vehicles, v => TopicState.HomeOf(v, 8) == 3 && TopicState.HomeOf(v, 24) != 3);
    }

    [Fact]
    public async Task What_is_filed_while_a_truck_moves_is_noted_where_it_comes_to()
    {
        var moves = s_vehicles.First(v => TopicState.HomeOf(v, 12) is var to && to < 8 && to != TopicState.HomeOf(v, 8));
        var (from, to) = (TopicState.HomeOf(moves, 8), TopicState.HomeOf(moves, 12));
        await HaveBeenAsync(8, 1, only: [from, to]);
        await using var registry = RegistryStore.Sqlite(Path.Combine(_folder.FullName, "registry.db"), TimeProvider.System);
        var papers = new Papers(registry, TimeProvider.System);
        await papers.LookAsync();
        (_topic.State, _topic.Marks) = (new(12, 1), (0, 1_000_000));
        await using var one = await Opened.RunAsync(this, from);
        await using var two = await Opened.RunAsync(this, to);
        foreach (var opened in new[] { one, two })
        {
            await opened.Session.History.TakeDocumentsAsync(new Dictionary<VehicleId, Instant>(), papers.Revision, Stop);
        }

        var asked = new ConcurrentQueue<VehicleId>();
        var retry = new Retry(TimeProvider.System, new(TimeProvider.System), NewErrors(), NullLogger<Retry>.Instance);
        using var documents = new DocumentNotes(
            registry, new(ShippedBorders.Map, RuleList.All, papers), new(), retry,
            new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry())),
            (_, vehicles) =>
            {
                foreach (var vehicle in vehicles)
                {
                    asked.Enqueue(vehicle);
                }

                return Task.CompletedTask;
            });
        await papers.FileAsync(new Permit
        {
            Number = "P1",
            Vehicle = moves,
            Provinces = [ProvinceCode.Shanghai],
            ValidFrom = s_begin - TimeSpan.FromDays(1),
            ValidTo = s_begin + TimeSpan.FromDays(1),
        });
        await papers.LookAsync();
        var following = documents.FollowAsync(
            two.Session, (known, c) => known == papers.Revision ? Task.Delay(Timeout.InfiniteTimeSpan, c) : Task.CompletedTask, e =>
                Assert.Fail(e.Message), TimeProvider.System);
        await Task.WhenAll(one.MoveAsync(), two.MoveAsync()).WaitAsync(Patience.For(60), Stop);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(two.Session.History.DocumentsRevision == papers.Revision), "what was filed is noted");
        Assert.Equal(moves, Assert.Single(asked));
        Assert.Equal(moves, Assert.Single(await two.Session.History.PendingRejudgesAsync(Stop)).Vehicle);
        await two.DisposeAsync();
        await following;
    }

    [Fact]
    public void A_partition_forgets_quarantines_and_notes_of_trucks_that_have_gone_and_knows_those_of_trucks_that_have_come()
    {
        using var session = new PartitionSession(3, (_, _) => new TaskCompletionSource<IHistoryPartition>().Task, v => new(v, null!));
        session.PlaceBy(new(8, 24, 10));
        Assert.False(session.Settled.IsCompleted);
        VehicleId[] held = [.. Enumerable.Range(0, 400).Select(i => new VehicleId($"苏E{30000 + i}", PlateColour.Yellow))
            .Where(v => TopicState.HomeOf(v, 8) == 3)];
        var (goes, stays) = (held.First(v => TopicState.HomeOf(v, 24) != 3), held.First(v => TopicState.HomeOf(v, 24) == 3));
        var comes = held.Last(v => TopicState.HomeOf(v, 24) == 3);
        foreach (var vehicle in new[] { goes, stays })
        {
            session.SetAside(session.Slot(vehicle), new(vehicle, s_begin, "why"));
            session.Notes[vehicle] = new(vehicle, s_begin, 1, ChangeCause.Document);
        }

        session.Noted([new(goes, s_begin, 2, ChangeCause.Document)]);
        session.Take(new(new(24, 24, 10), [], [new(comes, s_begin, "why")]));
        Assert.True(session.Settled.IsCompleted);
        session.TakeNoted();
        Assert.Equal([stays], session.Notes.Keys);
        Assert.Equal([stays, comes], session.SetAsides.Select(m => m.Quarantine.Vehicle).OrderBy(v => v == comes));
        Assert.True(session.Slot(comes).IsSetAside);
    }

    /// <summary>Every vehicle has reported by a number of partitions.</summary>
    private async Task HaveBeenAsync(int partitions, long incarnation, bool isRecorded = true, IReadOnlyCollection<int>? only = null)
    {
        _topic.State = new(partitions, incarnation);
        foreach (var of in s_vehicles.GroupBy(v => TopicState.HomeOf(v, partitions)).Where(g => only?.Contains(g.Key) ?? true))
        {
            await using var partition = await _store.OpenAsync(of.Key, Stop);
            if (isRecorded)
            {
                await partition.PlaceAsync(new(partitions), Stop);
            }

            PositionReport[] points = [.. Enumerable.Range(0, 20).Select(i => new PositionReport { Time = s_begin + TimeSpan.FromSeconds(30 * i) })];
            var last = (20 * of.Count()) - 1;
            await partition.AppendAsync(new(incarnation, 0, last, [.. of.Select(v => new TrackAppend(v, points, null, default))]), Stop);
        }
    }

    /// <summary>All partitions are opened side by side, as silos do.</summary>
    private async Task OpenAllAsync(int partitions)
    {
        var opened = new List<Opened>();
        foreach (var partition in Enumerable.Range(0, partitions).Reverse())
        {
            opened.Add(await Opened.StartAsync(this, partition));
        }

        await Task.WhenAll(opened.Select(o => o.Session.Opening)).WaitAsync(Patience.For(60), Stop);
        Assert.All(opened, o => Assert.Equal((partitions, false), (o.Session.Placed.Now, o.Session.Placed.IsMoving)));
        foreach (var one in opened)
        {
            await one.DisposeAsync();
        }
    }

    private async Task AreAtHomeAsync(int partitions)
    {
        var found = new List<VehicleId>();
        for (var p = 0; p < partitions; p++)
        {
            await using var partition = await _store.OpenAsync(p, Stop);
            await foreach (var vehicle in partition.VehiclesAsync(Stop))
            {
                Assert.Equal(TopicState.HomeOf(vehicle, partitions), p);
                Assert.Equal(20, (await _store.ReadSealedAsync(vehicle, default, new(long.MaxValue / 4), Stop)
                    .ToListAsync(Stop)).Count + partition.OpenPoints(vehicle).Count);
                found.Add(vehicle);
            }
        }

        Assert.Equal(s_vehicles.Order(), found.Order());
    }

    private static StoreErrors NewErrors() => new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()));

    /// <summary>A partition as a silo opens it.</summary>
    private sealed class Opened(PartitionSession session, PartitionPlacing placing) : IAsyncDisposable
    {
        public PartitionSession Session => session;

        /// <summary>All before the cut is stored: its vehicles move.</summary>
        public async Task MoveAsync()
        {
            var placed = await placing.FinishAsync(session, session.Placed, Stop);
            session.Take(new(placed, await session.History.PendingRejudgesAsync(Stop), await session.History.QuarantinesAsync(Stop)));
        }

        public static Task<Opened> StartAsync(PartitionPlacingTests test, int partition)
        {
            var retry = new Retry(TimeProvider.System, new(TimeProvider.System), NewErrors(), NullLogger<Retry>.Instance);
            var placing = new PartitionPlacing(
                test._store, test._alerts, test._hot, test._topic, retry, TimeProvider.System, NullLogger<PartitionPlacing>.Instance);
            return Task.FromResult(new Opened(new(partition, OpenAsync, v => new(v, null!)), placing));

            async Task<IHistoryPartition> OpenAsync(PartitionSession session, CancellationToken cancellation)
            {
                var taken = await test._store.OpenAsync(partition, cancellation);
                var isNewLog = taken.Recorded.Incarnation != test._topic.State.Incarnation;
                session.OpenAt(isNewLog ? -1 : taken.Recorded.LastOffset, isNewLog);
                session.PlaceBy(await placing.OpenAsync(session, taken, test._topic.State, cancellation));
                return taken;
            }
        }

        public static async Task<Opened> RunAsync(PartitionPlacingTests test, int partition)
        {
            var opened = await StartAsync(test, partition);
            await opened.Session.Opening.WaitAsync(Stop);
            return opened;
        }

        public ValueTask DisposeAsync()
        {
            session.Drop();
            return ValueTask.CompletedTask;
        }
    }
}
