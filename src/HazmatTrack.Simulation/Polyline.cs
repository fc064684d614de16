using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>A path over ground as a line of points, addressed by the distance from its start.</summary>
public sealed class Polyline
{
    private readonly GeoPoint[] _points;
    private readonly double[] _metres;

    /// <exception cref="ArgumentException">There are fewer than two points.</exception>
    public Polyline(IEnumerable<GeoPoint> points)
    {
        _points = [.. points];
        if (_points.Length < 2)
        {
            throw new ArgumentException("A way has at least two points.", nameof(points));
        }

        _metres = new double[_points.Length];
        for (var i = 1; i < _points.Length; i++)
        {
            _metres[i] = _metres[i - 1] + Geodesy.Between(_points[i - 1], _points[i]).Metres;
        }
    }

    public IReadOnlyList<GeoPoint> Points => _points;

    public Distance Length => Distance.FromMetres(_metres[^1]);

    /// <summary>The point at a distance from the start; the first or last point for a distance outside the line.</summary>
    public GeoPoint At(Distance fromStart)
    {
        var i = SegmentAt(fromStart);
        var length = _metres[i + 1] - _metres[i];
        var fraction = length == 0 ? 0 : Math.Clamp((fromStart.Metres - _metres[i]) / length, 0, 1);
        return Geodesy.Along(_points[i], _points[i + 1], fraction);
    }

    /// <summary>The course there in whole degrees clockwise from north, 0 to 359.</summary>
    public int HeadingAt(Distance fromStart)
    {
        var i = SegmentAt(fromStart);
        var (a, b) = (_points[i], _points[i + 1]);
        var north = ((double)b.LatitudeE6 - a.LatitudeE6) * Geodesy.MetresPerLatitudeE6;
        var east = ((double)b.LongitudeE6 - a.LongitudeE6) * Geodesy.MetresPerLongitudeE6(a.LatitudeE6);
        return ((int)Math.Round(Math.Atan2(east, north) * (180 / Math.PI)) + 360) % 360;
    }

    private int SegmentAt(Distance fromStart)
    {
        var at = Array.BinarySearch(_metres, fromStart.Metres);
        return Math.Clamp(at >= 0 ? at : ~at - 1, 0, _points.Length - 2);
    }
}
