using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>Reads the output of <see cref="ByteWriter"/>; any other input is a <see cref="ChunkFormatException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly int Position => _at;

    public readonly ReadOnlySpan<byte> Rest => _bytes[_at..];

    public byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Short();

    public long Signed() => Varint.FromZigZag(Unsigned());

    public ulong Unsigned()
    {
        var length = Varint.Read(_bytes[_at..], out var value);
        if (length <= 0)
        {
            throw length == 0 ? Short() : new ChunkFormatException("a number is longer than ten bytes.");
        }

        _at += length;
        return value;
    }

    /// <summary>A count or length that must not exceed a bound.</summary>
    public int Count(int most)
    {
        var value = Unsigned();
        return value <= (ulong)most ? (int)value : throw new ChunkFormatException($"a count of {value} where at most {most} can stand.");
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length - _at)
        {
            throw Short();
        }

        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    public readonly void End()
    {
        if (_at != _bytes.Length)
        {
            throw new ChunkFormatException($"{_bytes.Length - _at} bytes follow its end.");
        }
    }

    private readonly ChunkFormatException Short() => new($"it ends after {_bytes.Length} bytes, in the middle of a value.");
}
