using System.Runtime.InteropServices;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// The tail of one vehicle: points in order of time, each coded against the one before in some thirteen bytes, because the tails of all vehicles are much of
/// the memory of the process. Points that come in order are coded one by one; everything else works on <see cref="Open"/>.
/// <code>
///   ├── front ──┤├── back ──▶       the front is removed as a whole when the base moves over it
/// </code>
/// </summary>
internal sealed class Tail
{
    [ThreadStatic]
    private static List<TrackPoint>? s_list;

    private CodedPoints _front;
    private CodedPoints _back;
    private TrackPoint _frontLast;
    private TrackPoint _last;

    // Decoded points, mostly null; and whether they differ from the coded ones in more than further points at the end.
    private List<TrackPoint>? _open;
    private bool _isChanged;

    /// <summary>The number of points.</summary>
    public int Count => _open?.Count ?? CodedCount;

    /// <summary>The first point. There must be one.</summary>
    public TrackPoint First => _open is { } points ? points[0] : _front.Count > 0 ? _front.First : _back.First;

    /// <summary>The last point. There must be one.</summary>
    public TrackPoint Last => _open is { } points ? points[^1] : _last;

    private int CodedCount => _front.Count + _back.Count;

    /// <summary>Adds a point that follows the last one in time.</summary>
    public void Add(in TrackPoint point)
    {
        if (_open is { } points)
        {
            points.Add(point);
        }
        else
        {
            Code(point);
        }
    }

    /// <summary>The decoded points, in order of time. Valid until <see cref="Close"/>.</summary>
    public List<TrackPoint> Open()
    {
        if (_open is null)
        {
            (_open, s_list) = (s_list ?? [], null);
            _front.CopyTo(_open);
            _back.CopyTo(_open);
        }

        return _open;
    }

    /// <summary>The same, to be changed. There is no front any more.</summary>
    public List<TrackPoint> OpenToChange()
    {
        var points = Open();
        _isChanged = true;
        return points;
    }

    /// <summary>Replaces all points.</summary>
    public void Replace(List<TrackPoint> points)
    {
        var open = OpenToChange();
        open.Clear();
        open.AddRange(points);
    }

    /// <summary>Codes what was added or changed since <see cref="Open"/>; does nothing where the points are not decoded.</summary>
    public void Close()
    {
        if (_open is not { } points)
        {
            return;
        }

        if (_isChanged)
        {
            _front.Clear();
            _back.Clear();
        }

        foreach (ref readonly var point in CollectionsMarshal.AsSpan(points)[CodedCount..])
        {
            Code(point);
        }

        points.Clear();
        (s_list, _open, _isChanged) = (points, null, false);
    }

    /// <summary>Makes all points so far the front.</summary>
    public void Divide()
    {
        if (_front.Count > 0)
        {
            OpenToChange();
        }

        Close();
        (_front, _back, _frontLast) = (_back, _front, _last);
    }

    /// <summary>Whether the stores hold every point of the front, given the offset up to which they hold everything.</summary>
    public bool IsFrontStored(long flushedOffset) => _front.GreatestOffset <= flushedOffset;

    /// <summary>Removes the front; returns the time of its last point.</summary>
    public Instant RemoveFront()
    {
        Close();
        _front.Clear();
        return _frontLast.Time;
    }

    /// <summary>Removes the first points; as many as are left of the front stay the front.</summary>
    public void RemoveFirst(int count)
    {
        Close();
        var front = Math.Max(0, _front.Count - count);
        var points = OpenToChange();
        points.RemoveRange(0, count);
        var rest = points[front..];
        points.RemoveRange(front, rest.Count);
        Close();
        if (front > 0)
        {
            Divide();
        }

        foreach (ref readonly var point in CollectionsMarshal.AsSpan(rest))
        {
            Code(point);
        }
    }

    /// <summary>Writes the number of points, and the points.</summary>
    public void Write(BlobWriter to)
    {
        to.Unsigned((ulong)Count);
        var wasOpen = _open is not null;
        if (!wasOpen && !to.LeavesOutOffsets)
        {
            _front.Write(to, _frontLast);
            _back.Write(to, _last);
            return;
        }

        foreach (ref readonly var point in CollectionsMarshal.AsSpan(Open()))
        {
            to.Point(point);
        }

        if (!wasOpen)
        {
            Close();
        }
    }

    /// <summary>Reads what the next point needs. Safe while another thread adds points.</summary>
    public int Warm() => _back.Warm();

    private void Code(in TrackPoint point)
    {
        _back.Add(point, _last);
        _last = point;
    }
}
