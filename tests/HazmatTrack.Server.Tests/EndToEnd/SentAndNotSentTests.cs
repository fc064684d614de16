using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>By the public API: what a terminal does not send stays unknown, and no alarm bit it sends is lost.</summary>
public sealed class SentAndNotSentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-sent-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_truck_that_sends_only_where_it_is_has_no_speed_heading_altitude_or_odometer_in_any_answer()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var now = DateTimeOffset.UtcNow;
        await PostAsync(silo, "沪A12345", now.AddSeconds(-20), new());
        await PostAsync(silo, "沪A12345", now.AddSeconds(-10), new() { ["speedKmh"] = 0, ["heading"] = 0, ["altitudeM"] = 0, ["mileageKm"] = 0 });
        await PostAsync(silo, "沪A12345", now, new());
        await silo.HasTakenAsync(3);

        var json = JsonDocument.Parse(await HistoryAsync(silo, "json")).RootElement.GetProperty("items").EnumerateArray().ToArray();
        var geo = JsonDocument.Parse(await HistoryAsync(silo, "geojson")).RootElement.GetProperty("features").EnumerateArray()
            .Select(f => f.GetProperty("properties")).ToArray();
        foreach (var items in new[] { json, geo })
        {
            foreach (var member in new[] { "speedKmh", "heading", "altitudeM", "mileageKm" })
            {
                Assert.Equal([null, 0m, null], items.Select(i => i.TryGetProperty(member, out var value) ? value.GetDecimal() : (decimal?)null));
            }
        }

        var gpx = XDocument.Parse(await HistoryAsync(silo, "gpx")).Descendants().Where(e => e.Name.LocalName == "trkpt");
        Assert.Equal([null, "0", null], gpx.Select(p => p.Elements().FirstOrDefault(e => e.Name.LocalName == "ele")?.Value));

        var lines = (await HistoryAsync(silo, "csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        foreach (var member in new[] { "speedKmh", "heading", "altitudeM", "mileageKm" })
        {
            Assert.Equal(["", "0", ""], lines.Skip(1).Select(l => l.Split(',')[Array.IndexOf(header, member)]));
        }

        var fix = JsonDocument.Parse(
            await silo.Http.GetStringAsync(new Uri("/api/v1/vehicles/沪A12345_2", UriKind.Relative), Stop)).RootElement.GetProperty("lastFix");
        foreach (var member in new[] { "speedKmh", "heading", "altitudeM", "mileageKm" })
        {
            Assert.True(!fix.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null, $"{member} is {fix}");
        }
    }

    [Fact]
    public async Task The_alarms_that_a_truck_sends_are_told_as_number_and_by_name_wherever_it_is_told()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var now = DateTimeOffset.UtcNow;

        // Emergency, main power lost, rollover, and bit 31, which has no name; then none.
        const uint Alarms = 1u << 0 | 1u << 8 | 1u << 30 | 1u << 31;
        string[] names = ["emergency", "power-lost", "rollover"];
        await PostAsync(silo, "沪A12345", now.AddSeconds(-10), []);
        await PostAsync(silo, "沪A12345", now, new() { ["alarmBits"] = Alarms });
        await silo.HasTakenAsync(2);
        var items = JsonDocument.Parse(await HistoryAsync(silo, "json")).RootElement.GetProperty("items").EnumerateArray().ToArray();
        var properties = JsonDocument.Parse(await HistoryAsync(silo, "geojson")).RootElement.GetProperty("features")
            .EnumerateArray().Select(f => f.GetProperty("properties")).ToArray();
        foreach (var told in new[] { items, properties })
        {
            Assert.Equal((0, false), (told[0].GetProperty("alarmBits").GetInt64(), told[0].TryGetProperty("alarms", out _)));
            Assert.Equal(Alarms, told[1].GetProperty("alarmBits").GetUInt32());
            Assert.Equal(names, told[1].GetProperty("alarms").EnumerateArray().Select(a => a.GetString()));
        }

        var lines = (await HistoryAsync(silo, "csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["0", "3221225729"], lines.Skip(1).Select(l => l.Split(',')[Array.IndexOf(lines[0].Split(','), "alarmBits")]));
        var fix = JsonDocument.Parse(
            await silo.Http.GetStringAsync(new Uri("/api/v1/vehicles/沪A12345_2", UriKind.Relative), Stop)).RootElement.GetProperty("lastFix");
        Assert.Equal(Alarms, fix.GetProperty("alarmBits").GetUInt32());
        Assert.Equal(names, fix.GetProperty("alarms").EnumerateArray().Select(a => a.GetString()));

        // With the next report they are over.
        await PostAsync(silo, "沪A12345", now.AddSeconds(10), []);
        await silo.HasTakenAsync(3);
        fix = JsonDocument.Parse(
            await silo.Http.GetStringAsync(new Uri("/api/v1/vehicles/沪A12345_2", UriKind.Relative), Stop)).RootElement.GetProperty("lastFix");
        Assert.Equal((0, false), (fix.GetProperty("alarmBits").GetInt64(), fix.TryGetProperty("alarms", out _)));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public async Task An_emergency_a_power_cut_and_a_rollover_of_one_second_are_all_in_history_whichever_came_first(params int[] order)
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        uint[] alarms = [1u << 0, 1u << 8, 1u << 30];
        var now = DateTimeOffset.UtcNow;
        foreach (var i in order)
        {
            await PostAsync(silo, "沪A12345", now, new() { ["speedKmh"] = 10 * i, ["alarmBits"] = alarms[i] });
        }

        await silo.HasTakenAsync(3);
        var item = Assert.Single(JsonDocument.Parse(await HistoryAsync(silo, "json")).RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal(alarms[0] | alarms[1] | alarms[2], item.GetProperty("alarmBits").GetUInt32());
        Assert.Equal(20, item.GetProperty("speedKmh").GetDecimal());
    }

    [Fact]
    public async Task An_alarm_bit_that_comes_a_thousand_reports_late_is_added_to_its_second_in_history()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var vehicle = new Domain.Vehicles.VehicleId("沪A12345", Domain.Vehicles.PlateColour.Yellow);
        var start = DateTimeOffset.UtcNow.AddHours(-12);
        PositionReport Report(int i) => new()
        {
            Time = Domain.Instant.From(start.AddSeconds(30 * i)),
            Position = new(31_200_000 + i, 121_400_000),
            SpeedDeciKmh = 10,
            Status = ReportStatus.Fixed,
        };
        await program.SendAsync(Enumerable.Range(0, 1000).Select(i => (vehicle, Report(i))));
        await silo.HasTakenAsync(1000);
        await program.SendAsync([(vehicle, Report(3) with { SpeedDeciKmh = null, Alarms = 1u << 30 })]);
        await silo.HasTakenAsync(1001);
        Assert.Equal(Report(3) with { Alarms = 1u << 30 }, (await program.HistoryAsync(vehicle))[3]);
    }

    private static async Task PostAsync(TestProgram.Silo silo, string plate, DateTimeOffset time, Dictionary<string, object> more)
    {
        var item = new Dictionary<string, object>(more)
        {
            ["plate"] = plate,
            ["plateColor"] = 2,
            ["time"] = time.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["lat"] = 31.2,
            ["lon"] = 121.4,
        };
        using var answer = await silo.Http.PostAsJsonAsync(new Uri("/api/v1/positions", UriKind.Relative), new[] { item }, Stop);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<string> HistoryAsync(TestProgram.Silo silo, string format)
    {
        var (from, to) = (ChinaTimeText.Format(Domain.Instant.From(DateTimeOffset.UtcNow.AddHours(-1))),
            ChinaTimeText.Format(Domain.Instant.From(DateTimeOffset.UtcNow.AddHours(1))));
        return await silo.Http.GetStringAsync(
            new Uri($"/api/v1/vehicles/沪A12345_2/history?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}&format={format}", UriKind.Relative), Stop);
    }
}
