using System.Collections.Immutable;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents.Routes;

/// <summary>
/// Computes how far a point is from a line of many segments. Runs of eight consecutive segments have a bounding box, eight boxes
/// a bigger one, and so on up to one: a line does not jump, so its runs are compact, and the order of driving serves as the tree.
/// Distances are measured in the local plane of the given point, to boxes and segments alike.
/// </summary>
internal sealed class LineIndex
{
    private const int FanOut = 8;

    private readonly ImmutableArray<GeoPoint> _points;

    /// <summary>The boxes of all levels: those over segments first, the one over everything last.</summary>
    private readonly Box[] _boxes;

    /// <summary>Where each level begins in <see cref="_boxes"/>.</summary>
    private readonly int[] _levels;

    public LineIndex(ImmutableArray<GeoPoint> points)
    {
        if (points.Length < 2)
        {
            throw new ArgumentException($"A line has at least two points; this one has {points.Length}.", nameof(points));
        }

        _points = points;
        var boxes = new List<Box>();
        var levels = new List<int> { 0 };
        var segments = points.Length - 1;
        for (var first = 0; first < segments; first += FanOut)
        {
            boxes.Add(Box.Around(points.AsSpan(first, Math.Min(FanOut, segments - first) + 1)));
        }

        for (int below = 0, count = boxes.Count; count > 1;)
        {
            levels.Add(boxes.Count);
            for (var first = 0; first < count; first += FanOut)
            {
                boxes.Add(Box.Around(boxes, below + first, Math.Min(FanOut, count - first)));
            }

            (below, count) = (levels[^1], boxes.Count - levels[^1]);
        }

        _boxes = [.. boxes];
        _levels = [.. levels];
    }

    /// <summary>Whether this is the index of exactly this array.</summary>
    public bool IsOf(ImmutableArray<GeoPoint> points) => _points == points;

    public Distance DistanceFrom(GeoPoint point, Distance goodEnough)
    {
        var plane = new Plane(point);
        var best = double.PositiveInfinity;
        Search(plane, _levels.Length - 1, 0, goodEnough.Metres * goodEnough.Metres, ref best);
        return new(Math.Sqrt(best));
    }

    private void Search(in Plane plane, int level, int box, double enough, ref double best)
    {
        var first = box * FanOut;
        if (level == 0)
        {
            var segments = Math.Min(FanOut, _points.Length - 1 - first);
            for (var i = first; i < first + segments; i++)
            {
                best = Math.Min(best, plane.SquaredDistance(_points[i], _points[i + 1]));
            }

            return;
        }

        var below = _levels[level - 1];
        var count = Math.Min(FanOut, _levels[level] - below - first);
        Span<double> distances = stackalloc double[FanOut];
        for (var i = 0; i < count; i++)
        {
            distances[i] = plane.SquaredDistance(_boxes[below + first + i]);
        }

        // The nearest box first: its segments mostly rule the others out.
        while (best > enough)
        {
            var nearest = 0;
            for (var i = 1; i < count; i++)
            {
                nearest = distances[i] < distances[nearest] ? i : nearest;
            }

            if (distances[nearest] >= best)
            {
                return;
            }

            distances[nearest] = double.PositiveInfinity;
            Search(plane, level - 1, first + nearest, enough, ref best);
        }
    }

    private readonly record struct Box(int South, int West, int North, int East)
    {
        public static Box Around(ReadOnlySpan<GeoPoint> points)
        {
            var box = new Box(int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
            foreach (var p in points)
            {
                box = box.And(new(p.LatitudeE6, p.LongitudeE6, p.LatitudeE6, p.LongitudeE6));
            }

            return box;
        }

        public static Box Around(List<Box> boxes, int first, int count)
        {
            var box = boxes[first];
            for (var i = 1; i < count; i++)
            {
                box = box.And(boxes[first + i]);
            }

            return box;
        }

        private Box And(Box other) => new(
            Math.Min(South, other.South), Math.Min(West, other.West), Math.Max(North, other.North), Math.Max(East, other.East));
    }

    /// <summary>The plane that touches the ground at a point: metres east and north of it.</summary>
    private readonly struct Plane(GeoPoint origin)
    {
        private readonly double _east = Geodesy.MetresPerLongitudeE6(origin.LatitudeE6);

        private const double North = Geodesy.MetresPerLatitudeE6;

        public double SquaredDistance(in Box box)
        {
            var x = Math.Max(Math.Max((double)box.West - origin.LongitudeE6, (double)origin.LongitudeE6 - box.East), 0) * _east;
            var y = Math.Max(Math.Max((double)box.South - origin.LatitudeE6, (double)origin.LatitudeE6 - box.North), 0) * North;
            return (x * x) + (y * y);
        }

        public double SquaredDistance(GeoPoint a, GeoPoint b)
        {
            var ax = ((double)a.LongitudeE6 - origin.LongitudeE6) * _east;
            var ay = ((double)a.LatitudeE6 - origin.LatitudeE6) * North;
            var dx = ((double)b.LongitudeE6 - a.LongitudeE6) * _east;
            var dy = ((double)b.LatitudeE6 - a.LatitudeE6) * North;
            var length = (dx * dx) + (dy * dy);
            var t = length == 0 ? 0 : Math.Clamp(-((ax * dx) + (ay * dy)) / length, 0, 1);
            var x = ax + (t * dx);
            var y = ay + (t * dy);
            return (x * x) + (y * y);
        }
    }
}
