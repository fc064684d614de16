using System.Collections.Immutable;
using System.Net;
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
        await partition.AppendAsync(new(7, 2, 3, [new(s_vehicle, new[] { points[100] }, null, default)]), stop);

        var silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111), 1);
        var member = new ClusterMember(silo, SiloStatus.Active, "one");
        var snapshot = new ClusterMembershipSnapshot(ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(silo, member), new(1));
        var grains = Answers.With<IGrainFactory>(_ => new Silo(partition));
        var cluster = Answers.With<IClusterMembershipService>(_ => snapshot);
        var track = await new TrackHistory(store, grains, cluster, new FakeTimeProvider()).ReadAsync(s_vehicle, points[0].Time, points[^1].Time + TimeSpan.FromSeconds(1), stop).ToListAsync(stop);
        Assert.Equal(points, track);
    }

    private sealed class Silo(IHistoryPartition partition) : IOpenHistoryGrain
    {
        public ValueTask<OpenHistory> OfVehicleAsync(VehicleId vehicle) => ValueTask.FromResult(
            new OpenHistory { Partitions = [0], PartitionCount = 1, Vehicles = [new(vehicle, partition.OpenPoints(vehicle))] });

        public ValueTask<OpenHistory> WithinAsync(GeoArea area, Instant from, Instant to) => throw new NotSupportedException();
    }

    /// <summary>An interface whose every call gets the same answer.</summary>
    public class Answers : DispatchProxy
    {
        private Func<MethodInfo, object> _answer = null!;

        public static T With<T>(Func<MethodInfo, object> answer)
            where T : class
        {
            var proxy = Create<T, Answers>();
            ((Answers)(object)proxy)._answer = answer;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!);
    }
}
