using CsCheck;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Replay;

namespace HazmatTrack.Server.Tests.Replay;

/// <summary>Files of any length are sent in the order of their times.</summary>
public sealed class TrackSorterTests
{
    private static readonly Gen<PositionReport> s_report =
        from time in Gen.Long[0, 50]
        from lat in Gen.Int
        from speed in Gen.UShort.Nullable()
        from heading in Gen.UShort.Nullable()
        from altitude in Gen.Short.Nullable()
        from mileage in Gen.UInt.Nullable()
        from bits in Gen.UInt
        select new PositionReport
        {
            Time = new(time),
            Position = new(lat, -lat),
            SpeedDeciKmh = speed,
            HeadingDegrees = heading,
            AltitudeMetres = altitude,
            MileageDeciKm = mileage,
            Alarms = bits,
            Status = (ReportStatus)~bits,
        };

    [Fact]
    public void Lines_come_in_the_order_of_time_and_file_however_many_runs_lie_on_disk() =>
        s_report.Array[0, 200].Select(Gen.Int[1, 50]).Sample((reports, run) =>
    {
        using var sorter = new TrackSorter(run);
        var lines = reports.Select((r, i) => new TrackLine(i + 2, VehicleId.Parse(i % 2 == 0 ? "沪A12345_2" : "苏E10001_2"), r)).ToList();
        lines.ForEach(l => sorter.Add(l));
        Assert.Equal(lines.OrderBy(l => l.Report.Time.UnixMilliseconds), sorter.InOrder());
    });
}
