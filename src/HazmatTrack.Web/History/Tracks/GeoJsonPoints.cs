using System.IO.Pipelines;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Segments;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>
/// A FeatureCollection of points (RFC 7946); a report without a position has a null geometry. Each point names the segment of the track that it
/// belongs to: none without a position, and none for drift, which is marked.
/// </summary>
internal sealed class GeoJsonPoints : JsonTrackWriter
{
    private readonly TrackSegmenter _segmenter = new();
    private readonly string _vehicle;

    public GeoJsonPoints(PipeWriter pipe, VehicleId vehicle)
        : base(pipe)
    {
        _vehicle = vehicle.ToString();
        Json.StartFeatures();
    }

    public override void Write(in PositionReport point)
    {
        _segmenter.Add(point);
        WriteDecided();
    }

    public override async Task EndAsync(CancellationToken cancellation)
    {
        _segmenter.Complete();
        WriteDecided();
        Json.WriteEndArray();
        Json.WriteEndObject();
        await FlushAsync(cancellation);
    }

    private void WriteDecided()
    {
        while (_segmenter.TryTake(out var next))
        {
            Json.WriteStartObject();
            Json.WriteString("type", "Feature");
            WriteGeometry(next.Report);
            Json.WriteStartObject("properties");
            Json.WriteString("vehicle", _vehicle);
            Json.Time(next.Report);
            Json.Rest(next.Report);
            if (next.Segment > 0)
            {
                Json.WriteNumber("segment", next.Segment);
            }

            if (next.IsDrift)
            {
                Json.WriteBoolean("drift", true);
            }

            Json.WriteEndObject();
            Json.WriteEndObject();
        }
    }

    private void WriteGeometry(in PositionReport point)
    {
        if (!point.IsPosition)
        {
            Json.WriteNull("geometry");
            return;
        }

        Json.WriteStartObject("geometry");
        Json.WriteString("type", "Point");
        Json.WritePropertyName("coordinates");
        Json.StartCoordinates(point.Position);
        Json.WriteEndArray();
        Json.WriteEndObject();
    }
}
