using System.Reflection;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Web.History;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Api;

public sealed class TrackHistoryTests : IDisposable
{
    private static readonly VehicleId s_vehicle = new("苏E10001", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-track-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Fact]
    public async Task An_alarm_that_came_late_for_a_report_in_a_chunk_is_in_the_track()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var store = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, new FakeTimeProvider(), stop);
        var partition = await store.OpenAsync(0, stop);
        PositionReport[] points = [.. Enumerable.Range(0, 600).Select(i => new PositionReport
        {
            Time = Instant.FromSeconds(1_772_409_600 + (i * 10)), Position = new(31_200_000 + i, 121_400_000), Status = ReportStatus.Fixed,
        })];
        await partition.AppendAsync(new(7, 0, 1, [new(s_vehicle, points, null, default)]), stop);
        points[100] = points[100] with { Alarms = 1 };
        await partition.AppendAsync(new(7, 2, 3, [new(s_vehicle, points.AsMemory(100, 1), null, default)]), stop);

        await partition.HoldAsync("one", stop);
        var track = await HistoryOf(store, _ => new Silo(partition)).ReadAsync(
            s_vehicle, points[0].Time, points[^1].Time + TimeSpan.FromSeconds(1), stop).ToListAsync(stop);
        Assert.Equal(points, track);
    }

    [Fact]
    public async Task Of_a_vehicle_the_owner_of_its_partition_alone_is_asked()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var store = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, new FakeTimeProvider(), stop);
        var held = new Dictionary<string, IHistoryPartition>();
        foreach (var number in Enumerable.Range(0, 4))
        {
            var partition = held[$"silo {number}"] = await store.OpenAsync(number, stop);
            await partition.PlaceAsync(new(4), stop);
            await partition.AppendAsync(new(7, 0, 1, [new(VehicleIn(number), new[] { At(number) }, null, default)]), stop);
            await partition.HoldAsync($"silo {number}", stop);
        }

        var asked = new List<string>();
        var history = HistoryOf(store, silo =>
        {
            asked.Add(silo);
            return new Silo(held[silo]);
        });
        Assert.Equal([At(2)], await history.ReadAsync(VehicleIn(2), At(0).Time, At(9).Time, stop).ToListAsync(stop));
        Assert.Equal(["silo 2"], asked);
    }

    [Fact]
    public async Task A_silo_that_is_away_takes_the_newest_positions_of_its_vehicles_with_it_and_of_nobody_else()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var store = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, new FakeTimeProvider(), stop);
        var held = new List<IHistoryPartition>();
        foreach (var number in Enumerable.Range(0, 2))
        {
            held.Add(await store.OpenAsync(number, stop));
            await held[^1].PlaceAsync(new(2), stop);
            PositionReport[] points = [.. Enumerable.Range(0, 600).Select(At)];
            await held[^1].AppendAsync(new(7, 0, 600, [new(VehicleIn(number, 2), points, null, default)]), stop);
            await held[^1].HoldAsync($"silo {number}", stop);
        }

        var history = HistoryOf(store, silo => silo == "silo 0" ? new Silo(held[0]) : throw new SiloUnavailableException("gone"));
        Assert.Equal(600, await history.ReadAsync(VehicleIn(0, 2), At(0).Time, At(600).Time, stop).CountAsync(stop));

        var (vehicle, open) = (VehicleIn(1, 2), await history.OpenOfAsync(VehicleIn(1, 2), stop));
        Assert.Equal([1], open.Unavailable);
        var end = await history.SealedToAsync(vehicle, stop);
        Assert.Equal(end, (await history.ReadAsync(vehicle, At(0).Time, At(600).Time, open, stop).ToListAsync(stop))[^1].Time);
        var refused = await Assert.ThrowsAsync<TrackHistoryException>(
            async () => await history.ReadAsync(vehicle, At(0).Time, At(600).Time, stop).CountAsync(stop));
        Assert.Contains("partitions 1 of positions", refused.Message, StringComparison.Ordinal);
    }

    private static PositionReport At(int number) => new()
    {
        Time = Instant.FromSeconds(1_772_409_600 + (number * 10)),
        Position = new(31_200_000 + number, 121_400_000),
        Status = ReportStatus.Fixed,
    };

    /// <summary>A vehicle whose key belongs to a partition.</summary>
    private static VehicleId VehicleIn(int partition, int of = 4) =>
        Enumerable.Range(10_000, 1000).Select(n => new VehicleId($"苏E{n}", PlateColour.Yellow)).First(v => TopicState.HomeOf(v, of) == partition);

    private static TrackHistory HistoryOf(HistoryStore store, Func<string, IOpenHistoryGrain> silo) => new TrackHistory(
        store,
        new(store, new OwnSilo(Answers.With<IGrainFactory>((_, arguments) => silo((string)arguments[0]!))), TimeProvider.System));

    private sealed class Silo(IHistoryPartition partition) : IOpenHistoryGrain
    {
        public ValueTask<OpenHistory> OfVehicleAsync(VehicleId vehicle) => ValueTask.FromResult(
            new OpenHistory { Partitions = [partition.Partition], Vehicles = [new(vehicle, partition.OpenPoints(vehicle))] });

        public ValueTask<OpenHistory> WithinAsync(GeoArea area, Instant from, Instant to) => throw new NotSupportedException();
    }

    /// <summary>An interface whose every call is answered by one function.</summary>
    public class Answers : DispatchProxy
    {
        private Func<MethodInfo, object?[], object> _answer = null!;

        public static T With<T>(Func<MethodInfo, object?[], object> answer)
            where T : class
        {
            var proxy = Create<T, Answers>();
            ((Answers)(object)proxy)._answer = answer;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args!);
    }
}
