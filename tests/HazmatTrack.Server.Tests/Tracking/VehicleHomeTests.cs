using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Quality;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class VehicleHomeTests : IAsyncLifetime
{
    private static readonly VehicleId s_truck = VehicleId.Parse("苏E10001_2");

    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly LocalVehicles _local = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-home-").FullName;
    private HistoryStore _history = null!;
    private PartitionSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _history = await HistoryStore.OpenAsync(
            new() { File = Path.Combine(_folder, "history.db") }, TimeProvider.System, TestContext.Current.CancellationToken);
        _session = new(3, async (_, c) => await _history.OpenAsync(3, c), _ => throw new InvalidOperationException());
        await _session.Opening;
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _history.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task A_truck_that_an_earlier_owner_has_left_in_another_silo_leaves_that_first_and_then_comes_to_life_here()
    {
        var grain = new SomeGrain(asked =>
        {
            if (asked <= 2)
            {
                return asked == 1 ? Residence.Left : throw new TimeoutException("The silo it was in is gone.");
            }

            Vehicle().Live();
            return Residence.Here;
        });
        var bringing = new VehicleHome(SiloAddress.Zero, _local, _clock).BringAsync(_session, [new(s_truck, grain)], TestContext.Current.CancellationToken);
        while (!bringing.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Same(_local.Find(s_truck), Assert.Single(await bringing));
        Assert.Equal(3, grain.Asked);
    }

    [Fact]
    public async Task A_silo_that_asks_for_a_truck_of_a_newer_owner_finds_out_that_it_has_lost_the_partition()
    {
        var home = new VehicleHome(SiloAddress.Zero, _local, _clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => home.BringAsync(_session, [new(s_truck, new SomeGrain(_ => Residence.Fenced))], TestContext.Current.CancellationToken));
        Assert.True(_session.IsFenced);
    }

    [Fact]
    public async Task A_truck_that_does_not_come_is_named()
    {
        var bringing = new VehicleHome(SiloAddress.Zero, _local, _clock)
            .BringAsync(_session, [new(s_truck, new SomeGrain(_ => throw new TimeoutException("Nobody answers.")))], TestContext.Current.CancellationToken);
        while (!bringing.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var fault = await Assert.ThrowsAsync<TrackingFault>(() => bringing);
        Assert.Contains("苏E10001_2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Nobody answers.", fault.Message, StringComparison.Ordinal);
    }

    private TrackedVehicle Vehicle() => new(
        s_truck, new(ShippedBorders.Map, Domain.Rules.Catalog.RuleList.All, Storage.Registry.RegistrySnapshot.Empty), _local,
        new QualityBook(new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()))));

    private sealed class SomeGrain(Func<int, Residence> answer) : IVehicleGrain
    {
        public int Asked { get; private set; }

        public async ValueTask<Residence> LiveInAsync(SiloAddress silo, Ownership owner)
        {
            await Task.Yield();
            return answer(++Asked);
        }

        public ValueTask ReleaseAsync(Ownership owner) => ValueTask.CompletedTask;
    }
}
