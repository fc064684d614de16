using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Replay;

/// <summary>What the program exports, another one imports.</summary>
public sealed class ExportedTrackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_track_that_is_exported_replayed_and_exported_again_is_the_same_to_the_byte()
    {
        var vehicle = VehicleId.Parse("沪A12345_2");
        var whole = new PositionReport
        {
            Time = Instant.From(TimeProvider.System.GetUtcNow().AddHours(-1)),
            Position = new(31_230_400, 121_473_701),
            SpeedDeciKmh = 625,
            HeadingDegrees = 359,
            AltitudeMetres = -12,
            MileageDeciKm = 4_294_967_290,
            Alarms = 0x8000_0001,
            Status = (ReportStatus)0x8000_0003,
        };
        PositionReport After(int seconds) => whole with { Time = whole.Time + TimeSpan.FromSeconds(seconds) };
        PositionReport[] reports =
        [
            whole,
            After(1) with { SpeedDeciKmh = null, HeadingDegrees = null, AltitudeMetres = null, MileageDeciKm = null, Alarms = 0 },
            After(2) with { SpeedDeciKmh = 0, HeadingDegrees = 0, AltitudeMetres = 0, MileageDeciKm = 0 },
            After(3) with { Position = default, Status = ReportStatus.AccOn },
            After(4) with { Position = default, Status = ReportStatus.Fixed | ReportStatus.Encrypted },
        ];
        var first = await TakenAsync("first", reports.Length, (program, _) => program.SendAsync(reports.Select(r => (vehicle, r))));
        var file = Path.Combine(_folder, "track.csv");
        await File.WriteAllTextAsync(file, first, TestContext.Current.CancellationToken);
        var second = await TakenAsync("second", reports.Length, async (_, silo) =>
        {
            var key = await SomeKeys.FileAsync(silo, _folder);
            var (code, output, errors) = await ReplayTests.RunAsync(file, "--url", silo.Http.BaseAddress!.ToString(), "--key-file", key);
            Assert.True(code == 0, output + errors);
        });
        Assert.Equal(reports.Length + 2, first.Split("\r\n").Length);
        Assert.Equal(first, second);
    }

    /// <summary>The track as exported by a program that has been sent it.</summary>
    private async Task<string> TakenAsync(string name, int count, Func<TestProgram, TestProgram.Silo, Task> send)
    {
        await using var program = TestProgram.Embedded(Path.Combine(_folder, name));
        var silo = await program.StartAsync();
        await send(program, silo);
        await silo.HasTakenAsync(count);
        return await silo.Http.GetStringAsync(
            new Uri("/api/v1/vehicles/%E6%B2%AAA12345_2/history?format=csv&from=2020-01-01T00:00:00Z&to=2090-01-01T00:00:00Z", UriKind.Relative), TestContext.Current.CancellationToken);
    }
}
