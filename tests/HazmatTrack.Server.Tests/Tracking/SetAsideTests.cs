using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>The evaluating and the storing stage with one vehicle that they cannot serve: what becomes of it, and that the others notice nothing.</summary>
public sealed class SetAsideTests : IDisposable
{
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly VehicleId s_bad = new("苏E10001", PlateColour.Yellow);
    private static readonly VehicleId s_good = new("沪B20002", PlateColour.Yellow);
    private static readonly Instant s_begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-aside-");
    private long _offset;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Fact]
    public async Task A_truck_that_judging_fails_for_is_quarantined_and_another_of_its_batch_is_judged()
    {
        await using var stages = await OpenAsync();
        stages.Documents.FailFor.Add(s_bad);
        await SendAsync(stages, Drive(s_bad).Zip(Drive(s_good)).SelectMany(p => (List<(VehicleId, PositionReport)>)[p.First, p.Second]));
        Assert.NotEmpty(await stages.StandingAsync(s_good));
        Assert.Empty(await stages.StandingAsync(s_bad));
        Assert.Contains("a defect that one vehicle meets", await stages.WhyNotJudgedAsync(s_bad), StringComparison.Ordinal);
        Assert.Null(await stages.WhyNotJudgedAsync(s_good));
        Assert.Equal(1, await stages.CountAsync("hazmattrack_quarantines_total"));
        Assert.Equal(Drive(s_bad).Select(r => r.Report), await stages.StoredAsync(s_bad));

        // The next owner knows, and says it no second time.
        await stages.StartAsync(trustsHotState: true);
        await SendAsync(stages, [Late(s_bad, 1), Late(s_good, 1)]);
        Assert.Equal(1, await stages.CountAsync("hazmattrack_quarantines_total"));

        // Mended and judged again, it has the alerts that it would have had.
        stages.Documents.FailFor.Clear();
        await stages.JudgeAgainAsync(s_bad, acceptsLoss: false);
        await WorkOffAsync(stages);
        Assert.Null(await stages.WhyNotJudgedAsync(s_bad));
        Assert.Equal((await stages.StandingAsync(s_good)).Select(SomeFleet.Text), (await stages.StandingAsync(s_bad)).Select(SomeFleet.Text));
        await SendAsync(stages, [Late(s_bad, 400)]);
        Assert.Null(await stages.WhyNotJudgedAsync(s_bad));
    }

    [Fact]
    public async Task A_late_report_into_a_damaged_chunk_quarantines_its_truck_and_retracts_nothing()
    {
        await using var stages = await OpenAsync();
        await SendAsync(stages, Drive(s_bad));
        await stages.FlushAsync();
        var told = await stages.StandingAsync(s_bad);
        Assert.NotEmpty(told);
        Damage("history.db", "update history_chunk set data = x'0100000000001234'");
        await SendAsync(stages, [Late(s_bad, 5), Late(s_good, 5)]);
        await WorkOffAsync(stages);
        Assert.Equal([Late(s_good, 5).Report], await stages.StoredAsync(s_good));
        Assert.Contains("damaged", await stages.WhyNotJudgedAsync(s_bad), StringComparison.Ordinal);
        Assert.Equal(told.Select(SomeFleet.Text), (await stages.StandingAsync(s_bad)).Select(SomeFleet.Text));
        Assert.Equal(1, await stages.CountAsync("hazmattrack_damaged_rows_total"));

        // Its reports go on into history.
        await SendAsync(stages, [Late(s_bad, 5000)]);
        await stages.JudgeAgainAsync(s_bad, acceptsLoss: true);
        await WorkOffAsync(stages);
        Assert.Null(await stages.WhyNotJudgedAsync(s_bad));
        Assert.Equal([Late(s_bad, 5).Report, Late(s_bad, 5000).Report], await stages.StoredAsync(s_bad));
    }

    [Fact]
    public async Task A_truck_whose_packed_state_and_newest_chunk_are_damaged_is_quarantined_when_its_partition_moves()
    {
        await using var stages = await OpenAsync();
        await SendAsync(stages, Drive(s_bad));
        await stages.FlushAsync();
        Damage("history.db", "update history_chunk set data = x'0100000000001234'");
        stages.Hot.Damage(s_bad);
        await stages.StartAsync(trustsHotState: true);
        await SendAsync(stages, [Late(s_bad, 5000), Late(s_good, 5000)]);
        Assert.Contains("damaged", await stages.WhyNotJudgedAsync(s_bad), StringComparison.Ordinal);
        Assert.Null(await stages.WhyNotJudgedAsync(s_good));
        Assert.Equal([Late(s_good, 5000).Report], await stages.StoredAsync(s_good));
    }

    [Fact]
    public async Task A_report_that_history_cannot_hold_goes_to_the_dead_letters_and_holds_up_no_other()
    {
        await using var stages = await OpenAsync();
        var impossible = Late(s_bad, 0).Report with { Time = new(-5) };
        await SendAsync(stages, [(s_bad, impossible), Late(s_good, 5)]);
        Assert.Equal([(s_bad, impossible)], stages.DeadLetters);
        Assert.NotNull(await stages.WhyNotJudgedAsync(s_bad));
        Assert.Equal([Late(s_good, 5).Report], await stages.StoredAsync(s_good));
    }

    private static (VehicleId Vehicle, PositionReport Report) Late(VehicleId vehicle, int second) => (vehicle, new()
    {
        Time = s_begin + TimeSpan.FromSeconds(second),
        Position = SomeFleet.WayOf(0)[0],
        Status = ReportStatus.AccOn | ReportStatus.Fixed,
    });

    /// <summary>Over a border and on, a report each half minute.</summary>
    private static List<(VehicleId Vehicle, PositionReport Report)> Drive(VehicleId vehicle)
    {
        var (from, to) = (SomeFleet.WayOf(0)[0], SomeFleet.WayOf(0)[1]);
        var passes = new List<Domain.Provinces.BorderIntersection>();
        ShippedBorders.Map.CrossSegment(from, to, passes);
        var (length, border) = (Geodesy.Between(from, to).Metres, passes[0].Fraction);
        return [.. Enumerable.Range(0, 150).Select(i => (vehicle, new PositionReport
        {
            Time = s_begin + TimeSpan.FromSeconds(10 + (30 * i)),
            Position = Geodesy.Along(from, to, border + ((i - 20) * 300.0 / length)),
            SpeedDeciKmh = 360,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        }))];
    }

    private async Task<Stages> OpenAsync() => await Stages.OpenAsync(_folder.FullName, s_clock);

    private async Task SendAsync(Stages stages, IEnumerable<(VehicleId, PositionReport)> reports)
    {
        foreach (var some in reports.Chunk(10))
        {
            await stages.StoreAsync(await stages.JudgeAsync(_offset, some));
            _offset += some.Length;
        }
    }

    private static async Task WorkOffAsync(Stages stages)
    {
        while (await stages.JudgeAskedAsync() is { } asked)
        {
            await stages.StoreAsync(asked);
        }
    }

    private void Damage(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
