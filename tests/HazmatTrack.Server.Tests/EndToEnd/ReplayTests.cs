using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.Server.Replay;
using HazmatTrack.TestServers;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Recorded tracks sent through the program end in what the same tracks must give.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Real_tracks_replayed_give_the_crossings_that_the_judging_of_each_track_alone_gives()
    {
        var file = Path.Combine(Servers.SharedData, "real-tracks.csv");
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync("--Ingest:MaxAge=3600.00:00:00", "--History:Keep=3600.00:00:00");
        var (code, output, errors) = await RunAsync(file, "--url", silo.Http.BaseAddress!.ToString());
        Assert.Equal("", errors);
        Assert.Equal(0, code);
        Assert.Contains("10,555 of 10,555 sent", output, StringComparison.Ordinal);

        var tracks = File.ReadLines(file).Skip(1).Select(l => l.Split(',')).GroupBy(c => c[0], c => new Domain.Tracks.PositionReport
        {
            Time = Instant.From(new(DateTime.ParseExact(c[1], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), TimeSpan.FromHours(8))),
            Position = Domain.Geo.GeoPoint.FromDegrees(double.Parse(c[2], CultureInfo.InvariantCulture), double.Parse(c[3], CultureInfo.InvariantCulture)),
            Status = Domain.Tracks.ReportStatus.Fixed,
        }).ToList();
        Assert.Equal(226, tracks.Count);
        await silo.HasTakenAsync(10_555);
        foreach (var track in tracks)
        {
            var vehicle = new VehicleId(track.Key, PlateColour.Yellow);
            Assert.Equal(SomeFleet.Expected(vehicle, track), await program.StandingAsync(vehicle));
            Assert.Equal(SomeFleet.Distinct(track), await program.HistoryAsync(vehicle));
        }
    }

    [Fact]
    public async Task A_bad_line_is_told_with_its_number_and_the_others_are_sent()
    {
        var file = Path.Combine(_folder, "some.csv");
        await File.WriteAllTextAsync(file, "time,plate,plateColor,lat,lon\n2026-03-01 08:00:00,沪A12345,2,31.2,121.4\nyesterday,沪A12345,2,31.2,121.4\n", TestContext.Current.CancellationToken);
        await using var program = TestProgram.Embedded(Path.Combine(_folder, "data"));
        var silo = await program.StartAsync();
        var (code, output, errors) = await RunAsync(file, "--url", silo.Http.BaseAddress!.ToString(), "--shift-to-now");
        Assert.Equal(1, code);
        Assert.Contains("some.csv:3: 'yesterday' is not a time", errors, StringComparison.Ordinal);
        Assert.Contains("1 of 1 sent", output, StringComparison.Ordinal);
        await silo.HasTakenAsync(1);
    }

    [Theory]
    [InlineData("Which file?")]
    [InlineData("cannot be read", "there-is-no-such.csv")]
    [InlineData("There is no option --fast", "x.csv", "--fast")]
    [InlineData("--speed slow", "x.csv", "--speed", "slow")]
    public async Task What_cannot_begin_says_why(string says, params string[] arguments)
    {
        var (code, _, errors) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = await ReplayCommand.RunAsync(arguments, output, errors, TimeProvider.System, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }
}
