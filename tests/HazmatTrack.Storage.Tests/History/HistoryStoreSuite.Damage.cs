using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Storage.History.Damaged;

namespace HazmatTrack.Storage.Tests.History;

/// <summary>Bytes that were changed in the store: whom they hold up, and what is left of them.</summary>
public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task A_damaged_chunk_is_set_aside_when_a_late_report_belongs_into_it_and_another_truck_is_not_held_up()
    {
        var found = new List<Damage>();
        _store.Damaged += found.Add;
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 700));
        var chunks = (await ChunksAsync(1)).ToList();
        var (start, data) = chunks[0];
        await FlipAsync("history_chunk", "data", $"start_at = {start}", 20);
        var late = Some.Report(55);
        var results = await partition.AppendAsync(new(7, 100, 101, [Track(1, [late]), Track(2, Reports(0, 3))]), default);
        Assert.Equal(4, results.New);
        Assert.Equal(Reports(0, 3), await ReadAsync(partition, 2));

        // Named with its key and kept with its bytes; its time is not answered as if nothing had been there.
        var damage = Assert.Single(found);
        Assert.Equal(("chunk", "history_chunk", Some.Vehicle(1), 0), (damage.Kind, damage.Table, damage.Vehicle, damage.Partition));
        Assert.Contains($"start_at={start}", damage.Key, StringComparison.Ordinal);
        data[20] ^= 1;
        Assert.Equal([data], await BytesAsync("select data from history_damaged where kind = 'chunk'"));
        var stretch = Assert.Single(await _store.DamagedAsync(default, s_ever, default));
        Assert.Equal((Some.Vehicle(1), new Instant(start)), (stretch.Vehicle, stretch.From));
        var thrown = await Assert.ThrowsAsync<DamagedHistoryException>(() => ReadAsync(partition, 1));
        Assert.Equal(stretch, thrown.Stretch);
        var after = new Instant(stretch.To.UnixMilliseconds + 1);
        Assert.Equal(Reports(0, 700).Where(r => r.Time >= after), await ReadAsync(partition, 1, after));

        // The next owner knows as much; given up, the stretch is read with its hole, and its bytes are kept all the same.
        partition = await _store.OpenAsync(0, default);
        await Assert.ThrowsAsync<DamagedHistoryException>(() => ReadAsync(partition, 1));
        await partition.ReleaseAsync(Some.Vehicle(1), null, givesUp: true, default);
        Assert.Equal([late, .. Reports(0, 700).Where(r => r.Time >= after)], await ReadAsync(partition, 1));
        Assert.Empty(await _store.DamagedAsync(default, s_ever, default));
        Assert.Single(await BytesAsync("select data from history_damaged where kind = 'chunk'"));
    }

    [Fact]
    public async Task A_damaged_chunk_that_was_to_be_continued_is_followed_by_one_of_its_own()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 50));
        await partition.FlushAsync(default);
        await FlipAsync("history_chunk", "data", "true", 9);
        await AppendAsync(partition, 1, Reports(50, 400));
        Assert.Equal(Reports(50, 400), await ReadAsync(partition, 1, Some.Report(500).Time));
        await partition.FlushAsync(default);
        Assert.Equal(Reports(50, 400), await ReadAsync(await _store.OpenAsync(0, default), 1, Some.Report(500).Time));
    }

    [Fact]
    public async Task A_partition_whose_journal_has_a_damaged_row_opens_without_it()
    {
        var found = new List<Damage>();
        _store.Damaged += found.Add;
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 5));
        await AppendAsync(partition, 2, Reports(0, 6));
        await AppendAsync(partition, 1, Reports(5, 5));
        await FlipAsync("history_journal", "data", "id = 2", 8);
        partition = await _store.OpenAsync(0, default);
        Assert.Equal(Reports(0, 10), await ReadAsync(partition, 1));
        Assert.Empty(await ReadAsync(partition, 2));
        Assert.Equal(("journal", "partition=0 id=2"), (Assert.Single(found).Kind, found[0].Key));
        Assert.Single(await BytesAsync("select data from history_damaged where kind = 'journal'"));

        // Read again from the log, the reports are new.
        Assert.Equal((6, 0), Counts(await AppendAsync(partition, 2, Reports(0, 6))));
        found.Clear();
        partition = await _store.OpenAsync(0, default);
        Assert.Empty(found);
        Assert.Equal(Reports(0, 6), await ReadAsync(partition, 2));
    }

    [Fact]
    public async Task A_vehicle_whose_name_is_no_vehicle_any_more_does_not_keep_its_partition_from_opening()
    {
        var found = new List<Damage>();
        _store.Damaged += found.Add;
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 5), tailBase: Some.Report(1000).Time);
        await AppendAsync(partition, 2, Reports(0, 6));
        await ExecuteAsync($"update history_vehicle set name = '?' where name = '{Some.Vehicle(1)}'");
        partition = await _store.OpenAsync(0, default);
        Assert.Equal([Some.Vehicle(2)], partition.OpenVehicles());
        Assert.Equal(["note", "vehicle", "vehicle"], found.Select(d => d.Kind).Order());
    }

    [Fact]
    public async Task A_report_that_history_cannot_hold_is_named_and_nothing_of_its_batch_is_written()
    {
        var partition = await _store.OpenAsync(0, default);
        var impossible = Some.Report(0) with { Time = new(-1) };
        var thrown = await Assert.ThrowsAsync<VehicleHistoryException>(
            () => partition.AppendAsync(new(7, 0, 1, [Track(1, [impossible]), Track(2, Reports(0, 3))]), default));
        Assert.Equal((Some.Vehicle(1), 0), (thrown.Vehicle, thrown.Partition));
        Assert.Equal(3, (await AppendAsync(partition, 2, Reports(0, 3))).New);
    }

    [Fact]
    public async Task A_quarantined_vehicle_stays_so_with_the_next_owner_until_it_is_judged_again_from_its_newest_checkpoint()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 400));
        await AppendAsync(partition, 1, Reports(400, 400), tailBase: Some.Report(1000).Time, checkpoint: [1, 2, 3]);
        await partition.QuarantineAsync(new(Some.Vehicle(1), new(5), "It cannot be judged."), default);
        await partition.QuarantineAsync(new(Some.Vehicle(1), new(6), "Still."), default);
        var next = await _store.OpenAsync(0, default);
        var expected = new Quarantine(Some.Vehicle(1), new(5), "It cannot be judged.");
        Assert.Equal([expected], await next.QuarantinesAsync(default));
        Assert.Empty(await (await _store.OpenAsync(1, default)).QuarantinesAsync(default));
        Assert.Equal(expected, await _store.QuarantineOfAsync(Some.Vehicle(1), default));
        Assert.Null(await _store.QuarantineOfAsync(Some.Vehicle(2), default));
        await Assert.ThrowsAsync<FencedException>(() => partition.QuarantineAsync(expected, default));

        var bound = (await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default))?.At;
        var note = await next.ReleaseAsync(Some.Vehicle(1), null, givesUp: false, default);
        Assert.Equal(bound is { } at ? new(at.UnixMilliseconds + 1) : default, note!.From);
        Assert.Null(await _store.QuarantineOfAsync(Some.Vehicle(1), default));
        next = await _store.OpenAsync(0, default);
        Assert.Equal([note], await next.PendingRejudgesAsync(default));
        Assert.Null(await next.ReleaseAsync(Some.Vehicle(9), null, givesUp: false, default));
    }

    [Fact]
    public async Task A_search_for_who_was_there_goes_on_without_a_damaged_chunk_and_says_whose_it_was()
    {
        var partition = await _store.OpenAsync(0, default);
        await partition.AppendAsync(new(7, 0, 1, [Track(1, Reports(0, 50)), Track(2, Reports(0, 50))]), default);
        await partition.FlushAsync(default);
        var first = (await ChunksAsync(1))[0].Start;
        await FlipAsync("history_chunk", "data", "vehicle = (select id from history_vehicle where name = '" + Some.Vehicle(1) + "')", 12);
        var everywhere = GeoArea.Box(GeoPoint.FromDegrees(30, 120), GeoPoint.FromDegrees(33, 123));
        var seen = await _store.PresenceAsync(everywhere, Some.Start, Some.Start + TimeSpan.FromDays(1), [], null, default).ToListAsync();
        Assert.Equal([Some.Vehicle(2)], seen.Select(p => p.Vehicle).Distinct());
        Assert.Equal([new(Some.Vehicle(1), new(first), Some.Report(490).Time)], await _store.DamagedAsync(Some.Start, s_ever, default));
    }

    protected abstract Task<DbConnection> ConnectAsync();

    private async Task ExecuteAsync(string sql, byte[]? data = null)
    {
        await using var connection = await ConnectAsync();
        await using var command = Command(connection, sql);
        if (data is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("data", data);
            command.Parameters.Add(parameter);
        }

        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }

    /// <summary>Changes one bit of the first row that meets a condition.</summary>
    private async Task FlipAsync(string table, string column, string where, int at)
    {
        var data = (await BytesAsync($"select {column} from {table} where {where}"))[0];
        data[at] ^= 1;
        await ExecuteAsync($"update {table} set {column} = @data where {where}", data);
    }

    private async Task<List<byte[]>> BytesAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<byte[]>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetFieldValue<byte[]>(0));
        }

        return rows;
    }

    private async Task<List<(long Start, byte[] Data)>> ChunksAsync(int vehicle)
    {
        await using var database = Database(_options);
        return await database.ChunksAsync(Some.Vehicle(vehicle).ToString(), default, s_ever, default)
            .Select(r => (r.Start.UnixMilliseconds, r.Data)).ToListAsync();
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
