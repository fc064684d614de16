using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Gateway.Operators;
using HazmatTrack.Storage.DeadLetters;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>A letter as it was read, before it is known whose it is.</summary>
/// <param name="Content">The letter; nobody's so far.</param>
/// <param name="Sender">The operator by the stamp; null where it has none.</param>
/// <param name="At">The instant at which the vehicle's operator is asked for.</param>
internal readonly record struct ReadLetter(LetterContent Content, string? Sender, Instant At);

/// <summary>Reads the records of the dead-letter topic. Never throws for any record.</summary>
internal static class LetterReading
{
    private const int LongestDetail = 1000;
    private const int MostReports = 1_000_000;

    /// <param name="record">The record.</param>
    /// <param name="log">The identity of its topic.</param>
    /// <param name="mostBytes">How much of the original is kept.</param>
    public static ReadLetter Read(ConsumeResult<byte[]?, byte[]?> record, string log, int mostBytes)
    {
        var all = record.Message.Headers ?? [];
        var headers = OwnOf(all);
        var (value, source, reports) = (record.Message.Value ?? [], Text(all, PositionSender.SourceHeader), Number(headers, DeadLetterHeaders.Reports));
        var refusedAt = DateTimeOffset.TryParse(
            Text(headers, DeadLetterHeaders.Time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Instant.From(time) : new(record.Message.Timestamp.UnixTimestampMs);
        var reason = Text(headers, DeadLetterHeaders.Reason) ?? "";
        VehicleId? vehicle = VehicleId.TryParse(KeyOf(record), out var keyed) ? keyed
            : WirePosition.TryRead(value, out var wire) && VehicleId.TryParse(Encoding.UTF8.GetString(wire.Vehicle), out var named) ? named
            : null;
        var place = PlaceOf(headers);
        return new(
            new()
            {
                Origin = place is { } at
                    ? string.Create(CultureInfo.InvariantCulture, $"{at.Topic}/{at.Partition}/{at.Offset}@{record.Message.Timestamp.UnixTimestampMs}")
                    : string.Create(CultureInfo.InvariantCulture, $"{log}/{record.Partition.Value}/{record.Offset.Value}"),
                Vehicle = vehicle,
                Reason = reason.Length is > 0 and <= 100 ? reason : "unknown",
                Detail = new(Cut(Text(headers, DeadLetterHeaders.DetailInChinese)), Cut(Text(headers, DeadLetterHeaders.Detail))),
                RefusedAt = refusedAt,
                Place = place,
                Body = value.AsMemory(0, Math.Min(value.Length, mostBytes)),
                BodyLength = (int)Math.Clamp(Number(headers, DeadLetterHeaders.CutFrom) ?? 0, value.Length, int.MaxValue),
                Reports = Math.Clamp(reports ?? 1, 1, MostReports),
                IsCounted = reports is not null,
            },
            OperatorRecords.CodeOf(source),
            EventTime(reason, place, value) ?? refusedAt);
    }

    /// <summary>The event time of a record; null where the letter says that it is wrong, or where it cannot be read.</summary>
    private static Instant? EventTime(string reason, LetterPlace? place, byte[] value) =>
        place is not null && WirePosition.TryRead(value, out var wire) && wire.TimeMs > 0 && RejectReasons.Find(reason) is not (
            RejectReason.InTheFuture or RejectReason.TooOld or RejectReason.ClockAheadHours or RejectReason.ClockWeekRollover or RejectReason.ClockYear
            or RejectReason.ClockReset or RejectReason.Oversized)
            ? new(wire.TimeMs) : null;

    private static string? KeyOf(ConsumeResult<byte[]?, byte[]?> record) =>
        record.Message.Key is { Length: > 0 and <= 3 * VehicleId.MaxSpelling } key ? Encoding.UTF8.GetString(key) : null;

    private static LetterPlace? PlaceOf(Headers headers) =>
        Text(headers, DeadLetterHeaders.Topic) is { Length: > 0 and <= 249 } topic
        && Number(headers, DeadLetterHeaders.Partition) is { } partition and >= 0 and <= int.MaxValue
        && Number(headers, DeadLetterHeaders.Offset) is { } offset and >= 0
            ? new(topic, (int)partition, offset) : null;

    /// <summary>
    /// The headers that the program has added to a letter: the last reason and what comes after it. Those before it came with the original, whose sender may
    /// have chosen names of the program.
    /// </summary>
    private static Headers OwnOf(Headers all)
    {
        var own = new Headers();
        foreach (var header in all)
        {
            if (header.Key == DeadLetterHeaders.Reason)
            {
                own = [];
            }

            own.Add(header.Key, header.GetValueBytes());
        }

        return own;
    }

    /// <summary>The last header of a name.</summary>
    private static string? Text(Headers headers, string name) =>
        headers.TryGetLastBytes(name, out var bytes) && bytes is { Length: <= 10_000 } ? Clean(Encoding.UTF8.GetString(bytes)) : null;

    private static long? Number(Headers headers, string name) =>
        long.TryParse(Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>PostgreSQL stores no zero characters.</summary>
    private static string Clean(string text) => text.Replace('\0', '\uFFFD');

    /// <summary>The beginning of a text, which ends with a whole character: PostgreSQL stores no halves.</summary>
    private static string Cut(string? text) =>
        text is null ? "" : text.Length <= LongestDetail ? text : text[..(char.IsHighSurrogate(text[LongestDetail - 1]) ? LongestDetail - 1 : LongestDetail)];
}
