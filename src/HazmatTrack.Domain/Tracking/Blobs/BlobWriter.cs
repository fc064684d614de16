using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.Blobs;

/// <summary>
/// Writes a tracker's blob: variable-length numbers, and points as differences to the point written before, in whichever part of
/// the state that was (the parts repeat each other's points, and a repetition costs one byte).
/// </summary>
internal sealed class BlobWriter
{
    /// <summary>One more than the greatest code of a province.</summary>
    public const ulong AfterProvince = 1_000_000;

    private readonly List<string> _names = [];
    private byte[] _bytes = new byte[1024];
    private int _length;
    private TrackPoint _last = PointMasks.Before;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Whether places in the log are left out, for comparing states.</summary>
    public bool LeavesOutOffsets { get; set; }

    public void Clear()
    {
        _length = 0;
        _last = PointMasks.Before;
        _names.Clear();
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[_length++] = value;
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(long value) => Unsigned(Varint.ZigZag(value));

    public void Unsigned(ulong value)
    {
        Reserve(Varint.MostBytes);
        Varint.Write(_bytes, ref _length, value);
    }

    public void Double(double value)
    {
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
        _length += 8;
    }

    public void Time(Instant value) => Number(value.UnixMilliseconds);

    public void Place(GeoPoint value)
    {
        Number(value.LatitudeE6);
        Number(value.LongitudeE6);
    }

    /// <summary>A province, and perhaps another, in one number: without the other it is the number of the province.</summary>
    public void Provinces(ProvinceCode one, ProvinceCode? other) => Unsigned((ulong)one.Number + ((ulong)(other?.Number ?? 0) * AfterProvince));

    public void Text(string? value)
    {
        if (value is null)
        {
            Unsigned(0);
            return;
        }

        var count = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)count + 1);
        Reserve(count);
        _length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
    }

    /// <summary>A text that the blob is likely to repeat: written once, and then by its number.</summary>
    public void Name(string value)
    {
        var at = _names.IndexOf(value);
        Unsigned((ulong)(at + 1));
        if (at < 0)
        {
            _names.Add(value);
            Text(value);
        }
    }

    /// <summary>Bytes of any meaning, with their length.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Unsigned((ulong)bytes.Length);
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>
    /// Begins a part that is written with its length, so that a program that knows only its first fields can skip the rest.
    /// </summary>
    /// <returns>The beginning, for <see cref="Close"/>.</returns>
    public int Open()
    {
        Byte(0);
        return _length;
    }

    public void Close(int start)
    {
        var length = _length - start;
        var (size, rest) = (1, (uint)length >> 7);
        for (; rest > 0; rest >>= 7)
        {
            size++;
        }

        if (size > 1)
        {
            Reserve(size - 1);
            _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(start + size - 1));
        }

        var end = start - 1 + size + length;
        _length = start - 1;
        Unsigned((ulong)length);
        _length = end;
    }

    public void Point(in TrackPoint point)
    {
        Reserve(PointCode.MostBytes);
        _length += PointCode.Write(_bytes.AsSpan(_length), _last, point, LeavesOutOffsets);
        _last = point;
    }

    /// <summary>Writes further points as <see cref="PointCode"/> coded them, the first of them against the point written before.</summary>
    /// <param name="coded">Their bytes.</param>
    /// <param name="last">The last one.</param>
    public void Points(ReadOnlySpan<byte> coded, in TrackPoint last)
    {
        Reserve(coded.Length);
        coded.CopyTo(_bytes.AsSpan(_length));
        _length += coded.Length;
        _last = last;
    }

    /// <summary>Ends the blob with a check sum over everything before.</summary>
    public void Seal()
    {
        var sum = BlobCheck.Sum(Written);
        Reserve(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), sum);
        _length += 4;
    }

    private void Reserve(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)BitOperations.RoundUpToPowerOf2((uint)(_length + count)));
        }
    }
}
