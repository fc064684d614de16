using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.History.Open;

/// <summary>
/// The newest points of one vehicle in memory, in order of time, each coded against the one before: about ten bytes per point while
/// driving, three while parked. An append costs some tens of nanoseconds; every other operation decodes the complete buffer.
/// </summary>
/// <remarks>The bytes are in blocks, so that hundreds of thousands of buffers take little more than their points, and nothing once they are empty.</remarks>
internal sealed class OpenPointBuffer
{
    private const int LongestPoint = 64;

    private Block? _first;
    private Block? _newest;
    private int _blocks;
    private int _length;
    private PositionReport _last;
    private long _step;

    [Flags]
    private enum Changed : byte
    {
        Step = 1,
        Place = 2,
        Speed = 4,
        Heading = 8,
        Altitude = 16,
        Mileage = 32,
        Alarms = 64,
        Status = 128,
    }

    public int Count { get; private set; }

    /// <summary>The bytes that the buffer takes.</summary>
    public int Capacity => _blocks * Block.Length;

    /// <summary>Time of the first point; undefined when there is none.</summary>
    public Instant First { get; private set; }

    /// <summary>Time of the last point; undefined when there is none.</summary>
    public Instant Last => _last.Time;

    /// <summary>Adds points that follow the last one in time.</summary>
    public void Append(ReadOnlySpan<PositionReport> points)
    {
        foreach (ref readonly var point in points)
        {
            Append(in point);
        }
    }

    /// <summary>Adds points in order of time, merged with those it holds.</summary>
    public void Merge(ReadOnlySpan<PositionReport> points)
    {
        if (Count == 0 || points.IsEmpty || points[0].Time > Last)
        {
            Append(points);
            return;
        }

        var (held, merged, changes) = (new List<PositionReport>(Count), new List<PositionReport>(), default(PointMerge.Changes));
        CopyTo(held);
        PointMerge.Merge(CollectionsMarshal.AsSpan(held), points, merged, ref changes);
        Replace(CollectionsMarshal.AsSpan(merged));
    }

    public void Replace(ReadOnlySpan<PositionReport> points)
    {
        Clear();
        Append(points);
    }

    public void Clear()
    {
        (_first, _newest) = (null, null);
        (_blocks, _length) = (0, 0);
        Count = 0;
        _last = default;
        _step = 0;
    }

    /// <summary>Adds all points to a list.</summary>
    public void CopyTo(List<PositionReport> into)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(_length);
        var at = 0;
        for (var block = _first; block is not null; block = block.Next)
        {
            Span<byte> of = block.Bytes;
            of[..Math.Min(of.Length, _length - at)].CopyTo(bytes.AsSpan(at));
            at += of.Length;
        }

        var reader = new ByteReader(bytes.AsSpan(0, _length));
        PositionReport point = default;
        long step = 0;
        for (var i = 0; i < Count; i++)
        {
            point = Read(ref reader, in point, ref step);
            into.Add(point);
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static PositionReport Read(ref ByteReader reader, in PositionReport last, ref long step)
    {
        var changed = (Changed)reader.Byte();
        if ((changed & Changed.Step) != 0)
        {
            step = unchecked(step + reader.Signed());
        }

        var place = last.Position;
        if ((changed & Changed.Place) != 0)
        {
            place = new(unchecked(place.LatitudeE6 + (int)reader.Signed()), unchecked(place.LongitudeE6 + (int)reader.Signed()));
        }

        return new()
        {
            Time = new(unchecked(last.Time.UnixMilliseconds + step)),
            Position = place,
            SpeedDeciKmh = ReportNumbers.TryToSpeed(Next(changed & Changed.Speed, last.SpeedNumber, ref reader), out var speed) ? speed : null,
            HeadingDegrees = ReportNumbers.TryToHeading(Next(changed & Changed.Heading, last.HeadingNumber, ref reader), out var heading) ? heading : null,
            AltitudeMetres = ReportNumbers.TryToAltitude(Next(changed & Changed.Altitude, last.AltitudeNumber, ref reader), out var altitude) ? altitude : null,
            MileageDeciKm = ReportNumbers.TryToMileage(Next(changed & Changed.Mileage, last.MileageNumber, ref reader), out var mileage) ? mileage : null,
            Alarms = (uint)Next(changed & Changed.Alarms, last.Alarms, ref reader),
            Status = (ReportStatus)(uint)Next(changed & Changed.Status, (uint)last.Status, ref reader),
        };

        static long Next(Changed flag, long last, ref ByteReader reader) => flag == 0 ? last : unchecked(last + reader.Signed());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Span<byte> bytes, ref int at, long difference) => Varint.Write(bytes, ref at, Varint.ZigZag(difference));

    private void Append(in PositionReport point)
    {
        Span<byte> bytes = stackalloc byte[LongestPoint];
        var at = 1;
        Changed changed = 0;
        var step = unchecked(point.Time.UnixMilliseconds - _last.Time.UnixMilliseconds);
        if (step != _step)
        {
            changed |= Changed.Step;
            Put(bytes, ref at, unchecked(step - _step));
        }

        if (point.Position != _last.Position)
        {
            changed |= Changed.Place;
            Put(bytes, ref at, unchecked(point.Position.LatitudeE6 - _last.Position.LatitudeE6));
            Put(bytes, ref at, unchecked(point.Position.LongitudeE6 - _last.Position.LongitudeE6));
        }

        changed |= Differ(bytes, ref at, point.SpeedNumber, _last.SpeedNumber, Changed.Speed);
        changed |= Differ(bytes, ref at, point.HeadingNumber, _last.HeadingNumber, Changed.Heading);
        changed |= Differ(bytes, ref at, point.AltitudeNumber, _last.AltitudeNumber, Changed.Altitude);
        changed |= Differ(bytes, ref at, point.MileageNumber, _last.MileageNumber, Changed.Mileage);
        changed |= Differ(bytes, ref at, point.Alarms, _last.Alarms, Changed.Alarms);
        changed |= Differ(bytes, ref at, (uint)point.Status, (uint)_last.Status, Changed.Status);
        bytes[0] = (byte)changed;
        Write(bytes[..at]);
        if (Count++ == 0)
        {
            First = point.Time;
        }

        _step = step;
        _last = point;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Changed Differ(Span<byte> bytes, ref int at, long value, long last, Changed flag)
    {
        if (value == last)
        {
            return 0;
        }

        Put(bytes, ref at, value - last);
        return flag;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = _length - ((_blocks - 1) * Block.Length);
            if (_newest is null || at == Block.Length)
            {
                var next = new Block();
                (_newest is null ? ref _first : ref _newest.Next) = next;
                (_newest, at) = (next, 0);
                _blocks++;
            }

            Span<byte> room = _newest.Bytes[at..];
            var some = bytes[..Math.Min(room.Length, bytes.Length)];
            some.CopyTo(room);
            _length += some.Length;
            bytes = bytes[some.Length..];
        }
    }

    /// <summary>Some of the bytes: 256 with what the runtime adds to them.</summary>
    private sealed class Block
    {
        public const int Length = 232;

        public Array Bytes;

        public Block? Next;

        [InlineArray(Length)]
        public struct Array
        {
            private byte _first;
        }
    }
}
