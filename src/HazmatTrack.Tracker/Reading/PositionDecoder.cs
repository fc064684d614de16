using System.Globalization;
using System.Text;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// Converts a record of topic <c>positions</c> to a report of a vehicle, or returns the reason why it is not one. Never throws for any input; allocates only
/// for a vehicle never seen. For one thread.
/// </summary>
internal sealed class PositionDecoder(IngestOptions options, IngestMetrics? metrics = null, TimeProvider? time = null)
{
    private readonly VehicleIndex _vehicles = new(time ?? TimeProvider.System);
    private readonly ReportCheck _check = new(options, metrics?.Values);
    private readonly long _maxAgeMs = (long)options.MaxAge.TotalMilliseconds;

    /// <inheritdoc cref="VehicleIndex.Trim"/>
    public void Trim(Func<int> awake) => _vehicles.Trim(awake);

    /// <summary>Returns <see cref="RejectReason.None"/> with the vehicle and its report, or the reason.</summary>
    public RejectReason Decode(in LogRecord record, Instant now, out VehicleKeyEntry? vehicle, out PositionReport report)
    {
        vehicle = null;
        report = default;
        if (record.Value.IsEmpty)
        {
            return RejectReason.Empty;
        }

        if (record.Value.Length > options.MaxRecordBytes)
        {
            return RejectReason.Oversized;
        }

        if (record.Key.IsEmpty)
        {
            return RejectReason.MissingKey;
        }

        if (!WirePosition.TryRead(record.Value, out var wire))
        {
            return RejectReason.Undecodable;
        }

        if (!_vehicles.TryGet(record.Key, out vehicle))
        {
            return RejectReason.UnknownVehicle;
        }

        // A key and a value may spell one vehicle in two ways.
        var isSame = wire.Vehicle.SequenceEqual(record.Key) || (_vehicles.TryGet(wire.Vehicle, out var named) && named.Id == vehicle.Id);
        if (!isSame)
        {
            return RejectReason.KeyMismatch;
        }

        var receipt = ReceiptOf(record, now);
        var reason = _check.Check(wire.Claim, now, receipt, out report);

        // Noted only by the record's own timestamp: reading the record again must give the same result.
        if (reason == RejectReason.None && receipt.UnixMilliseconds == record.TimestampMs && WholeHours.Behind(report.Time, receipt) is > 0 and var hours)
        {
            report = report.WithHoursBehind(hours);
        }

        return reason;
    }

    /// <summary>The time at which a record was received: its own timestamp, as far as that is plausible.</summary>
    public Instant ReceiptOf(in LogRecord record, Instant now) =>
        record.TimestampMs >= now.UnixMilliseconds - _maxAgeMs ? new(Math.Min(record.TimestampMs, now.UnixMilliseconds)) : now;

    /// <summary>The vehicle that the key of a record names, independent of its value; null for none.</summary>
    public VehicleKeyEntry? NamedBy(in LogRecord record) => _vehicles.TryGet(record.Key, out var vehicle) ? vehicle : null;

    /// <summary>One sentence on why a record was rejected, for its dead letter.</summary>
    public string Explain(RejectReason reason, in LogRecord record, Instant now)
    {
        switch (reason)
        {
            case RejectReason.Empty:
                return record.HasValue ? "The value is empty." : "The record has no value: positions are never deleted by a tombstone.";
            case RejectReason.Oversized:
                return string.Create(
                    CultureInfo.InvariantCulture, $"The value has {record.Value.Length} bytes; a position has at most {options.MaxRecordBytes}.");
            case RejectReason.MissingKey:
                return "The record has no key; it must be the vehicle id, such as 沪A12345_2.";
            case RejectReason.Undecodable:
                return string.Create(
                    CultureInfo.InvariantCulture, $"The {record.Value.Length} bytes of the value are not a PositionMessage in protobuf.");
            case RejectReason.UnknownVehicle:
                return VehicleId.TryParse(Encoding.UTF8.GetString(record.Key[..Math.Min(record.Key.Length, VehicleIndex.MaxKeyBytes)]), out _, out var why)
                    ? $"The key is longer than {VehicleIndex.MaxKeyBytes} bytes."
                    : $"The key names no vehicle: {why.English}";
            case RejectReason.KeyMismatch:
                WirePosition.TryRead(record.Value, out var other);
                return $"The key is {Shown(record.Key)}, the message's vehicle {Shown(other.Vehicle)}: they must name the same vehicle, since the key orders the reports.";
            default:
                WirePosition.TryRead(record.Value, out var wire);
                return _check.Explain(reason, wire.Claim, now, ReceiptOf(record, now)).English;
        }
    }

    private static string Shown(ReadOnlySpan<byte> text)
    {
        const int Most = 80;
        if (text.IsEmpty)
        {
            return "(none)";
        }

        var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, Most)]);
        var clean = string.Concat(shown.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return text.Length > Most ? $"'{clean}…'" : $"'{clean}'";
    }
}
