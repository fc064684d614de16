using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Audit;

/// <summary>
/// The canonical bytes of a record, over which hashes are computed. They are stored as they are and never written again, so that a later version of the
/// program verifies what an earlier one wrote.
/// </summary>
/// <remarks>
/// Version 1: the byte 1; then the fields in one order. Numbers are big-endian: 8 bytes for instants (milliseconds since 1970), numbers of rows and the
/// sequence, 4 bytes for others, 1 byte for the outcome. A text is its number of bytes (4 bytes) and UTF-8. A field that may be absent has a byte before it, 0
/// or 1. Vehicles are their number and as many texts in strictly ascending order. Nothing follows. So every field ends where its own bytes say, and there is
/// one form for each record: two different records never have the same bytes.
/// </remarks>
public static class AuditCodec
{
    public const byte Version = 1;

    public static byte[] Encode(AuditRecord record)
    {
        var writer = new ArrayBufferWriter<byte>(256);
        var entry = record.Entry;
        Byte(writer, Version);
        Long(writer, record.Sequence);
        Long(writer, record.RecordedAt.UnixMilliseconds);
        Long(writer, entry.At.UnixMilliseconds);
        OptionalText(writer, entry.Actor.Issuer);
        OptionalText(writer, entry.Actor.Subject);
        OptionalText(writer, entry.Actor.Organisation);
        Int(writer, entry.Actor.Province.Number);
        OptionalText(writer, entry.Actor.KeyId);
        OptionalText(writer, entry.Session);
        Int(writer, (int)entry.Action);
        OptionalText(writer, entry.ObjectKind);
        OptionalText(writer, entry.ObjectId);
        Int(writer, entry.Vehicles.Count);
        foreach (var vehicle in entry.Vehicles)
        {
            Text(writer, vehicle.ToString());
        }

        OptionalLong(writer, entry.From?.UnixMilliseconds);
        OptionalLong(writer, entry.To?.UnixMilliseconds);
        OptionalLong(writer, entry.Rows);
        OptionalText(writer, entry.Purpose);
        OptionalText(writer, entry.CaseNumber);
        Byte(writer, (byte)entry.Outcome);
        OptionalText(writer, entry.Address);
        OptionalText(writer, entry.RequestId);
        return writer.WrittenSpan.ToArray();
    }

    /// <exception cref="AuditFormatException">The bytes are not the canonical form of a record.</exception>
    public static AuditRecord Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new AuditReader(bytes);
        if (reader.Byte() is not Version and var version)
        {
            throw new AuditFormatException($"The record has version {version}; this program reads version {Version}. Verify it with the newer program.");
        }

        var sequence = reader.Long();
        var recordedAt = new Instant(reader.Long());
        var at = new Instant(reader.Long());
        var actor = new AuditActor
        {
            Issuer = reader.OptionalText(),
            Subject = reader.OptionalText(),
            Organisation = reader.OptionalText(),
            Province = new ProvinceCode(reader.Int()),
            KeyId = reader.OptionalText(),
        };
        var entry = new AuditEntry
        {
            Actor = actor,
            At = at,
            Session = reader.OptionalText(),
            Action = reader.Action(),
            ObjectKind = reader.OptionalText(),
            ObjectId = reader.OptionalText(),
            Vehicles = reader.Vehicles(),
            From = reader.OptionalInstant(),
            To = reader.OptionalInstant(),
            Rows = reader.OptionalLong(),
            Purpose = reader.OptionalText(),
            CaseNumber = reader.OptionalText(),
            Outcome = reader.Outcome(),
            Address = reader.OptionalText(),
            RequestId = reader.OptionalText(),
        };
        reader.End();
        return new(sequence, recordedAt, entry);
    }

    /// <summary>Refuses an entry that could not be read again, such as one with an action that is not on the list.</summary>
    /// <exception cref="AuditFormatException">What is wrong with it.</exception>
    public static void Check(AuditEntry entry) => Decode(Encode(new(1, entry.At, entry)));

    private static void Byte(ArrayBufferWriter<byte> writer, byte value)
    {
        writer.GetSpan(1)[0] = value;
        writer.Advance(1);
    }

    private static void Int(ArrayBufferWriter<byte> writer, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(writer.GetSpan(sizeof(int)), value);
        writer.Advance(sizeof(int));
    }

    private static void Long(ArrayBufferWriter<byte> writer, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(writer.GetSpan(sizeof(long)), value);
        writer.Advance(sizeof(long));
    }

    private static void OptionalLong(ArrayBufferWriter<byte> writer, long? value)
    {
        Byte(writer, value is null ? (byte)0 : (byte)1);
        if (value is { } set)
        {
            Long(writer, set);
        }
    }

    private static void Text(ArrayBufferWriter<byte> writer, string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Int(writer, count);
        writer.Advance(Encoding.UTF8.GetBytes(value, writer.GetSpan(count)));
    }

    private static void OptionalText(ArrayBufferWriter<byte> writer, string? value)
    {
        Byte(writer, value is null ? (byte)0 : (byte)1);
        if (value is not null)
        {
            Text(writer, value);
        }
    }
}
