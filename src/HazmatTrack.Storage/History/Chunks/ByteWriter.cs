using System.Buffers;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>Writes numbers (<see cref="Varint"/>; zig-zag where signed) into a rented buffer that grows. Dispose returns the buffer.</summary>
internal ref struct ByteWriter(int capacity)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 64));

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[Length++] = value;
    }

    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_buffer.AsSpan(Length));
        Length += value.Length;
    }

    public void Signed(long value) => Unsigned(Varint.ZigZag(value));

    public void Unsigned(ulong value)
    {
        Reserve(Varint.MostBytes);
        var at = Length;
        Varint.Write(_buffer, ref at, value);
        Length = at;
    }

    /// <summary>Reserves some bytes that the caller fills.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + bytes));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
