namespace HazmatTrack.Storage.History.Chunks;

/// <summary>Reads the output of <see cref="ByteWriter"/>; any other input is a <see cref="ChunkFormatException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly int Position => _at;

    public readonly ReadOnlySpan<byte> Rest => _bytes[_at..];

    public byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Short();

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong Unsigned()
    {
        var bytes = _bytes;
        var at = _at;
        if ((uint)at < (uint)bytes.Length && bytes[at] < 0x80)
        {
            _at = at + 1;
            return bytes[at];
        }

        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if ((uint)at >= (uint)bytes.Length)
            {
                throw Short();
            }

            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                _at = at;
                return value;
            }
        }

        throw new ChunkFormatException("a number is longer than ten bytes.");
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
