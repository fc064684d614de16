using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>Points in order of time, each coded against the one before.</summary>
internal struct CodedPoints
{
    /// <summary>The number of bytes by which the array grows.</summary>
    private const int Step = 64;

    /// <summary>A larger array is not kept for the next points: many came at once.</summary>
    private const int MostKept = 512;

    private byte[]? _bytes;
    private int _length;

    /// <summary>The number of points.</summary>
    public int Count { get; private set; }

    /// <summary>The greatest of their offsets.</summary>
    public long GreatestOffset { get; private set; }

    /// <summary>The first one. There must be one.</summary>
    public readonly TrackPoint First => BlobReader.OfPart(_bytes.AsSpan(0, _length)).Point();

    /// <summary>Adds a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="before">The point added before; does not matter for the first.</param>
    public void Add(in TrackPoint point, in TrackPoint before)
    {
        Span<byte> coded = stackalloc byte[PointCode.MostBytes];
        var length = PointCode.Write(coded, Count > 0 ? before : PointMasks.Before, point);
        if (_length + length > (_bytes?.Length ?? 0))
        {
            Array.Resize(ref _bytes, (_length + (_length / 8) + length + Step - 1) / Step * Step);
        }

        coded[..length].CopyTo(_bytes.AsSpan(_length));
        _length += length;
        GreatestOffset = Count > 0 ? Math.Max(GreatestOffset, point.Offset) : point.Offset;
        Count++;
    }

    /// <summary>Writes the points, with their places in the log.</summary>
    /// <param name="to">Takes them.</param>
    /// <param name="last">The last one.</param>
    public readonly void Write(BlobWriter to, in TrackPoint last)
    {
        if (Count > 0)
        {
            var from = BlobReader.OfPart(_bytes.AsSpan(0, _length));
            to.Point(from.Point());
            to.Points(from.Rest, last);
        }
    }

    /// <summary>Adds the points to a list.</summary>
    public readonly void CopyTo(List<TrackPoint> into)
    {
        var from = BlobReader.OfPart(_bytes.AsSpan(0, _length));
        for (var i = 0; i < Count; i++)
        {
            into.Add(from.Point());
        }
    }

    public void Clear()
    {
        _bytes = _bytes?.Length > MostKept ? null : _bytes;
        (_length, Count) = (0, 0);
    }

    /// <summary>Reads from the bytes that the next point is written to. Safe while another thread adds points.</summary>
    public readonly int Warm() => _bytes is { } bytes && _length is var at && (uint)at < (uint)bytes.Length ? bytes[at] : 0;
}
