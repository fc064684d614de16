using System.Buffers.Binary;
using System.Text.Unicode;
using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Positions;

/// <summary>
/// A <c>PositionMessage</c> (position.proto) read directly from its bytes. Accepts exactly what protobuf accepts: unknown fields, and known
/// fields of another wire type, are skipped; the last value of a field wins.
/// </summary>
internal ref struct WirePosition
{
    /// <summary>The nesting limit of protobuf groups.</summary>
    private const int MaxDepth = 100;

    public ReadOnlySpan<byte> Vehicle;
    public long TimeMs;
    public int LatitudeE6;
    public int LongitudeE6;
    public uint? SpeedDeciKmh;
    public uint? HeadingDegrees;
    public int? AltitudeM;
    public uint? MileageDeciKm;
    public uint AlarmBits;
    public uint StatusBits;
    public int Datum;

    /// <summary>What it says of the vehicle.</summary>
    public readonly UncheckedReport Claim => new()
    {
        TimeMs = TimeMs,
        LatitudeE6 = LatitudeE6,
        LongitudeE6 = LongitudeE6,
        SpeedDeciKmh = SpeedDeciKmh,
        HeadingDegrees = HeadingDegrees,
        AltitudeM = AltitudeM,
        MileageDeciKm = MileageDeciKm,
        AlarmBits = AlarmBits,
        StatusBits = StatusBits,
        Datum = (Messages.Datum)Datum,
    };

    /// <summary>Returns false where the bytes are not a protobuf message; the fields are undefined then.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out WirePosition position)
    {
        position = default;
        while (!data.IsEmpty)
        {
            if (!TryVarint(ref data, out var number))
            {
                return false;
            }

            var tag = (uint)number;
            var known = true;
            switch (tag)
            {
                case (1 << 3) | 2:
                    known = TryBytes(ref data, out position.Vehicle) && Utf8.IsValid(position.Vehicle);
                    break;
                case (2 << 3) | 1:
                    known = TryFixed64(ref data, out var time);
                    position.TimeMs = (long)time;
                    break;
                case (3 << 3) | 5:
                    known = TryFixed32(ref data, out var latitude);
                    position.LatitudeE6 = (int)latitude;
                    break;
                case (4 << 3) | 5:
                    known = TryFixed32(ref data, out var longitude);
                    position.LongitudeE6 = (int)longitude;
                    break;
                case 5 << 3:
                    known = TryVarint(ref data, out number);
                    position.SpeedDeciKmh = (uint)number;
                    break;
                case 6 << 3:
                    known = TryVarint(ref data, out number);
                    position.HeadingDegrees = (uint)number;
                    break;
                case 7 << 3:
                    known = TryVarint(ref data, out number);
                    position.AltitudeM = (int)((uint)number >> 1) ^ -(int)((uint)number & 1);
                    break;
                case 8 << 3:
                    known = TryVarint(ref data, out number);
                    position.MileageDeciKm = (uint)number;
                    break;
                case (9 << 3) | 5:
                    known = TryFixed32(ref data, out position.AlarmBits);
                    break;
                case (10 << 3) | 5:
                    known = TryFixed32(ref data, out position.StatusBits);
                    break;
                case 11 << 3:
                    known = TryVarint(ref data, out number);
                    position.Datum = (int)(uint)number;
                    break;
                default:
                    known = TrySkip(ref data, tag, 0);
                    break;
            }

            if (!known)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> data, uint tag, int depth)
    {
        if (tag >> 3 == 0)
        {
            return false;
        }

        switch (tag & 7)
        {
            case 0:
                return TryVarint(ref data, out _);
            case 1:
                return TryFixed64(ref data, out _);
            case 2:
                return TryBytes(ref data, out _);
            case 5:
                return TryFixed32(ref data, out _);
            case 3:
                return TrySkipGroup(ref data, tag, depth + 1);
            default:
                return false;
        }
    }

    private static bool TrySkipGroup(ref ReadOnlySpan<byte> data, uint start, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        while (TryVarint(ref data, out var number))
        {
            var tag = (uint)number;
            if ((tag & 7) == 4)
            {
                return tag >> 3 == start >> 3;
            }

            if (!TrySkip(ref data, tag, depth))
            {
                return false;
            }
        }

        return false;
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> data, out ulong value)
    {
        var length = Varint.Read(data, out value);
        if (length <= 0)
        {
            return false;
        }

        data = data[length..];
        return true;
    }

    private static bool TryFixed32(ref ReadOnlySpan<byte> data, out uint value)
    {
        var ok = BinaryPrimitives.TryReadUInt32LittleEndian(data, out value);
        data = ok ? data[4..] : default;
        return ok;
    }

    private static bool TryFixed64(ref ReadOnlySpan<byte> data, out ulong value)
    {
        var ok = BinaryPrimitives.TryReadUInt64LittleEndian(data, out value);
        data = ok ? data[8..] : default;
        return ok;
    }

    private static bool TryBytes(scoped ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryVarint(ref data, out var number) || (uint)number > (uint)data.Length)
        {
            return false;
        }

        bytes = data[..(int)(uint)number];
        data = data[bytes.Length..];
        return true;
    }
}
