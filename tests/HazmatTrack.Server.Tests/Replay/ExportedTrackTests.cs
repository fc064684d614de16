using System.IO.Pipelines;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Api;
using HazmatTrack.Server.Csv;
using HazmatTrack.Server.Replay;

namespace HazmatTrack.Server.Tests.Replay;

/// <summary>The product's own export is read again as it was.</summary>
public sealed class ExportedTrackTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task An_exported_track_is_imported_without_loss()
    {
        var vehicle = VehicleId.Parse("沪A12345_2");
        var whole = new PositionReport
        {
            Time = new(1_795_838_415_123),
            Position = new(31_230_400, 121_473_701),
            SpeedDeciKmh = 625,
            HeadingDegrees = 359,
            AltitudeMetres = -12,
            MileageDeciKm = 4_294_967_290,
            Alarms = 0x8000_0001,
            Status = (ReportStatus)0x8000_0003,
        };
        PositionReport[] reports =
        [
            whole,
            whole with { Time = whole.Time + TimeSpan.FromSeconds(1), SpeedDeciKmh = null, HeadingDegrees = null, AltitudeMetres = null, MileageDeciKm = null, Alarms = 0 },
            whole with { Time = whole.Time + TimeSpan.FromSeconds(2), SpeedDeciKmh = 0, HeadingDegrees = 0, AltitudeMetres = 0, MileageDeciKm = 0 },
            whole with { Time = whole.Time + TimeSpan.FromSeconds(3), Position = default, Status = ReportStatus.AccOn },
            whole with { Time = whole.Time + TimeSpan.FromSeconds(4), Position = default, Status = ReportStatus.Fixed | ReportStatus.Encrypted },
        ];
        await using (var file = File.Create(_file))
        {
            var pipe = PipeWriter.Create(file);
            await using var writer = TrackFormat.Find("csv")!.Begin(pipe, vehicle, reports[0].Time, reports[^1].Time);
            foreach (var report in reports)
            {
                writer.Write(report);
            }

            await writer.EndAsync(TestContext.Current.CancellationToken);
            await pipe.CompleteAsync();
        }

        var table = CsvTable.Open(_file);
        var reader = new TrackReader(TrackColumns.Of(table, _file, new Dictionary<TrackField, string>()), new() { File = _file }, table.Separator);
        Assert.Equal(reports, table.Records().Select(r =>
        {
            Assert.Null(r.Fault ?? reader.TryRead(r.Cells, out var read, out _));
            reader.TryRead(r.Cells, out read, out var report);
            Assert.Equal(vehicle, read);
            return report;
        }));
    }
}
