using System.Text;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>Records that are no positions, one kind after the other.</summary>
internal static class BadRecords
{
    public const int Kinds = 11;

    private static readonly VehicleId s_other = new("沪A00001", PlateColour.Yellow);

    /// <param name="kind">Which kind; counts round.</param>
    /// <param name="vehicle">Whose.</param>
    /// <param name="report">A good report, which is spoilt.</param>
    /// <param name="random">For bytes that mean nothing.</param>
    public static LoadRecord Make(int kind, VehicleId vehicle, in PositionReport report, Random random)
    {
        var key = Encoding.UTF8.GetBytes(vehicle.ToString());
        var good = PositionMessage.Parser.ParseFrom(PositionSender.Encode(vehicle, report));
        (byte[]? spoiltKey, byte[]? value) = (kind % Kinds) switch
        {
            0 => (key, null),
            1 => (key, []),
            2 => (key, Noise(random, 200)),
            3 => (key, Noise(random, 20_000)),
            4 => (null, good.ToByteArray()),
            5 => ("no vehicle"u8.ToArray(), good.ToByteArray()),
            6 => (Encoding.UTF8.GetBytes(s_other.ToString()), good.ToByteArray()),
            7 => (key, With(good, m => m.TimeMs += (long)TimeSpan.FromDays(2).TotalMilliseconds)),
            8 => (key, With(good, m => m.TimeMs -= (long)TimeSpan.FromDays(200).TotalMilliseconds)),
            9 => (key, With(good, m => (m.StatusBits, m.LatitudeE6) = ((uint)ReportStatus.Fixed, 91_000_000))),
            _ => (key, With(good, m => m.Datum = (Datum)9)),
        };
        return new() { Key = spoiltKey, Value = value, Vehicle = vehicle };
    }

    private static byte[] With(PositionMessage message, Action<PositionMessage> spoil)
    {
        spoil(message);
        return message.ToByteArray();
    }

    /// <summary>Never protobuf: field number 0 does not exist.</summary>
    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        bytes[0] = 0;
        return bytes;
    }
}
