using System.Globalization;
using System.IO.Pipelines;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>
/// RFC 4180 with a header; a report without a position has empty coordinates, and values that the terminal did not send are empty. The command
/// <c>replay</c> reads it back without loss.
/// </summary>
internal sealed class CsvTrack : TrackWriter
{
    /// <summary>Excel recognises UTF-8 by this mark.</summary>
    public const string ByteOrderMark = "\uFEFF";

    private readonly string _vehicle;

    public CsvTrack(PipeWriter pipe, VehicleId vehicle, bool bom)
        : base(pipe)
    {
        _vehicle = vehicle.ToString();
        Text((bom ? ByteOrderMark : "") + "vehicle,time,lat,lon,speedKmh,heading,altitudeM,mileageKm,fixed,alarmBits,statusBits\r\n");
    }

    public override void Write(in PositionReport point)
    {
        var place = point.IsPosition
            ? string.Create(CultureInfo.InvariantCulture, $"{point.Position.LatitudeE6 / 1_000_000m},{point.Position.LongitudeE6 / 1_000_000m}")
            : ",";
        Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{_vehicle},{ChinaTimeText.Format(point.Time)},{place},{point.SpeedDeciKmh / 10m},{point.HeadingDegrees},{point.AltitudeMetres},{point.MileageDeciKm / 10m},{((point.Status & ReportStatus.Fixed) != 0 ? 1 : 0)},{point.Alarms},{(uint)point.TerminalStatus}\r\n"));
    }

    public override Task EndAsync(CancellationToken cancellation) => FlushAsync(cancellation);
}
