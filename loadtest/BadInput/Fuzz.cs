using System.Globalization;
using System.Text;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Demo;

namespace HazmatTrack.BadInput;

/// <summary>
/// Records by number: every fifth a good report of a truck on its road, the others spoilt in one of many ways. The same seed, end and number give
/// the same record, so that none need be kept.
/// </summary>
internal sealed class Fuzz
{
    private const int GoodEvery = 5;
    private const int Victims = 500;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    private readonly int _seed;
    private readonly Instant _begin;
    private readonly long _apartMs;
    private readonly DemoTruck[] _trucks;
    private readonly (string Kind, int Weight, Func<Random, long, Sample> Make)[] _ways;
    private readonly int _weights;

    /// <param name="fuzzed">How many spoilt records there will be.</param>
    /// <param name="seed">Which ones.</param>
    /// <param name="end">No good report is later.</param>
    public Fuzz(int fuzzed, int seed, Instant end)
    {
        _seed = seed;
        Count = (fuzzed * GoodEvery) / (GoodEvery - 1);
        _trucks = [.. Enumerable.Range(0, Math.Clamp(fuzzed / 4000, 10, 200)).Select(i => new DemoTruck(i, 200))];
        var rounds = (Count / GoodEvery / _trucks.Length) + 1;
        _begin = new Instant((end.UnixMilliseconds - (long)(rounds * s_interval.TotalMilliseconds)) / 1000 * 1000);
        _apartMs = Math.Max(1, (end.UnixMilliseconds - _begin.UnixMilliseconds) / Count);
        _ways =
        [
            ("noise", 8, (r, _) => new("noise", Key(r), Wire.Noise(r, r.Next(1, 200)), [])),
            ("bits flipped", 16, BitsFlipped),
            ("cut short", 8, (r, n) => With("cut short", n, r, b => b[..r.Next(b.Length)])),
            ("spliced", 8, (r, n) => With("spliced", n, r, b => [.. b[..r.Next(b.Length)], .. Other(r, n)[r.Next(20)..]])),
            ("doubled", 4, (r, n) => With("doubled", n, r, b => [.. b, .. r.Next(2) == 0 ? b[r.Next(b.Length)..] : Other(r, n)])),
            ("strange fields", 10, (r, n) => With("strange fields", n, r, b => [.. Strange(r), .. b, .. Strange(r)])),
            ("long varints", 6, (r, n) => With("long varints", n, r, b => [.. b, .. Wire.LongVarint(r.Next(5, 12), r.Next(1, 13), r)])),
            ("groups", 2, (r, n) => With("groups", n, r, b => [.. b, .. Wire.Groups(r.Next(1, 130), r.Next(3) > 0)])),
            ("too long", 3, (r, n) => With("too long", n, r, b => [.. b, .. Wire.TooLong(r.Next(1, Wire.MostFields), r)])),
            ("extreme numbers", 12, Extreme),
            ("just beyond", 8, JustBeyond),
            ("wrong key", 6, (r, n) => new("wrong key", Keys.Wrong(r), Message(n).ToByteArray(), [])),
            ("other's key", 3, (r, n) => new("other's key", Encoding.UTF8.GetBytes(Victim(r.Next(Victims))), Message(n).ToByteArray(), [])),
            ("odd vehicle", 6, OddVehicle),
            ("spelt otherwise", 6, SpeltOtherwise),
            ("said again", 4, SaidAgain),
            ("nothing", 3, (r, n) => new("nothing", r.Next(3) == 0 ? null : Key(r), r.Next(2) == 0 ? null : [], [])),
            ("another language", 4, (r, n) => new("another language", Key(r), Languages.Text(r, Message(n)), [])),
            ("large", 1, Large),
        ];
        _weights = _ways.Sum(w => w.Weight);
    }

    /// <summary>How many records there are, good ones included.</summary>
    public int Count { get; }

    /// <summary>The vehicles whose reports are all good.</summary>
    public IEnumerable<VehicleId> Trucks => _trucks.Select(t => t.Vehicle);

    public Sample At(long number)
    {
        if (number % GoodEvery == 0)
        {
            return Good(number / GoodEvery);
        }

        var random = new Random((int)((_seed * 7_919) + (number * 31)));
        var pick = random.Next(_weights);
        var way = 0;
        while (pick >= _ways[way].Weight)
        {
            pick -= _ways[way++].Weight;
        }

        var sample = _ways[way].Make(random, number);
        return random.Next(8) == 0 ? sample with { Headers = Headers(random) } : sample;
    }

    private static string Victim(int index) => string.Create(CultureInfo.InvariantCulture, $"苏X{10_000 + index}_2");

    private static byte[] Key(Random random) => Encoding.UTF8.GetBytes(Victim(random.Next(Victims)));

    private static byte[] Strange(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).SelectMany(_ => Wire.Field(random.Next(0, Wire.MostFields), random.Next(0, 8), random))];

    /// <summary>What platforms and tracing put there, and what they should not.</summary>
    private static List<(string Name, byte[]? Value)> Headers(Random random) => random.Next(6) switch
    {
        0 => [("platform", "苏高速-7"u8.ToArray())],
        1 => [("traceparent", Wire.Noise(random, 55)), ("", []), ("null", null)],
        2 => [("hazmattrack-reason", "none"u8.ToArray()), ("hazmattrack-offset", null)],
        3 => [.. Enumerable.Range(0, 100).Select(i => (string.Create(CultureInfo.InvariantCulture, $"h{i}"), (byte[]?)Wire.Noise(random, 3)))],
        4 => [("same", [1]), ("same", [2]), ("same", [1])],
        _ => random.Next(200) == 0 ? [("huge", Wire.Noise(random, 900_000))] : [("binary", Wire.Noise(random, random.Next(300)))],
    };

    private Sample Good(long number)
    {
        var truck = _trucks[number % _trucks.Length];
        var truth = truck.Shuttle.At(_begin + (s_interval * (number / _trucks.Length)));
        var message = new PositionMessage
        {
            Vehicle = truck.Vehicle.ToString(),
            TimeMs = truth.Time.UnixMilliseconds,
            LatitudeE6 = truth.Position.LatitudeE6,
            LongitudeE6 = truth.Position.LongitudeE6,
            SpeedDeciKmh = (uint)(truth.Speed.KilometresPerHour * 10),
            HeadingDegrees = (uint)truth.HeadingDegrees,
            MileageDeciKm = (uint)(truth.Driven.Metres / 100),
            StatusBits = (uint)(ReportStatus.AccOn | ReportStatus.Fixed),
        };
        return new("good", Encoding.UTF8.GetBytes(message.Vehicle), message.ToByteArray(), []);
    }

    /// <summary>A report that would be good: what the others are made of.</summary>
    private PositionMessage Message(long number)
    {
        var random = new Random((int)(_seed + number));
        return new()
        {
            Vehicle = Victim((int)(number % Victims)),
            TimeMs = _begin.UnixMilliseconds + (number * _apartMs),
            LatitudeE6 = random.Next(28_000_000, 35_000_000),
            LongitudeE6 = random.Next(115_000_000, 122_000_000),
            SpeedDeciKmh = (uint)random.Next(1000),
            HeadingDegrees = (uint)random.Next(360),
            AltitudeM = random.Next(-10, 900),
            MileageDeciKm = (uint)random.Next(3_000_000),
            AlarmBits = random.Next(10) == 0 ? 1u << random.Next(32) : 0,
            StatusBits = (uint)(random.Next(20) == 0 ? random.Next() : 3),
            Datum = random.Next(10) == 0 ? Datum.Gcj02 : Datum.Wgs84,
        };
    }

    private byte[] Other(Random random, long number) => Message(number + random.Next(1, 1000)).ToByteArray();

    private Sample With(string kind, long number, Random random, Func<byte[], byte[]> spoil)
    {
        var message = Message(number);
        return new(kind, Encoding.UTF8.GetBytes(message.Vehicle), spoil(message.ToByteArray()), []);
    }

    private Sample BitsFlipped(Random random, long number) => With("bits flipped", number, random, bytes =>
    {
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    });

    private Sample Extreme(Random random, long number)
    {
        var message = Message(number);
        for (var n = random.Next(1, 3); n > 0; n--)
        {
            var value = Wire.Extreme(random);
            _ = random.Next(9) switch
            {
                0 => (object)(message.TimeMs = (long)value),
                1 => message.LatitudeE6 = (int)value,
                2 => message.LongitudeE6 = (int)value,
                3 => message.SpeedDeciKmh = (uint)value,
                4 => message.HeadingDegrees = (uint)value,
                5 => message.AltitudeM = (int)value,
                6 => message.MileageDeciKm = (uint)value,
                7 => message.StatusBits = (uint)value,
                _ => message.Datum = (Datum)(int)value,
            };
        }

        return new("extreme numbers", Encoding.UTF8.GetBytes(message.Vehicle), message.ToByteArray(), []);
    }

    private Sample JustBeyond(Random random, long number)
    {
        var message = Message(number);
        message.StatusBits = 3;
        _ = random.Next(9) switch
        {
            0 => (object)(message.LatitudeE6 = (random.Next(2) == 0 ? 1 : -1) * (90_000_000 + random.Next(2))),
            1 => message.LongitudeE6 = (random.Next(2) == 0 ? 1 : -1) * (180_000_000 + random.Next(2)),
            2 => message.LatitudeE6 = message.LongitudeE6 = 0,
            3 => message.SpeedDeciKmh = (uint)(3000 + random.Next(2)),
            4 => message.HeadingDegrees = (uint)(360 + random.Next(2)),
            5 => message.TimeMs += (long)TimeSpan.FromDays(random.Next(1, 400)).TotalMilliseconds,
            6 => message.TimeMs -= (long)TimeSpan.FromDays(random.Next(150, 400)).TotalMilliseconds,
            7 => message.Datum = (Datum)2,
            _ => message.AltitudeM = random.Next(2) == 0 ? 40_000 : -40_000,
        };
        return new("just beyond", Encoding.UTF8.GetBytes(message.Vehicle), message.ToByteArray(), []);
    }

    /// <summary>The same report as some before, or another one of the same vehicle and time.</summary>
    private Sample SaidAgain(Random random, long number)
    {
        var message = Message(number / 200 * 200);
        message.SpeedDeciKmh = (uint)random.Next(4) * 100;
        return new("said again", Encoding.UTF8.GetBytes(message.Vehicle), message.ToByteArray(), []);
    }

    /// <summary>A key and a message that agree on a vehicle that may be none.</summary>
    private Sample OddVehicle(Random random, long number)
    {
        var message = Message(number);
        message.Vehicle = "";
        var key = Keys.Odd(random);
        return new("odd vehicle", key, [.. message.ToByteArray(), (1 << 3) | 2, (byte)key.Length, .. key], []);
    }

    /// <summary>A message that writes its vehicle otherwise than its key does.</summary>
    private Sample SpeltOtherwise(Random random, long number)
    {
        var message = Message(number);
        var key = Encoding.UTF8.GetBytes(message.Vehicle);
        message.Vehicle = Plates.Spell(message.Vehicle, random);
        return new("spelt otherwise", key, message.ToByteArray(), []);
    }

    private Sample Large(Random random, long number)
    {
        var size = random.Next(400) == 0 ? random.Next(900_000, 1_030_000) : random.Next(3900, 12_000);
        return With("large", number, random, b => [.. b, .. Padding(size, random)]);
    }

    /// <summary>Noise, or a field that protobuf would skip: only its size is wrong.</summary>
    private static byte[] Padding(int size, Random random)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        output.WriteTag(13, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Wire.Noise(random, size)));
        output.Flush();
        return random.Next(3) == 0 ? Wire.Noise(random, size) : stream.ToArray();
    }
}
