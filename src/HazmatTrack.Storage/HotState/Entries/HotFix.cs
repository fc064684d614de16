using System.Buffers.Binary;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// The second part of a value under a sight key: 10 bytes, 8 more where the fix is older than the newest report, and 4 more where it has an alarm.
/// Heading with flags, speed, altitude, odometer, time of the fix, alarm bits; little endian. A value that was not sent is zero, and its flag is not set.
/// </summary>
internal static class HotFix
{
    public const int MaxSize = Size + TimeSize + AlarmsSize;

    private const int Size = 10;
    private const int TimeSize = 8;
    private const int AlarmsSize = 4;
    private const int HeadingMask = 0x1FF;
    private const int HasSpeed = 1 << 9;
    private const int HasHeading = 1 << 10;
    private const int HasAltitude = 1 << 11;
    private const int HasMileage = 1 << 12;
    private const int HasTime = 1 << 13;
    private const int HasAlarms = 1 << 14;
    private const int IsOfFaulted = 1 << 15;

    /// <param name="fix">The fix to write.</param>
    /// <param name="newest">Event time of the vehicle's newest report: nearly always the fix's own, and then not written twice.</param>
    /// <param name="isFaulted">Whether some rules are not evaluated for the vehicle; an earlier version ignores it.</param>
    /// <param name="to">Takes the bytes.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Write(in SeenFix fix, Instant newest, bool isFaulted, Span<byte> to)
    {
        var older = fix.Time != newest;
        var flags = (fix.HeadingDegrees ?? 0) & HeadingMask;
        flags |= fix.SpeedDeciKmh is null ? 0 : HasSpeed;
        flags |= fix.HeadingDegrees is null ? 0 : HasHeading;
        flags |= fix.AltitudeMetres is null ? 0 : HasAltitude;
        flags |= fix.MileageDeciKm is null ? 0 : HasMileage;
        flags |= older ? HasTime : 0;
        flags |= fix.Alarms == 0 ? 0 : HasAlarms;
        flags |= isFaulted ? IsOfFaulted : 0;
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)flags);
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], fix.SpeedDeciKmh ?? 0);
        BinaryPrimitives.WriteInt16LittleEndian(to[4..], fix.AltitudeMetres ?? 0);
        BinaryPrimitives.WriteUInt32LittleEndian(to[6..], fix.MileageDeciKm ?? 0);
        var size = Size;
        if (older)
        {
            BinaryPrimitives.WriteInt64LittleEndian(to[size..], fix.Time.UnixMilliseconds);
            size += TimeSize;
        }

        if (fix.Alarms != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(to[size..], fix.Alarms);
            size += AlarmsSize;
        }

        return size;
    }

    /// <summary>Whether some rules are not evaluated for the vehicle.</summary>
    public static bool IsFaulted(ReadOnlySpan<byte> value) => value.Length >= Size && (BinaryPrimitives.ReadUInt16LittleEndian(value) & IsOfFaulted) != 0;

    /// <summary>Returns null where an earlier version wrote the value without it.</summary>
    public static SeenFix? Read(ReadOnlySpan<byte> value, Instant newest)
    {
        if (value.Length < Size)
        {
            return null;
        }

        var flags = BinaryPrimitives.ReadUInt16LittleEndian(value);
        var alarmsAt = Size + ((flags & HasTime) == 0 ? 0 : TimeSize);
        if (value.Length < alarmsAt + ((flags & HasAlarms) == 0 ? 0 : AlarmsSize))
        {
            return null;
        }

        return new(
            (flags & HasTime) == 0 ? newest : new(BinaryPrimitives.ReadInt64LittleEndian(value[Size..])),
            (flags & HasSpeed) == 0 ? null : BinaryPrimitives.ReadUInt16LittleEndian(value[2..]),
            (flags & HasHeading) == 0 ? null : (ushort)(flags & HeadingMask),
            (flags & HasAltitude) == 0 ? null : BinaryPrimitives.ReadInt16LittleEndian(value[4..]),
            (flags & HasMileage) == 0 ? null : BinaryPrimitives.ReadUInt32LittleEndian(value[6..]),
            (flags & HasAlarms) == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(value[alarmsAt..]));
    }
}
