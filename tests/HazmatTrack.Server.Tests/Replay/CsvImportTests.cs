using System.IO.Compression;
using System.Text;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Csv;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Server.Tests.Ingest;

namespace HazmatTrack.Server.Tests.Replay;

/// <summary>Tables as platforms, spreadsheets and people write them, through the command <c>replay</c> into the log.</summary>
public sealed class CsvImportTests : IDisposable
{
    private const string Header = "plate,plateColor,time,lat,lon,speedKmh,remark";

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-csv-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A day at which the fleet of these tests drove; the log takes what is no older than half a year.</summary>
    private static string Day { get; } = TimeProvider.System.GetUtcNow().AddDays(-10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Good(int second) => $"沪A12345,2,{Day} 12:00:{second:00},31.2304,121.4737,60.5,x";

    public void Dispose() => Directory.Delete(_folder, true);

    public static TheoryData<string, string> Encodings => new()
    {
        { "UTF-8", "UTF-8," },
        { "UTF-8 marked", "UTF-8 with a byte order mark" },
        { "UTF-16 LE", "UTF-16 LE" },
        { "UTF-16 BE", "UTF-16 BE" },
        { "UTF-16 LE unmarked", "UTF-16 LE" },
        { "UTF-16 BE unmarked", "UTF-16 BE" },
        { "GB18030", "GB18030" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_table_with_Chinese_headers_is_read_in_the_encoding_of_the_program_that_wrote_it(string name, string said)
    {
        var text = $"车牌号,车牌颜色,定位时间,经度,纬度,速度(km/h),方向,高程(m),里程,报警,状态,备注\r\n沪A12345,黄色,{Day.Replace('-', '/')} 12:00:15,121.4737,31.2304,62.5,东北,-3,12345.6,2147483648,3,㐀驶往昆山\r\n";
        byte[] bytes = name switch
        {
            "UTF-8" => Encoding.UTF8.GetBytes(text),
            "UTF-8 marked" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            "UTF-16 LE" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            "UTF-16 BE" => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)],
            "UTF-16 LE unmarked" => Encoding.Unicode.GetBytes(text),
            "UTF-16 BE unmarked" => Encoding.BigEndianUnicode.GetBytes(text),
            _ => TextEncoding.Gb18030.Encoding.GetBytes(text),
        };
        var (code, output, errors, reports) = await ReplayAsync(bytes, 1);
        Assert.True(code == 0, errors);
        Assert.Contains(said, output, StringComparison.Ordinal);
        var (vehicle, report) = Assert.Single(reports);
        Assert.Equal("沪A12345_2", vehicle.ToString());
        Assert.Equal($"{Day}T04:00:15.000Z", report.Time.ToString());
        Assert.Equal(new(31_230_400, 121_473_700), report.Position);
        Assert.Equal(((ushort?)625, (ushort?)45, (short?)-3, (uint?)123_456),
            (report.SpeedDeciKmh, report.HeadingDegrees, report.AltitudeMetres, report.MileageDeciKm));
        Assert.Equal((0x8000_0000u, 3u), (report.Alarms, (uint)report.Status));
    }

    [Theory]
    [InlineData(",", "31.2304", "commas")]
    [InlineData(";", "31,2304", "semicolons")]
    [InlineData("\t", "31.2304", "tabs")]
    public async Task A_table_is_read_whatever_separates_its_cells(string separator, string latitude, string said)
    {
        var text = string.Join(
            '\n', new[] { new[] { "plate", "time", "lat", "lon" }, ["沪A12345", $"{Day} 12:00:15", latitude, "121.4737"] }.Select(
                r => string.Join(separator, r)));
        var (code, output, errors, reports) = await ReplayAsync(text, 1);
        Assert.True(code == 0, errors);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Equal(new(31_230_400, 121_473_700), Assert.Single(reports).Report.Position);
    }

    [Fact]
    public async Task A_quoted_cell_may_hold_separators_quotes_and_lines_and_a_bad_line_has_its_number_in_the_file()
    {
        var (code, output, errors, reports) = await ReplayAsync(
            $"{Header}\n\"沪A12345\",2,{Day} 12:00:15,31.2304,121.4737,,\"one, \"\"two\"\"\nthree\r\nfour\"\n\n{Good(16)}\n沪A12345,2,yesterday,31.2,121.4,,\n沪A12345,2,{Day} 12:00:17,31.2,121.4,,5\" pipe\n", 3);
        Assert.Equal(1, code);
        Assert.Equal([15, 16, 17], reports.Select(r => r.Report.Time.ToDateTimeOffset().Second));
        Assert.Contains("tracks.csv:7: 'yesterday' is not a time", errors, StringComparison.Ordinal);
        Assert.Contains("4 lines read = 3 sent + 0 refused + 1 bad", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_its_own_line_alone()
    {
        var rest = string.Join('\n', Enumerable.Range(20, 30).Select(Good));
        var many = string.Join('\n', Enumerable.Range(0, 4000).Select(i => $"沪A12345,2,{Day} 13:{i / 60 % 60:00}:{i % 60:00}.{i / 3600},31.2,121.4,,long enough"));
        var (_, output, errors, reports) = await ReplayAsync(
            $"{Header}\n沪A12345,2,{Day} 12:00:10,31.2,121.4,,\"open\n{Good(11)}\n沪A12345,2,{Day} 12:00:12,31.2,121.4,,\"closed\"\n{rest}\n沪A12345,2,{Day} 12:00:50,31.2,121.4,,\"open\n{many}\n沪A12345,2,{Day} 12:00:55,31.2,121.4,,\"open\n{Good(56)}", 4033);
        Assert.Contains("tracks.csv:2: a quote is opened and not closed", errors, StringComparison.Ordinal);
        Assert.Contains("tracks.csv:35: a quote is opened and not closed", errors, StringComparison.Ordinal);
        Assert.Contains("tracks.csv:4036: a quote is opened and not closed", errors, StringComparison.Ordinal);
        Assert.Contains("4,036 lines read = 4,033 sent + 0 refused + 3 bad", output, StringComparison.Ordinal);
        Assert.Equal(4033, reports.Count);
    }

    [Theory]
    [InlineData("31.2304,", "the longitude is empty")]
    [InlineData(",121.4737", "the latitude is empty")]
    [InlineData("31.2304", "the longitude is empty")]
    [InlineData("--,null", "the latitude is empty")]
    [InlineData("31.2304,x", "'31.2304', 'x' is not a latitude and a longitude")]
    [InlineData("0,0", "not a position")]
    [InlineData("121.4737,31.2304", "look swapped")]
    public async Task A_coordinate_that_is_empty_or_none_is_a_named_bad_line_and_never_zero(string place, string says)
    {
        var (code, output, errors, reports) = await ReplayAsync($"plate,time,lat,lon\n沪B10001,{Day} 12:01:00,{place}\n沪A12345,{Day} 12:00:15,31.2304,121.4737\n", 1);
        Assert.Equal(1, code);
        Assert.Contains("tracks.csv:2: ", errors, StringComparison.Ordinal);
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.Contains("2 lines read = 1 sent + 0 refused + 1 bad", output, StringComparison.Ordinal);
        Assert.Equal("沪A12345_2", Assert.Single(reports).Vehicle.ToString());
    }

    [Theory]
    [InlineData(",31.2")]
    [InlineData(",31.2304,121.47")]
    public async Task A_line_in_which_the_file_was_cut_off_is_a_bad_line(string end)
    {
        var (code, _, errors, _) = await ReplayAsync($"plate,time,lat,lon,speedKmh\n沪A12345,{Day} 12:00:15,31.2304,121.4737,\n沪A12345,{Day} 12:00:16{end}", 1);
        Assert.Equal(1, code);
        Assert.Contains("tracks.csv:3: the file ends within the line", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_cell_is_a_value_that_was_not_sent()
    {
        var (code, _, errors, reports) = await ReplayAsync(
            $"plate,plateColor,time,lat,lon,speedKmh,heading,altitudeM,mileageKm,alarmBits,statusBits\n沪A12345,,{Day} 12:00:15,31.2304,121.4737,,-1,,-,,\n沪A12345,,{Day} 12:00:16,31.2304,121.4737\n", 2);
        Assert.True(code == 0, errors);
        Assert.All(reports, r => Assert.Equal(
            (null, null, null, null, 0u, ReportStatus.Fixed),
            (r.Report.SpeedDeciKmh, r.Report.HeadingDegrees, r.Report.AltitudeMetres, r.Report.MileageDeciKm, r.Report.Alarms, r.Report.Status)));
    }

    [Theory]
    [InlineData("lat,lon", "--datum", "GCJ02")]
    [InlineData("lat,lon", "--datum", "Gcj-02")]
    [InlineData("lat (GCJ02),lon (GCJ02)")]
    [InlineData("lat (gcj-02),lon (gcj-02)")]
    public async Task Coordinates_on_GCJ_02_are_converted_however_its_name_is_written(string places, params string[] more)
    {
        var (_, _, errors, reports) = await ReplayAsync($"plate,time,{places}\n沪A12345,{Day} 12:00:15,31.2304,121.4737\n", 1, more);
        var expected = Domain.Geo.Gcj02.ToWgs84(new(31_230_400, 121_473_700));
        Assert.True(Assert.Single(reports).Report.Position == expected, errors);
    }

    [Fact]
    public async Task One_absurd_year_does_not_shift_the_rest_and_is_told()
    {
        var before = TimeProvider.System.GetUtcNow();
        var (code, output, errors, reports) = await ReplayAsync(
            $"plate,time,lat,lon\n沪A12345,2024-03-01 08:00:00,31.2,121.4\n沪A12345,2062-03-01 08:00:10,31.2,121.4\n沪A12345,2024-03-01 08:00:20,31.2,121.4\n沪A12345,2025-03-01 08:00:05,31.2,121.4\n", 2, "--shift-to-now");
        Assert.Equal(1, code);
        Assert.Equal(20, (reports[1].Report.Time - reports[0].Report.Time).TotalSeconds);
        Assert.InRange(reports[1].Report.Time.ToDateTimeOffset(), before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
        Assert.Contains("tracks.csv:3: its time 2062-03-01", errors, StringComparison.Ordinal);
        Assert.Contains("tracks.csv:5: its time 2025-03-01", errors, StringComparison.Ordinal);
        Assert.Contains("4 lines read = 2 sent + 0 refused + 0 bad + 2 with an implausible time", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_the_server_refuses_is_told_with_its_number()
    {
        var (code, output, errors, reports) = await ReplayAsync($"{Header}\n{Good(15)}\n沪A12345,2,2001-01-01 12:00:15,31.2,121.4,,\n沪A12345,2,2002-01-01 12:00:16,31.2,121.4,,\n{Good(17)}\n", 2);
        Assert.Equal(1, code);
        Assert.Contains("tracks.csv:3: The event time 2001-01-01", errors, StringComparison.Ordinal);
        Assert.Contains("tracks.csv:4: The event time 2002-01-01", errors, StringComparison.Ordinal);
        Assert.Contains("4 lines read = 2 sent + 2 refused + 0 bad", output, StringComparison.Ordinal);
        Assert.Equal(2, reports.Count);
    }

    [Fact]
    public async Task Headers_that_are_not_known_are_named_and_units_are_converted()
    {
        var (code, _, errors, reports) = await ReplayAsync(
            $"车,色,采样,Y,X,GPS速度(m/s),里程(米),报警\n沪A12345,渐变绿,{Day} 12:00:15,31.2304,121.4737,10,123400,超速报警\n".Replace("沪A12345", "沪AD12345", StringComparison.Ordinal),
            1,
            "--columns",
            "plate=车,plateColor=色,time=采样,lat=Y",
            "--columns",
            "lon=X,alarmBits=");
        Assert.True(code == 0, errors);
        var (vehicle, report) = Assert.Single(reports);
        Assert.Equal("沪AD12345_94", vehicle.ToString());
        Assert.Equal(((ushort?)360, (uint?)1234), (report.SpeedDeciKmh, report.MileageDeciKm));
    }

    [Theory]
    [InlineData("plate,time,lat\n", "has no column lon")]
    [InlineData("plate,time,lat,lon,speed(furlongs)\n", "unit of column speed(furlongs) is not known")]
    [InlineData("plate,time,lat,lon(BD09)\n", "BD-09")]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("PK\u0003\u0004", "is a workbook")]
    public async Task A_table_that_cannot_be_read_as_a_whole_says_why(string text, string says)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "tracks.csv"), text, Stop);
        var (code, _, errors) = await ReplayTests.RunAsync(Path.Combine(_folder, "tracks.csv"));
        Assert.Equal(2, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--columns", "plate")]
    [InlineData("--columns", "nonsense=a")]
    [InlineData("--columns", "lat=nowhere")]
    public async Task A_column_that_is_not_there_is_refused(params string[] arguments)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "tracks.csv"), $"{Header}\n{Good(15)}\n", Stop);
        var (code, _, errors) = await ReplayTests.RunAsync([Path.Combine(_folder, "tracks.csv"), .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains("--columns", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_table_is_read_whatever_its_name()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($"{Header}\n{Good(15)}\n"), Stop);
        }

        var (code, _, errors, _) = await ReplayAsync(compressed.ToArray(), 1);
        Assert.True(code == 0, errors);
    }

    [Fact]
    public async Task One_damaged_line_does_not_turn_the_file_into_another_encoding()
    {
        var bytes = Encoding.UTF8.GetBytes($"{Header}\n{Good(15)}\n{Good(16)}\n{Good(17)}\n").ToList();
        bytes.RemoveAt(Encoding.UTF8.GetByteCount($"{Header}\n{Good(15)}\n") + 1);
        var (code, output, errors, reports) = await ReplayAsync([.. bytes], 2);
        Assert.Equal(1, code);
        Assert.Contains("UTF-8,", output, StringComparison.Ordinal);
        Assert.Contains("tracks.csv:3: ", errors, StringComparison.Ordinal);
        Assert.All(reports, r => Assert.Equal("沪A12345_2", r.Vehicle.ToString()));
    }

    private Task<(int Code, string Output, string Errors, IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> Reports)> ReplayAsync(
        string text, int expected, params string[] more) =>
        ReplayAsync(Encoding.UTF8.GetBytes(text), expected, more);

    /// <summary>Replays a file through HTTP ingest; answers what the log has then, in order of time.</summary>
    private async Task<(int Code, string Output, string Errors, IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> Reports)> ReplayAsync(
        byte[] bytes, int expected, params string[] more)
    {
        var file = Path.Combine(_folder, "tracks.csv");
        await File.WriteAllBytesAsync(file, bytes, Stop);
        await using var server = await IngestServer.StartAsync(maxItems: 10_000, maxBytes: 10_000_000);
        var (code, output, errors) = await ReplayTests.RunAsync([file, "--url", server.Address.ToString(), .. more]);
        Assert.True(output.Contains($"{expected:N0} sent", StringComparison.Ordinal), output + errors);
        return (code, output, errors, [.. server.Read(expected).OrderBy(r => r.Report.Time.UnixMilliseconds)]);
    }
}
