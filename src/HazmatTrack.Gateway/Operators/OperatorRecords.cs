using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Gateway.Operators;

/// <summary>What the records of an operator's topic become.</summary>
internal static class OperatorRecords
{
    /// <summary>
    /// A record larger than this is no position, and with this program's headers the brokers might not take it: what is kept of it is the beginning.
    /// </summary>
    private const int MostBytes = 64 * 1024;

    private const int LongestKey = 100;

    /// <summary>The name of an operator in the header <see cref="PositionSender.SourceHeader"/>.</summary>
    public static string SourceOf(string code) => "operator:" + code;

    /// <summary>
    /// The vehicle that a record is of: that of its key, by which <c>positions</c> takes it, or, where it has none, that of its message. Null where neither
    /// names one: such a record is forwarded as it is, and the ingest says what is wrong with it.
    /// </summary>
    public static VehicleId? VehicleOf(byte[]? key, byte[]? value)
    {
        if (key is { Length: > 0 })
        {
            return key.Length <= LongestKey && VehicleId.TryParse(Encoding.UTF8.GetString(key), out var keyed) ? keyed : null;
        }

        return value is not null && WirePosition.TryRead(value, out var wire) && wire.Vehicle.Length is > 0 and <= LongestKey
            && VehicleId.TryParse(Encoding.UTF8.GetString(wire.Vehicle), out var named) ? named : null;
    }

    /// <summary>
    /// The record for <c>positions</c>: with a key, stamped with the operator and the time of receipt. What the operator sends in headers of this program
    /// is left out: it could pose as somebody else.
    /// </summary>
    /// <param name="code">The operator, by its topic.</param>
    /// <param name="record">The record.</param>
    /// <param name="vehicle">The vehicle that it is of; null for none.</param>
    /// <param name="now">The time of receipt where the broker has not noted it.</param>
    public static Message<byte[]?, byte[]?> Forwarded(string code, ConsumeResult<byte[]?, byte[]?> record, VehicleId? vehicle, Instant now) => new()
    {
        Key = record.Message.Key is { Length: > 0 } key ? key : vehicle is { } v ? Encoding.UTF8.GetBytes(v.ToString()) : record.Message.Key,
        Value = record.Message.Value,
        Headers = HeadersOf(code, record),
        Timestamp = ReceiptOf(record, now),
    };

    /// <summary>The dead letter of a record that is not forwarded.</summary>
    public static Message<byte[]?, byte[]?> Refused(
        string code, ConsumeResult<byte[]?, byte[]?> record, RejectReason reason, string detail, Instant now)
    {
        var isCut = reason == RejectReason.Oversized;
        var headers = HeadersOf(code, record, isCut);
        DeadLetterHeaders.AddTo(headers, record.TopicPartitionOffset, reason, detail, now);
        return new()
        {
            Key = isCut ? Beginning(record.Message.Key, LongestKey) : record.Message.Key,
            Value = isCut ? Beginning(record.Message.Value, MostBytes) : record.Message.Value,
            Headers = headers,
            Timestamp = ReceiptOf(record, now),
        };
    }

    /// <summary>Whether a record is too large to be forwarded.</summary>
    public static bool IsOversized(ConsumeResult<byte[]?, byte[]?> record) =>
        (record.Message.Key?.Length ?? 0) + (record.Message.Value?.Length ?? 0)
            + (record.Message.Headers?.Sum(h => h.Key.Length + (h.GetValueBytes()?.Length ?? 0)) ?? 0) > MostBytes;

    private static byte[]? Beginning(byte[]? bytes, int most) => bytes is { } b && b.Length > most ? b[..most] : bytes;

    private static Headers HeadersOf(string code, ConsumeResult<byte[]?, byte[]?> record, bool isCut = false)
    {
        var headers = new Headers();
        foreach (var header in isCut ? [] : record.Message.Headers ?? [])
        {
            if (!header.Key.StartsWith(DeadLetterHeaders.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(header.Key, header.GetValueBytes());
            }
        }

        headers.Add(PositionSender.SourceHeader, Encoding.UTF8.GetBytes(SourceOf(code)));
        return headers;
    }

    /// <summary>An operator could choose a timestamp of its own; that of the broker is the time of receipt.</summary>
    private static Timestamp ReceiptOf(ConsumeResult<byte[]?, byte[]?> record, Instant now) => new(
        record.Message.Timestamp is { Type: TimestampType.LogAppendTime } at ? at.UnixTimestampMs : now.UnixMilliseconds, TimestampType.CreateTime);
}
