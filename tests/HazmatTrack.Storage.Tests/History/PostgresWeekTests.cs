using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Tests.Registry;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using Npgsql;

namespace HazmatTrack.Storage.Tests.History;

/// <summary>A long query, such as a dump or a search over a month, reads all of history the whole time of each test.</summary>
public sealed class PostgresWeekTests : IAsyncLifetime
{
    private static readonly TimeSpan s_aWeek = TimeSpan.FromDays(7);

    /// <summary>Far longer than any of these takes, and far shorter than waiting for the reader would.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly HandClock _clock = new() { Now = Some.Start };
    private string _database = null!;
    private HistoryStore _store = null!;
    private IHistoryPartition _partition = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await Servers.NewPostgresDatabaseAsync();
        _store = await HistoryStore.OpenAsync(new() { Postgres = _database }, _clock, default);
        _partition = await _store.OpenAsync(0, default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_tables_of_the_weeks_to_come_are_made_while_history_is_read()
    {
        await AppendAsync(Week(0));
        await using var reader = await ReaderAsync();
        await _store.PrepareAsync(default).WaitAsync(s_soon);
        Assert.Equal(10, await TablesAsync());
        _clock.Now += s_aWeek;
        await _store.PrepareAsync(default).WaitAsync(s_soon);
        Assert.Equal(11, await TablesAsync());
    }

    [Fact]
    public async Task Reports_of_a_week_without_a_table_are_stored_while_history_is_read()
    {
        await AppendAsync(Week(0));
        await using var reader = await ReaderAsync();
        foreach (var week in (int[])[1, -30, 2])
        {
            await AppendAsync(Week(week)).WaitAsync(s_soon);
        }

        Assert.Equal([.. Week(-30), .. Week(0), .. Week(1), .. Week(2)], await AllAsync());
    }

    [Fact]
    public async Task Old_weeks_go_without_an_append_that_waits_for_who_reads_them()
    {
        await AppendAsync(Week(-30));
        await AppendAsync(Week(0));
        var reader = await ReaderAsync();
        var dropping = _store.DropBeforeAsync(Some.Start, default);
        await AppendAsync(Week(1)).WaitAsync(s_soon);
        await AppendAsync(Week(2)).WaitAsync(s_soon);
        await reader.DisposeAsync();
        Assert.Equal(1, await dropping.WaitAsync(s_soon));
        Assert.Equal([.. Week(0), .. Week(1), .. Week(2)], await AllAsync());
        Assert.Equal(0, await _store.DropBeforeAsync(Some.Start, default));
    }

    [Fact]
    public async Task Silos_that_remove_old_weeks_at_the_same_time_do_not_get_in_each_others_way()
    {
        foreach (var week in Enumerable.Range(-40, 6))
        {
            await AppendAsync(Week(week));
        }

        await using var other = await HistoryStore.OpenAsync(new() { Postgres = _database }, _clock, default);
        await Task.WhenAll(_store.DropBeforeAsync(Some.Start, default), other.DropBeforeAsync(Some.Start, default));
        await _store.DropBeforeAsync(Some.Start, default);
        Assert.Equal(0, await TablesAsync());
    }

    [Fact]
    public async Task A_removal_that_was_broken_off_is_ended_the_next_time()
    {
        await AppendAsync(Week(-30));
        await AppendAsync(Week(0));
        await using (await ReaderAsync())
        {
            using var stop = new CancellationTokenSource();
            var dropping = _store.DropBeforeAsync(Some.Start, stop.Token);
            await Eventually.BecomesTrueAsync(
                async () => await CountAsync("select count(*) from pg_inherits where inhdetachpending") > 0, "a week is being detached");
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => dropping);
            Assert.Equal(Week(0), await AllAsync());
        }

        Assert.Equal(1, await _store.DropBeforeAsync(Some.Start, default));
        Assert.Equal(0, await CountAsync("select count(*) from pg_class where relname = 'history_chunk_w20250804'"));
        await AppendAsync(Week(-30));
        Assert.Equal([.. Week(-30), .. Week(0)], await AllAsync());
    }

    [Fact]
    public async Task A_week_that_was_taken_from_history_and_not_dropped_goes_the_next_time()
    {
        await AppendAsync(Week(-30));
        await CountAsync("alter table history_chunk detach partition history_chunk_w20250804; select 0::bigint");
        Assert.Equal(1, await _store.DropBeforeAsync(Some.Start, default));
        Assert.Equal(0, await TablesAsync());
        Assert.Equal(0, await _store.DropBeforeAsync(Some.Start, default));
    }

    /// <summary>Reports that fill a chunk of a week, counted from the first of the tests.</summary>
    private static PositionReport[] Week(int week) => [.. Enumerable.Range(0, 300).Select(i => Some.Report((int)(week * s_aWeek.TotalSeconds) + i))];

    private async Task AppendAsync(PositionReport[] points)
    {
        await _partition.AppendAsync(new(7, 0, 9, [new(Some.Vehicle(1), points, null, default)]), default);
        await _partition.FlushAsync(default);
    }

    private async Task<List<PositionReport>> AllAsync() =>
        await _store.ReadSealedAsync(Some.Vehicle(1), new(long.MinValue / 4), new(long.MaxValue / 4), default).ToListAsync();

    private Task<long> TablesAsync() => CountAsync("select count(*) from pg_inherits where inhparent = 'history_chunk'::regclass");

    private async Task<long> CountAsync(string query)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A transaction that has read history and is still at it, until it is disposed of.</summary>
    private async Task<NpgsqlConnection> ReaderAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; select count(*) from history_chunk", connection);
        await command.ExecuteScalarAsync();
        return connection;
    }
}
