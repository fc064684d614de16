using System.Data.Common;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Presences;
using HazmatTrack.Storage.History.Sql;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.History;

public sealed class PostgresHistoryTests : HistoryStoreSuite
{
    private string? _connection;

    protected override int Iterations => 20;

    protected override async Task<HistoryOptions> OptionsAsync() => new() { Postgres = _connection = await Servers.NewPostgresDatabaseAsync() };

    private protected override HistoryDatabase Database(HistoryOptions options) => new PostgresHistoryDatabase(options.Postgres!);

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        return connection;
    }

    private protected override DbConnection Connect(HistoryOptions options) => new NpgsqlConnection(options.Postgres);

    /// <summary>A silo goes on while a replica takes over that lacks what was committed last, take-overs among it.</summary>
    [Fact]
    public async Task On_another_timeline_an_owner_of_before_writes_nothing_and_no_epoch_is_given_twice()
    {
        await using var store = await HistoryStore.OpenAsync(new() { Postgres = _connection }, TimeProvider.System, default);
        var first = await store.OpenAsync(0, default);
        await first.AppendAsync(new(1, 0, 9, []), default);
        await using (var connection = await ConnectAsync())
        {
            await using var move = connection.CreateCommand();
            move.CommandText = "update history_owner set timeline = timeline + 7";
            await move.ExecuteNonQueryAsync();
        }

        Assert.Equal(0, (await Assert.ThrowsAsync<FencedException>(() => first.AppendAsync(new(1, 10, 19, []), default))).Partition);
        var second = await store.OpenAsync(0, default);
        Assert.Equal((1, 9), second.Recorded);
        Assert.True(second.Epoch >= first.Epoch + DatabaseTimeline.Epochs, $"epoch {second.Epoch} after {first.Epoch}");
        await second.AppendAsync(new(1, 10, 19, []), default);
        Assert.Equal(second.Epoch + 1, (await store.OpenAsync(0, default)).Epoch);

        // The first take-over of a partition may be missing with its row.
        var other = await store.OpenAsync(1, default);
        Assert.True(other.Epoch > DatabaseTimeline.Epochs, $"epoch {other.Epoch}");
    }

    /// <summary>The replica lacks the newest vehicle, and the next one gets its number.</summary>
    [Fact]
    public async Task On_another_timeline_a_number_is_of_the_vehicle_that_has_it_there()
    {
        var database = await MovableTimeline.NewAsync();
        await using var store = await HistoryStore.OpenAsync(new() { Postgres = database.Connection }, TimeProvider.System, default);
        var first = await store.OpenAsync(0, default);
        await first.AppendAsync(new(1, 0, 9, [TrackOf(1, 0, 300)]), default);
        await first.FlushAsync(default);
        Assert.Equal([Some.Vehicle(1)], await FoundAsync(store));
        await database.MoveAsync($"update history_vehicle set name = '{Some.Vehicle(2)}'");
        Assert.Equal([Some.Vehicle(2)], await FoundAsync(store));

        // An owner of before remembers the number as that of the other vehicle, and writes nothing under it.
        var batch = new HistoryBatch(1, 10, 19, [TrackOf(1, 300, 300)]);
        await Assert.ThrowsAsync<FencedException>(() => first.AppendAsync(batch, default));
        Assert.Equal([Some.Vehicle(2)], await FoundAsync(store));
        var second = await store.OpenAsync(0, default);
        Assert.Equal(300, (await second.AppendAsync(batch, default)).New);
        await second.FlushAsync(default);
        Assert.Equal([Some.Vehicle(1), Some.Vehicle(2)], await FoundAsync(store));
        Assert.Equal(300, await store.ReadSealedAsync(Some.Vehicle(1), default, Some.Start + TimeSpan.FromHours(2), default).CountAsync());
        Assert.Equal(300, await store.ReadSealedAsync(Some.Vehicle(2), default, Some.Start + TimeSpan.FromHours(2), default).CountAsync());
    }

    [Fact]
    public async Task A_search_during_which_the_database_goes_to_another_timeline_names_no_more_vehicles()
    {
        var database = await MovableTimeline.NewAsync();
        await using var store = await HistoryStore.OpenAsync(new() { Postgres = database.Connection }, TimeProvider.System, default);
        var partition = await store.OpenAsync(0, default);

        // One more than are read at once.
        await partition.AppendAsync(new(1, 0, 9, [.. Enumerable.Range(1, 65).Select(v => TrackOf(v, 0, 20))]), default);
        await partition.FlushAsync(default);
        await using var search = Everywhere(store).GetAsyncEnumerator();
        Assert.True(await search.MoveNextAsync());
        await database.MoveAsync();
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (await search.MoveNextAsync())
            {
                Assert.NotEqual(Some.Vehicle(65), search.Current.Vehicle);
            }
        });
    }

    private static TrackAppend TrackOf(int vehicle, int first, int count) =>
        new(Some.Vehicle(vehicle), Enumerable.Range(first, count).Select(i => Some.Report(i * 10)).ToArray(), null, default);

    private static IAsyncEnumerable<Presence> Everywhere(HistoryStore store) => store.PresenceAsync(
        GeoArea.Box(new(-90_000_000, -180_000_000), new(90_000_000, 180_000_000)), Some.Start, Some.Start + TimeSpan.FromHours(2), [], null, default);

    private static async Task<IEnumerable<VehicleId>> FoundAsync(HistoryStore store) =>
        (await Everywhere(store).ToListAsync()).Select(p => p.Vehicle).Distinct();
}
