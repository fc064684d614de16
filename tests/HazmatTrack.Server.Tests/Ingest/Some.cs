using System.Text;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Domain;
using HazmatTrack.Kafka.Consuming;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>Named data for the ingest tests.</summary>
internal static class Some
{
    public static readonly Instant Now = Instant.From(new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    public static readonly string Truck = "沪A12345_2";

    /// <summary>A fixed position in Kunshan, ten seconds old.</summary>
    public static PositionMessage Message(string? vehicle = null) => new()
    {
        Vehicle = vehicle ?? Truck,
        TimeMs = Now.UnixMilliseconds - 10_000,
        LatitudeE6 = 31_385_600,
        LongitudeE6 = 120_980_700,
        SpeedDeciKmh = 655,
        HeadingDegrees = 92,
        AltitudeM = 6,
        MileageDeciKm = 1_234_567,
        StatusBits = 3,
    };

    public static LogRecord Record(byte[]? key, byte[]? value, long timestamp = 0) => new()
    {
        Partition = 3,
        Offset = 7,
        Key = key,
        HasKey = key is not null,
        Value = value,
        HasValue = value is not null,
        TimestampMs = timestamp,
    };

    public static LogRecord Record(PositionMessage message, long timestamp = 0) =>
        Record(Encoding.UTF8.GetBytes(message.Vehicle), message.ToByteArray(), timestamp);
}
