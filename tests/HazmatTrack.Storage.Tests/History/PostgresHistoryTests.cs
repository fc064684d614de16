using System.Data.Common;
using HazmatTrack.Storage.History;
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
}
