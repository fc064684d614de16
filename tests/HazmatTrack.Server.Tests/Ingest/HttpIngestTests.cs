using System.Net;
using HazmatTrack.Kafka;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>The HTTP ingest on a broker: what is accepted is in the log, and what is not is named.</summary>
public sealed class HttpIngestTests(IngestServer.Shared shared) : IClassFixture<IngestServer.Shared>
{
    private static string Now => IngestServer.At(TimeSpan.Zero);

    private static string Good => IngestServer.Good;

    [Fact]
    public async Task What_is_accepted_is_in_the_log_as_it_was_sent()
    {
        await using var server = await IngestServer.StartAsync();
        var answer = await server.PostAsync($$"""
            [{{Good}},
             {"plate":"浙B99999","plateColor":1,"time":"{{IngestServer.At(TimeSpan.FromDays(-200))}}","lat":1,"lon":2,"speedKmh":0,"heading":0},
             {"plate":"苏E00001","plateColor":2,"time":"{{Now}}","lat":31.1,"lon":120.9,"speedKmh":80,"heading":360,"altitudeM":12,"mileageKm":1234.5,"alarmBits":1,"statusBits":3,"datum":"gcj02"},
             {"plate":"苏E00002","plateColor":2,"time":"{{Now}}","fixed":false}]
            """);
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(3, answer.Accepted);
        Assert.Equal([(1, "too-old")], answer.Rejected);

        var read = server.Read(3).ToDictionary(r => r.Vehicle.ToString(), r => r.Report);
        Assert.Equal((ushort?)605, read["沪A12345_2"].SpeedDeciKmh);
        Assert.True(read["沪A12345_2"].IsPosition);
        Assert.Equal(new(31_200_000, 121_400_000), read["沪A12345_2"].Position);
        Assert.Equal(((short?)12, (uint?)12_345, 1u, (ushort?)0),
            (read["苏E00001_2"].AltitudeMetres, read["苏E00001_2"].MileageDeciKm, read["苏E00001_2"].Alarms, read["苏E00001_2"].HeadingDegrees));
        Assert.InRange(Domain.Geo.Geodesy.Between(new(31_100_000, 120_900_000), read["苏E00001_2"].Position).Metres, 100, 900);
        Assert.False(read["苏E00002_2"].IsPosition);
    }

    [Theory]
    [InlineData("wgs84", "WGS84", "Wgs84", "WGS-84")]
    [InlineData("gcj02", "GCJ02", "Gcj02", "GCJ-02")]
    public async Task A_position_is_the_same_however_the_name_of_its_datum_is_written(params string[] names)
    {
        await using var server = await IngestServer.StartAsync();
        var items = names.Select((n, i) => IngestServer.Good.Replace("沪A12345", $"苏E0000{i}", StringComparison.Ordinal)
            .Replace("\"lat\"", $"\"datum\":\"{n}\",\"lat\"", StringComparison.Ordinal));
        Assert.Equal(names.Length, (await server.PostAsync($"[{string.Join(',', items)}]")).Accepted);
        var position = Assert.Single(server.Read(names.Length).Select(r => r.Report.Position).Distinct());
        Assert.Equal(names[0] == "wgs84", position == new Domain.Geo.GeoPoint(31_200_000, 121_400_000));
    }

    [Fact]
    public async Task What_a_terminal_does_not_send_is_absent_in_the_log_and_does_not_cost_the_position()
    {
        await using var server = await IngestServer.StartAsync();
        var answer = await server.PostAsync($$"""
            [{"plate":"苏E00003","plateColor":2,"time":"{{Now}}","lat":31.1,"lon":120.9},
             {"plate":"苏E00004","plateColor":2,"time":"{{Now}}","lat":31.1,"lon":120.9,"speedKmh":null,"heading":null,"altitudeM":null,"mileageKm":null},
             {"plate":"苏E00005","plateColor":2,"time":"{{Now}}","lat":31.1,"lon":120.9,"speedKmh":0,"heading":0,"altitudeM":0,"mileageKm":0}]
            """);
        Assert.Equal(3, answer.Accepted);

        var read = server.Read(3).ToDictionary(r => r.Vehicle.ToString(), r => r.Report);
        Assert.All(read.Values, r => Assert.True(r.IsPosition));
        Assert.All(["苏E00003_2", "苏E00004_2"], v => Assert.Equal((null, null, null, null), Sent(read[v])));
        Assert.Equal((0, 0, 0, 0), Sent(read["苏E00005_2"]));

        static (int? Speed, int? Heading, int? Altitude, long? Mileage) Sent(Domain.Tracks.PositionReport r) =>
            (r.SpeedDeciKmh, r.HeadingDegrees, r.AltitudeMetres, r.MileageDeciKm);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/jsonl; charset=utf-8")]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task Lines_are_taken_one_by_one(string? type)
    {
        var server = shared.Server;
        var answer = await server.PostAsync($"{Good}\n\n{{\"plate\n{Good.Replace("沪A12345", "沪A00001", StringComparison.Ordinal)}\r\n[]\n", type);
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(2, answer.Accepted);
        Assert.Equal([(1, "malformed"), (3, "malformed")], answer.Rejected);
        Assert.Contains("line 3, byte", answer.Body.GetProperty("rejected")[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_position_alone_is_taken_however_it_is_laid_out()
    {
        var server = shared.Server;
        Assert.Equal(1, (await server.PostAsync(Good)).Accepted);
        Assert.Equal(1, (await server.PostAsync(Good.Replace(",", ",\n", StringComparison.Ordinal))).Accepted);
        Assert.Equal(1, (await server.PostAsync([0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes($"[{Good}]")])).Accepted);
        Assert.Equal(0, (await server.PostAsync("[]")).Accepted);
    }

    [Theory]
    [InlineData("\"plateColor\":2", "\"plateColor\":8", "unknown-vehicle-format")]
    [InlineData("\"plateColor\":2", "\"plateColor\":94", "unknown-vehicle-format")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"bad\"", "unknown-vehicle-format")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"沪I12345\"", "unknown-vehicle-format")]
    [InlineData("\"plateColor\":2", "\"plateColor\":\"2\"", "wrong-type")]
    [InlineData("\"plateColor\":2", "\"plateColor\":2.5", "wrong-type")]
    [InlineData("\"plateColor\":2", "\"plateColor\":-2", "wrong-type")]
    [InlineData("\"plateColor\":2", "\"plateColor\":99999999999999999999", "wrong-type")]
    [InlineData("\"plateColor\":2", "\"plateColor\":2,\"plateColor\":1", "duplicate-member")]
    [InlineData("\"plateColor\":2", "\"plateColor\":2,\"pl\\u0061te\":\"沪B1\"", "duplicate-member")]
    [InlineData("\"plateColor\":2", "\"plateColor\":2,\"plat\\ud800\":1", "malformed")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"沪A 1234\"", "unknown-vehicle-format")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"沪A12345_2\"", "unknown-vehicle-format")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"沪A1\\u0000\"", "unknown-vehicle-format")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"\"", "unknown-vehicle-format")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"沪\\ud83d\"", "wrong-type")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":[\"沪A12345\"]", "wrong-type")]
    [InlineData("\"plate\":\"沪A12345\",", "", "missing-member")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":null", "missing-member")]
    [InlineData("\"lat\":31.2", "\"latitude\":31.2", "missing-member")]
    [InlineData("\"lat\":31.2", "\"lat\":91", "impossible-coordinates")]
    [InlineData("\"lat\":31.2", "\"lat\":1e300", "wrong-type")]
    [InlineData("\"lat\":31.2", "\"lat\":1e999999", "wrong-type")]
    [InlineData("\"lat\":31.2", "\"lat\":\"NaN\"", "wrong-type")]
    [InlineData("\"lat\":31.2", "\"lat\":{\"deg\":31}", "wrong-type")]
    [InlineData("\"lat\":31.2,\"lon\":121.4", "\"lat\":0,\"lon\":0", "impossible-coordinates")]
    [InlineData("\"heading\":90", "\"heading\":90,\"alarmBits\":-2147483649", "wrong-type")]
    [InlineData("\"heading\":90", "\"heading\":90,\"alarmBits\":1.5", "wrong-type")]
    [InlineData("\"heading\":90", "\"heading\":90,\"datum\":\"bd09\"", "unknown-datum")]
    [InlineData("\"heading\":90", "\"heading\":90,\"fixed\":\"yes\"", "wrong-type")]
    [InlineData("\"heading\":90", "\"heading\":90,\"statusBits\":4294967296", "wrong-type")]
    [InlineData("+08:00", "", "wrong-type")]
    [InlineData("\"time\":\"2", "\"time\":\"3", "in-the-future")]
    [InlineData("\"time\":\"2", "\"time\":1795000000,\"at\":\"2", "wrong-type")]
    public async Task A_bad_item_is_named_with_its_reason_and_the_good_one_is_taken(string good, string bad, string code)
    {
        var server = shared.Server;
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var spoilt = Good.Replace(good, bad, StringComparison.Ordinal);
        var answer = await server.PostAsync($"[{spoilt},{Good}]");
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(1, answer.Accepted);
        Assert.Equal([(0, code)], answer.Rejected);
        var alone = await server.PostAsync(spoilt);
        Assert.Equal(HttpStatusCode.BadRequest, alone.Status);
        Assert.Equal((0, "nothing-accepted"), (alone.Accepted, alone.Body.GetProperty("code").GetString()));
        Assert.Equal([(0, code)], alone.Rejected);
    }

    [Theory]
    [InlineData("\"heading\":90", "\"heading\":null")]
    [InlineData("\"speedKmh\":60.5", "\"speedKmh\":301")]
    [InlineData("\"speedKmh\":60.5", "\"speedKmh\":6553.5")]
    [InlineData("\"speedKmh\":60.5", "\"speedKmh\":-5")]
    [InlineData("\"heading\":90", "\"heading\":400")]
    [InlineData("\"heading\":90", "\"heading\":65535")]
    [InlineData("\"heading\":90", "\"heading\":-2")]
    [InlineData("\"heading\":90", "\"heading\":-1")]
    [InlineData("\"heading\":90", "\"heading\":-1.0")]
    [InlineData(",\"heading\":90", "")]
    [InlineData("\"speedKmh\":60.5", "\"speedKmh\":null")]
    [InlineData("\"speedKmh\":60.5", "\"speedKmh\":-1")]
    [InlineData("\"speedKmh\":60.5,", "")]
    [InlineData("\"heading\":90", "\"altitudeM\":null,\"mileageKm\":null,\"alarmBits\":null,\"statusBits\":null,\"fixed\":null,\"datum\":null")]
    public async Task A_truck_that_does_not_tell_its_course_or_speed_is_taken_without(string told, string instead)
    {
        await using var server = await IngestServer.StartAsync();
        Assert.Contains(told, Good, StringComparison.Ordinal);
        Assert.Equal(1, (await server.PostAsync(Good.Replace(told, instead, StringComparison.Ordinal))).Accepted);
        var report = server.Read(1)[0].Report;
        Assert.True(report.IsPosition);
        Assert.True(report.SpeedDeciKmh is null || report.HeadingDegrees is null);
        Assert.Null(report.AltitudeMetres);
    }

    [Fact]
    public async Task Alarm_bits_as_a_signed_number_and_whole_numbers_with_a_point_are_the_same_numbers()
    {
        await using var server = await IngestServer.StartAsync();
        var answer = await server.PostAsync(
            Good.Replace("\"plateColor\":2", "\"plateColor\":2.0", StringComparison.Ordinal)
                .Replace("\"heading\":90", "\"heading\":9e1,\"alarmBits\":-2147483648,\"statusBits\":3.0e0", StringComparison.Ordinal));
        Assert.Equal(1, answer.Accepted);
        var (vehicle, report) = server.Read(1)[0];
        Assert.Equal("沪A12345_2", vehicle.ToString());
        Assert.Equal((0x8000_0000u, 3u, (ushort?)90), (report.Alarms, (uint)report.Status, report.HeadingDegrees));
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson; charset=\"UTF-8\"")]
    public async Task The_charset_may_stand_in_quotes_or_not_at_all(string type) =>
        Assert.Equal(1, (await shared.Server.PostAsync(Good, type)).Accepted);

    [Fact]
    public async Task Without_a_broker_it_says_so_and_what_is_not_stored()
    {
        await using var server = await IngestServer.StartAsync(new KafkaOptions { BootstrapServers = "127.0.0.1:1" });
        var answer = await server.PostAsync($"[{{}},{Good}]");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal(1, Assert.Single(answer.Body.GetProperty("failed").EnumerateArray()).GetInt32());
    }
}
