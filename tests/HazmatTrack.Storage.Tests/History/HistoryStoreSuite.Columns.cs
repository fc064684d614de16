using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: what rows say for users who may see their own province only.</remarks>
public abstract partial class HistoryStoreSuite
{
    /// <summary>West of 121.39° is Jiangsu, as far as the tests go.</summary>
    private static ProvinceCode Locate(GeoPoint p) => p.LongitudeE6 < 121_390_000 ? ProvinceCode.Jiangsu : ProvinceCode.Shanghai;

    [Fact]
    public async Task A_chunk_says_which_provinces_the_truck_was_in()
    {
        await using var store = await HistoryStore.OpenAsync(_options, _time, Locate, default);
        var partition = await store.OpenAsync(0, default);
        PositionReport At(int second, int longitude) => Some.Report(second) with { Position = new(31_200_000, longitude), Status = ReportStatus.Fixed };
        PositionReport[] shanghai = [.. Enumerable.Range(0, 300).Select(i => At(i * 10, 121_400_000 + i))];
        PositionReport[] both = [.. Enumerable.Range(0, 300).Select(i => At(i * 10, 121_391_000 - (i * 10)))];
        PositionReport[] none = [.. Enumerable.Range(0, 300).Select(i => At(i * 10, 0) with { Status = ReportStatus.AccOn })];
        await AppendAsync(partition, 1, shanghai);
        await AppendAsync(partition, 2, both);
        await AppendAsync(partition, 3, none);
        await partition.FlushAsync(default);
        Assert.Equal([ProvinceCode.Shanghai], await ProvincesAsync(1));
        Assert.Equal([ProvinceCode.Shanghai, ProvinceCode.Jiangsu], await ProvincesAsync(2));
        Assert.Equal([], await ProvincesAsync(3));

        // A report that comes late adds its province to the chunk it goes into.
        await AppendAsync(partition, 1, [At(5, 121_389_999)]);
        await partition.FlushAsync(default);
        Assert.Equal([ProvinceCode.Shanghai, ProvinceCode.Jiangsu], await ProvincesAsync(1));
    }

    [Fact]
    public async Task A_chunk_stored_by_who_knows_no_borders_says_nothing_about_provinces()
    {
        await AppendAsync(await _store.OpenAsync(0, default), 1, Reports(0, 600));
        Assert.NotEmpty(await ReadRowsAsync("select provinces from history_chunk"));
        Assert.All(await ReadRowsAsync("select provinces from history_chunk"), p => Assert.Equal(DBNull.Value, p));
    }

    [Fact]
    public async Task A_vehicle_is_stored_with_the_province_of_its_plate()
    {
        var partition = await _store.OpenAsync(0, default);
        VehicleId[] vehicles = [new("沪A12345", PlateColour.Yellow), new("皖B1234挂", PlateColour.Yellow), VehicleId.FromStored("bad_2")];
        await partition.AppendAsync(new(7, 0, 9, [.. vehicles.Select(v => new TrackAppend(v, Reports(0, 1), null, default))]), default);
        Assert.Equal([DBNull.Value, 310000, 340000], (await ReadRowsAsync("select home from history_vehicle order by name")).Select(Number));
        Assert.All(await ReadRowsAsync("select operator from history_vehicle"), o => Assert.Equal(DBNull.Value, o));
    }

    private static object Number(object value) => value is DBNull ? value : Convert.ToInt32(value, null);

    private async Task<IEnumerable<ProvinceCode>> ProvincesAsync(int vehicle)
    {
        var bits = (await ReadRowsAsync($"select c.provinces from history_chunk c join history_vehicle v on v.id = c.vehicle where v.name = '{Some.Vehicle(vehicle)}'"))
            .Aggregate(0, (all, bits) => all | Convert.ToInt32(bits, null));
        return new ProvinceSet(bits).Provinces();
    }

    private async Task<List<object>> ReadRowsAsync(string query)
    {
        await using var connection = Connect(_options);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<object>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetValue(0));
        }

        return values;
    }
}
