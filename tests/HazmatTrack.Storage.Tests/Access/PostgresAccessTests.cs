using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Access;

public sealed class PostgresAccessTests : AccessStoreSuite
{
    private string? _database;

    [Fact]
    public async Task A_change_of_another_process_is_signalled_when_it_is_committed()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.UpgradeAsync(default);
        using var stop = new CancellationTokenSource();
        var signals = 0;
        var listening = two.ListenAsync(() => Interlocked.Increment(ref signals), stop.Token);
        await Testing.Eventually.BecomesTrueAsync(() => signals == 1, "it listens");
        await one.CreateSessionAsync(SomeAccess.Secret().Id, SomeAccess.Person(), TimeSpan.FromHours(1), default);
        await Testing.Eventually.BecomesTrueAsync(() => signals == 2, "the change is signalled");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    /// <summary>The replica lacks the newest change, and the next one has its revision.</summary>
    [Fact]
    public async Task On_another_timeline_nothing_of_before_is_held_though_the_revision_is_the_same()
    {
        var database = await MovableTimeline.NewAsync();
        await using var other = AccessStore.Postgres(database.Connection, Clock);
        await other.SaveOperatorAsync(SomeAccess.Operator(1), "a", VersionCondition.None, default);
        await other.RegisterVehiclesAsync(SomeAccess.Code(1), [SomeAccess.Truck(1)], "a", default);
        await using var running = await RunningDirectory.StartAsync(AccessStore.Postgres(database.Connection, Clock), new(), Clock);
        Assert.Single(await running.Directory.OperatorsOfAsync([SomeAccess.Truck(1)], default));
        Assert.DoesNotContain(nameof(RecordedReport.WentBack), running.Report.Said);
        await database.MoveAsync("delete from access_vehicle");
        await Testing.Eventually.BecomesTrueAsync(
            async () => (await running.Directory.OperatorsOfAsync([SomeAccess.Truck(1)], default)).Count == 0, "it is read again");
        Assert.Contains(nameof(RecordedReport.WentBack), running.Report.Said);
    }

    private protected override async Task<AccessStore> OpenAsync()
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return AccessStore.Postgres(_database, Clock);
    }

    private protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
