using System.Text;
using CsCheck;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Tracker.Reading;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>The hand-written reader against Google.Protobuf: the same bytes are taken, with the same fields.</summary>
public sealed class WirePositionTests
{
    private static readonly Gen<PositionMessage> s_messages =
        from vehicle in Gen.OneOf(Gen.Const(Some.Truck), Gen.String[0, 30])
        from a in Gen.Select(Gen.Long, Gen.Int, Gen.Int, Gen.UInt, Gen.UInt)
        from b in Gen.Select(Gen.Int, Gen.UInt, Gen.UInt, Gen.UInt, Gen.Int)
        from absent in Gen.Int[0, 15]
        select Without(
            absent,
            new PositionMessage
            {
                Vehicle = vehicle,
                TimeMs = a.Item1,
                LatitudeE6 = a.Item2,
                LongitudeE6 = a.Item3,
                SpeedDeciKmh = a.Item4,
                HeadingDegrees = a.Item5,
                AltitudeM = b.Item1,
                MileageDeciKm = b.Item2,
                AlarmBits = b.Item3,
                StatusBits = b.Item4,
                Datum = (Datum)b.Item5,
            });

    /// <summary>Loose fields of any number and wire type, groups included, as a later version or another program might write them.</summary>
    private static readonly Gen<byte[]> s_fields =
        from field in Gen.Select(Gen.Int[0, 14], Gen.Int[0, 7], Gen.Byte.Array[0, 12])
        select Field(field.Item1, field.Item2, field.Item3);

    private static readonly Gen<byte[]> s_bytes = Gen.Frequency(
        (3, s_messages.Select(m => m.ToByteArray())),
        (3, Gen.Select(s_messages, Gen.Int[0, 200], Gen.Byte, (m, at, b) => Spoilt(m.ToByteArray(), at, b))),
        (2, Gen.Select(s_messages, Gen.Int[0, 200], (m, cut) => m.ToByteArray()[..Math.Min(cut, m.CalculateSize())])),
        (4, Gen.Select(s_messages, s_fields.Array[0, 6], (m, f) => (byte[])[.. f.SelectMany(x => x), .. m.ToByteArray(), .. f.SelectMany(x => x)])),
        (2, Gen.Byte.Array[0, 60]));

    [Fact]
    public void The_reader_takes_exactly_what_protobuf_takes() => s_bytes.Sample(
        bytes =>
        {
            var expected = Parsed(bytes);
            var read = WirePosition.TryRead(bytes, out var wire);
            Assert.Equal(expected is not null, read);
            if (expected is not null)
            {
                Assert.Equal(expected.Vehicle, Encoding.UTF8.GetString(wire.Vehicle));
                Assert.Equal(
                    (expected.TimeMs, expected.LatitudeE6, expected.LongitudeE6, expected.AlarmBits, expected.StatusBits, (int)expected.Datum),
                    (wire.TimeMs, wire.LatitudeE6, wire.LongitudeE6, wire.AlarmBits, wire.StatusBits, wire.Datum));
                Assert.Equal(expected.HasSpeedDeciKmh ? expected.SpeedDeciKmh : null, wire.SpeedDeciKmh);
                Assert.Equal(expected.HasHeadingDegrees ? expected.HeadingDegrees : null, wire.HeadingDegrees);
                Assert.Equal(expected.HasAltitudeM ? expected.AltitudeM : null, wire.AltitudeM);
                Assert.Equal(expected.HasMileageDeciKm ? expected.MileageDeciKm : null, wire.MileageDeciKm);
            }
        },
        iter: 200_000);

    [Fact]
    public void Groups_are_followed_exactly_as_deep_as_protobuf_does()
    {
        var taken = new List<int>();
        for (var depth = 90; depth < 110; depth++)
        {
            byte[] bytes = [.. Some.Message().ToByteArray(), .. Enumerable.Repeat((byte)0x63, depth), .. Enumerable.Repeat((byte)0x64, depth)];
            Assert.Equal(Parsed(bytes) is not null, WirePosition.TryRead(bytes, out _));
            if (Parsed(bytes) is not null)
            {
                taken.Add(depth);
            }
        }

        Assert.InRange(taken.Count, 1, 19);
    }

    [Fact]
    public void A_million_mutated_records_are_each_decoded_or_given_a_reason()
    {
        var decoder = new PositionDecoder(new());
        var random = new Random(20260301);
        var key = Encoding.UTF8.GetBytes(Some.Truck);
        var good = Some.Message().ToByteArray();
        var counts = new Dictionary<RejectReason, int>();
        for (var i = 0; i < 1_000_000; i++)
        {
            var value = Mutated(random, good);
            var record = Some.Record(random.Next(50) == 0 ? Mutated(random, key) : key, value);
            var reason = decoder.Decode(record, Some.Now, out var vehicle, out var report);
            counts[reason] = counts.GetValueOrDefault(reason) + 1;
            if (reason == RejectReason.None)
            {
                Assert.True(report.Position.IsOnGlobe);
                Assert.InRange(report.HeadingDegrees ?? 0, 0, 359);
                Assert.NotEmpty(vehicle!.Id.ToString());
            }
            else if (i % 16 == 0)
            {
                Assert.NotEmpty(decoder.Explain(reason, record, Some.Now));
            }
        }

        Assert.Equal(1_000_000, counts.Values.Sum());
        Assert.True(counts.Count >= 9, string.Join(", ", counts));
    }

    private static PositionMessage Without(int absent, PositionMessage message)
    {
        Action[] clear = [message.ClearSpeedDeciKmh, message.ClearHeadingDegrees, message.ClearAltitudeM, message.ClearMileageDeciKm];
        for (var i = 0; i < clear.Length; i++)
        {
            if ((absent & (1 << i)) != 0)
            {
                clear[i]();
            }
        }

        return message;
    }

    private static PositionMessage? Parsed(byte[] bytes)
    {
        try
        {
            return PositionMessage.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static byte[] Mutated(Random random, byte[] good)
    {
        switch (random.Next(6))
        {
            case 0:
                return good;
            case 1:
                var noise = new byte[random.Next(80)];
                random.NextBytes(noise);
                return noise;
            case 2:
                return good[..random.Next(good.Length)];
            case 3:
                return [.. good, .. good[random.Next(good.Length)..]];
            default:
                var copy = (byte[])good.Clone();
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    copy[random.Next(copy.Length)] = (byte)random.Next(256);
                }

                return copy;
        }
    }

    private static byte[] Field(int number, int type, byte[] content)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        output.WriteTag((uint)((number << 3) | type));
        switch (type)
        {
            case 0:
                output.WriteUInt64(content.Aggregate(0UL, (sum, b) => (sum << 8) | b));
                break;
            case 1:
                output.WriteFixed64((ulong)content.Length * 77_777);
                break;
            case 2:
                output.WriteBytes(ByteString.CopyFrom(content));
                break;
            case 3:
                output.WriteTag((uint)((number + (content.Length > 10 ? 1 : 0)) << 3) | 4);
                break;
            case 5:
                output.WriteFixed32((uint)content.Length * 77_777);
                break;
        }

        output.Flush();
        return stream.ToArray();
    }

    private static byte[] Spoilt(byte[] bytes, int at, byte with)
    {
        if (bytes.Length > 0)
        {
            bytes[at % bytes.Length] = with;
        }

        return bytes;
    }
}
