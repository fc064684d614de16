using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;

namespace HazmatTrack.BadInput;

/// <summary>Positions as other programs write them: by mistake they come to this topic too.</summary>
internal static class Languages
{
    public static byte[] Text(Random random, PositionMessage message)
    {
        var (latitude, longitude) = (message.LatitudeE6 / 1e6, message.LongitudeE6 / 1e6);
        return random.Next(7) switch
        {
            0 => Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"plate":"{{message.Vehicle}}","plateColor":2,"lat":{{latitude}},"lon":{{longitude}},"speedKmh":60,"heading":90}""")),
            1 => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Vehicle},{message.TimeMs},{latitude},{longitude}")),
            2 => Encoding.UTF8.GetBytes($"<position vehicle=\"{message.Vehicle}\"/>"),
            3 => Encoding.UTF8.GetBytes(Convert.ToBase64String(message.ToByteArray())),

            // A schema registry's envelope: a zero, a schema's number, the message.
            4 => [0, 0, 0, 0, (byte)random.Next(256), 0, .. message.ToByteArray()],

            // With its length before it, as in a stream of messages.
            5 => [(byte)message.CalculateSize(), .. message.ToByteArray()],
            _ => Frame(random),
        };
    }

    /// <summary>The look of a JT/T 808 frame: 7e, a header and a body, 7e.</summary>
    private static byte[] Frame(Random random)
    {
        var frame = Wire.Noise(random, 43);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), 0x0200);
        frame[0] = frame[^1] = 0x7e;
        return frame;
    }
}
