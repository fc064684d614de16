using Google.Protobuf;

namespace HazmatTrack.BadInput;

/// <summary>Protobuf written field by field, right or wrong.</summary>
internal static class Wire
{
    /// <summary>The field numbers of <c>PositionMessage</c>, and some that it does not have.</summary>
    public const int MostFields = 14;

    /// <summary>One field of any wire type with any content.</summary>
    public static byte[] Field(int number, int type, Random random)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        output.WriteUInt32((uint)((number << 3) | type));
        switch (type)
        {
            case 0:
                output.WriteUInt64(Extreme(random));
                break;
            case 1:
                output.WriteFixed64(Extreme(random));
                break;
            case 2:
                output.WriteBytes(ByteString.CopyFrom(Noise(random, random.Next(40))));
                break;
            case 3:
                output.WriteUInt32((uint)(((random.Next(8) == 0 ? number + 1 : number) << 3) | 4));
                break;
            case 5:
                output.WriteFixed32((uint)Extreme(random));
                break;
        }

        output.Flush();
        return stream.ToArray();
    }

    /// <summary>A varint field whose number has so many bytes: more than ten are none.</summary>
    public static byte[] LongVarint(int number, int bytes, Random random)
    {
        var field = new byte[bytes + 1];
        field[0] = (byte)(number << 3);
        for (var i = 1; i < bytes; i++)
        {
            field[i] = (byte)(0x80 | random.Next(128));
        }

        field[bytes] = (byte)random.Next(128);
        return field;
    }

    /// <summary>Groups within groups, closed or not.</summary>
    public static byte[] Groups(int depth, bool closed)
    {
        var open = Enumerable.Repeat((byte)((12 << 3) | 3), depth);
        return closed ? [.. open, .. Enumerable.Repeat((byte)((12 << 3) | 4), depth)] : [.. open];
    }

    /// <summary>A field of bytes that claims to be longer than what is there.</summary>
    public static byte[] TooLong(int number, Random random) =>
        [(byte)((number << 3) | 2), .. LongVarint(0, random.Next(1, 10), random)[1..], .. Noise(random, random.Next(10))];

    public static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>Numbers at which something may turn over.</summary>
    public static ulong Extreme(Random random) => random.Next(6) switch
    {
        0 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        1 => ulong.MaxValue - (ulong)random.Next(3),
        2 => 1UL << random.Next(64),
        3 => (1UL << random.Next(1, 64)) - 1,
        4 => (ulong)random.Next(-5, 5),
        _ => (ulong)random.Next(),
    };
}
