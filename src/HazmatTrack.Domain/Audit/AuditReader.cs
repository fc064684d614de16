using System.Buffers.Binary;
using System.Text;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Audit;

/// <summary>Reads canonical bytes, and refuses what the codec does not write: otherwise one record could have two forms.</summary>
internal ref struct AuditReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Take(1)[0];

    public int Int() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public long? OptionalLong() => IsPresent() ? Long() : null;

    public Instant? OptionalInstant() => IsPresent() ? new Instant(Long()) : null;

    public string? OptionalText() => IsPresent() ? Text() : null;

    public AuditAction Action()
    {
        var action = (AuditAction)Int();
        return Enum.IsDefined(action)
            ? action
            : throw new AuditFormatException($"The record has the action {(int)action}, which this program does not know.");
    }

    public AuditOutcome Outcome()
    {
        var outcome = (AuditOutcome)Byte();
        return Enum.IsDefined(outcome)
            ? outcome
            : throw new AuditFormatException($"The record has the outcome {(int)outcome}, which this program does not know.");
    }

    public AuditVehicles Vehicles()
    {
        var count = Int();
        if (count is < 0 or > AuditVehicles.MaxCount)
        {
            throw new AuditFormatException($"The record names {count} vehicles; a record can name {AuditVehicles.MaxCount}.");
        }

        var vehicles = new VehicleId[count];
        for (var i = 0; i < count; i++)
        {
            var text = RawText();
            if (!VehicleId.TryFromStored(text, out vehicles[i]))
            {
                throw new AuditFormatException($"The record names the vehicle '{text}', which is no vehicle's id.");
            }

            if (i > 0 && vehicles[i - 1].CompareTo(vehicles[i]) >= 0)
            {
                throw new AuditFormatException($"The record names the vehicle '{text}' out of order.");
            }
        }

        return AuditVehicles.From(vehicles);
    }

    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw new AuditFormatException($"The record has {_rest.Length} bytes after its end.");
        }
    }

    private string Text()
    {
        var text = RawText();
        return AuditText.Clean(text) == text ? text : throw new AuditFormatException("The record has a text with characters that no record has.");
    }

    private string RawText()
    {
        var length = Int();
        if (length < 0)
        {
            throw new AuditFormatException($"The record has a text of {length} bytes.");
        }

        try
        {
            return s_strict.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new AuditFormatException("The record has a text that is not UTF-8.");
        }
    }

    private bool IsPresent() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new AuditFormatException($"The record has {other} where 0 or 1 says whether a field is there."),
    };

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new AuditFormatException("The record ends in the middle of a field.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
