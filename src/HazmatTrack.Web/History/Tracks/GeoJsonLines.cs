using System.IO.Pipelines;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>
/// A FeatureCollection of one LineString for each segment, with coordinates [longitude, latitude, altitude, Unix seconds] as the trip layer of
/// Kepler.gl reads them. That layer needs the third number, so an altitude that was not sent is 0, and the line states how many are.
/// A segment of one fix is no line and is omitted, as is drift.
/// </summary>
internal sealed class GeoJsonLines : JsonTrackWriter, ISegmentTarget
{
    private readonly SegmentStream _segments;
    private readonly string _vehicle;
    private PositionReport _first;
    private PositionReport _last;
    private int _segment;
    private int _count;
    private int _unknownAltitudes;

    public GeoJsonLines(PipeWriter pipe, VehicleId vehicle)
        : base(pipe)
    {
        _segments = new(this);
        _vehicle = vehicle.ToString();
        Json.StartFeatures();
    }

    public override void Write(in PositionReport point) => _segments.Add(point);

    public override async Task EndAsync(CancellationToken cancellation)
    {
        _segments.Complete();
        Json.WriteEndArray();
        Json.WriteEndObject();
        await FlushAsync(cancellation);
    }

    void ISegmentTarget.Begin(int segment) => (_segment, _count, _unknownAltitudes) = (segment, 0, 0);

    void ISegmentTarget.Add(in PositionReport point)
    {
        _count++;
        if (_count == 1)
        {
            _first = point;
            return;
        }

        if (_count == 2)
        {
            Json.WriteStartObject();
            Json.WriteString("type", "Feature");
            Json.WriteStartObject("geometry");
            Json.WriteString("type", "LineString");
            Json.WriteStartArray("coordinates");
            WritePoint(_first);
        }

        WritePoint(point);
        _last = point;
    }

    void ISegmentTarget.End()
    {
        if (_count < 2)
        {
            return;
        }

        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.WriteStartObject("properties");
        Json.WriteString("vehicle", _vehicle);
        Json.WriteNumber("segment", _segment);
        Json.Instant("from", _first.Time);
        Json.Instant("to", _last.Time);
        Json.WriteNumber("points", _count);
        Json.WriteNumber("altitudesUnknown", _unknownAltitudes);
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void WritePoint(in PositionReport point)
    {
        Json.StartCoordinates(point.Position);
        Json.WriteNumberValue((int)point.AltitudeMetres.GetValueOrDefault());
        Json.WriteNumberValue(Math.DivRem(point.Time.UnixMilliseconds, 1000).Quotient);
        Json.WriteEndArray();
        _unknownAltitudes += point.AltitudeMetres is null ? 1 : 0;
    }
}
