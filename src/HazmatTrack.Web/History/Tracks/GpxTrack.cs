using System.Globalization;
using System.IO.Pipelines;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>
/// GPX 1.1: one track with a segment for each stretch without lost reception. Reports without a position and drift are omitted.
/// Speed (metres per second) and course (degrees) are in the extension that most programs read, Garmin's TrackPointExtension v2.
/// </summary>
internal sealed class GpxTrack : TrackWriter, ISegmentTarget
{
    private readonly SegmentStream _segments;

    public GpxTrack(PipeWriter pipe, VehicleId vehicle)
        : base(pipe)
    {
        _segments = new(this);
        Text($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <gpx version="1.1" creator="HazmatTrack" xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2"><trk><name>{vehicle}</name>

            """);
    }

    public override void Write(in PositionReport point) => _segments.Add(point);

    public override Task EndAsync(CancellationToken cancellation)
    {
        _segments.Complete();
        Text("</trk></gpx>\n");
        return FlushAsync(cancellation);
    }

    void ISegmentTarget.Begin(int segment) => Text("<trkseg>\n");

    void ISegmentTarget.Add(in PositionReport point) => Text(string.Create(
        CultureInfo.InvariantCulture,
        $"<trkpt lat=\"{point.Position.LatitudeE6 / 1_000_000m}\" lon=\"{point.Position.LongitudeE6 / 1_000_000m}\">{Tag("ele", point.AltitudeMetres)}<time>{point.Time}</time>{Motion(point)}</trkpt>\n"));

    void ISegmentTarget.End() => Text("</trkseg>\n");

    private static string Motion(in PositionReport point) => point.SpeedDeciKmh is null && point.HeadingDegrees is null ? ""
        : $"<extensions><gpxtpx:TrackPointExtension>{Tag("gpxtpx:speed", point.SpeedDeciKmh / 36m)}{Tag("gpxtpx:course", point.HeadingDegrees)}</gpxtpx:TrackPointExtension></extensions>";

    private static string Tag(string name, decimal? value) =>
        value is { } number ? string.Create(CultureInfo.InvariantCulture, $"<{name}>{number:0.###}</{name}>") : "";
}
