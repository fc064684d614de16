using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Gateway.Operators;

/// <summary>What the records of an operator's topic become.</summary>
internal static class OperatorRecords
{
    /// <summary>A record larger than this is no position: what is kept of it is the beginning.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>What is kept of a record that even the brokers find too large.</summary>
    private const int LeastBytes = 1000;

    private const string Source = "operator:";

    /// <summary>The longest key that can name a vehicle, bytes of UTF-8.</summary>
    private const int LongestKey = 3 * VehicleId.MaxSpelling;

    /// <summary>The name of an operator in the header <see cref="PositionSender.SourceHeader"/>.</summary>
    public static string SourceOf(string code) => Source + code;

    /// <summary>The operator of such a name; null for another sender.</summary>
    public static string? CodeOf(string? source) => source?.StartsWith(Source, StringComparison.Ordinal) == true ? source[Source.Length..] : null;

    /// <summary>The vehicle that a record is of: that of its key, or, where it has none, that of its message.</summary>
    /// <returns>The vehicle; null with the reason where neither names one, so that nobody knows whose the record is.</returns>
    public static VehicleId? VehicleOf(byte[]? key, byte[]? value, out RejectReason reason)
    {
        reason = RejectReason.None;
        if (key is { Length: > 0 })
        {
            if (key.Length <= LongestKey && VehicleId.TryParse(Encoding.UTF8.GetString(key), out var keyed))
            {
                return keyed;
            }

            reason = RejectReason.UnknownVehicle;
            return null;
        }

        if (value is not { Length: > 0 })
        {
            reason = RejectReason.Empty;
            return null;
        }

        if (!WirePosition.TryRead(value, out var wire))
        {
            reason = RejectReason.Undecodable;
            return null;
        }

        if (wire.Vehicle.Length is > 0 and <= LongestKey && VehicleId.TryParse(Encoding.UTF8.GetString(wire.Vehicle), out var named))
        {
            return named;
        }

        reason = RejectReason.UnknownVehicle;
        return null;
    }

    /// <summary>
    /// The record for <c>positions</c>: keyed by the one id of the vehicle that was checked, so that nobody reads another one into it, and stamped with the
    /// operator and the time of receipt. The operator's own headers are left out: it could pose as somebody else.
    /// </summary>
    /// <param name="code">The operator, by its topic.</param>
    /// <param name="record">The record.</param>
    /// <param name="vehicle">The vehicle that it is of.</param>
    /// <param name="now">The time of receipt where the broker has not noted it.</param>
    public static Message<byte[]?, byte[]?> Forwarded(string code, ConsumeResult<byte[]?, byte[]?> record, VehicleId vehicle, Instant now) => new()
    {
        Key = Encoding.UTF8.GetBytes(vehicle.ToString()),
        Value = record.Message.Value,
        Headers = HeadersOf(code),
        Timestamp = ReceiptOf(record, now),
    };

    /// <summary>The dead letter of a record that is not forwarded, as much of it as a letter holds.</summary>
    /// <param name="isLeast">Whether the brokers did not take a longer one.</param>
    public static Message<byte[]?, byte[]?> Refused(
        string code, ConsumeResult<byte[]?, byte[]?> record, RejectReason reason, string detail, Instant now, bool isLeast = false)
    {
        var headers = HeadersOf(code);
        DeadLetterHeaders.AddTo(headers, record.TopicPartitionOffset, reason, detail, now);
        return new()
        {
            Key = Beginning(record.Message.Key, LongestKey),
            Value = Beginning(record.Message.Value, isLeast ? LeastBytes : MostBytes),
            Headers = headers,
            Timestamp = ReceiptOf(record, now),
        };
    }

    /// <summary>Whether a record is too large to be forwarded. Its headers are not.</summary>
    public static bool IsOversized(ConsumeResult<byte[]?, byte[]?> record) =>
        (record.Message.Key?.Length ?? 0) + (record.Message.Value?.Length ?? 0) > MostBytes;

    private static byte[]? Beginning(byte[]? bytes, int most) => bytes is { } b && b.Length > most ? b[..most] : bytes;

    private static Headers HeadersOf(string code) => new() { { PositionSender.SourceHeader, Encoding.UTF8.GetBytes(SourceOf(code)) } };

    /// <summary>An operator could choose a timestamp of its own; that of the broker is the time of receipt.</summary>
    private static Timestamp ReceiptOf(ConsumeResult<byte[]?, byte[]?> record, Instant now) => new(
        record.Message.Timestamp is { Type: TimestampType.LogAppendTime } at ? at.UnixTimestampMs : now.UnixMilliseconds, TimestampType.CreateTime);
}
