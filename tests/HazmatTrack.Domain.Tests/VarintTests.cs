using CsCheck;

namespace HazmatTrack.Domain.Tests;

public sealed class VarintTests
{
    private static readonly Gen<long> s_numbers = Gen.Select(Gen.Int[0, 63], Gen.Long, (bits, value) => value >> bits);

    [Fact]
    public void What_is_written_is_read_whole_and_takes_as_many_bytes_as_is_told() => s_numbers.Sample(number =>
    {
        var bytes = new byte[Varint.MostBytes];
        var at = 0;
        Varint.Write(bytes, ref at, Varint.ZigZag(number));
        var again = 0;
        Span<byte> other = new byte[Varint.MostBytes];
        Varint.Write(other, ref again, Varint.ZigZag(number));
        Assert.True(other[..again].SequenceEqual(bytes.AsSpan(0, at)));
        Assert.Equal(Varint.Size(Varint.ZigZag(number)), at);
        Assert.Equal(at, Varint.Read(bytes, out var value));
        Assert.Equal(number, Varint.FromZigZag(value));
        for (var cut = 0; cut < at; cut++)
        {
            Assert.Equal(0, Varint.Read(bytes.AsSpan(0, cut), out _));
        }
    });

    /// <summary>The examples of the Protocol Buffers encoding guide.</summary>
    [Theory]
    [InlineData(1, new byte[] { 0x01 })]
    [InlineData(150, new byte[] { 0x96, 0x01 })]
    [InlineData(ulong.MaxValue, new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 })]
    public void The_bytes_are_those_of_protobuf(ulong number, byte[] expected)
    {
        var bytes = new byte[Varint.MostBytes];
        var at = 0;
        Varint.Write(bytes, ref at, number);
        Assert.Equal(expected, bytes[..at]);
        Assert.Equal(at, Varint.Read(bytes, out var read));
        Assert.Equal(number, read);
    }

    [Fact]
    public void What_does_not_end_within_ten_bytes_is_no_number() => Assert.Equal(-1, Varint.Read([.. Enumerable.Repeat((byte)0x80, 20)], out _));
}
