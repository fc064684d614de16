using System.Runtime.CompilerServices;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.Blobs;

/// <summary>Codes a point as its differences to the point before. <see cref="BlobReader.Point"/> reads it.</summary>
internal static class PointCode
{
    /// <summary>No point takes more bytes.</summary>
    public const int MostBytes = 80;

    /// <summary>Writes a point; returns the number of its bytes.</summary>
    /// <param name="bytes">At least <see cref="MostBytes"/>.</param>
    /// <param name="before">The point before it; <see cref="PointMasks.Before"/> for the first.</param>
    /// <param name="point">The point.</param>
    /// <param name="leavesOutOffset">Whether its place in the log is left out.</param>
    public static int Write(Span<byte> bytes, in TrackPoint before, in TrackPoint point, bool leavesOutOffset = false)
    {
        var (a, b) = (before.Report, point.Report);
        var at = 1;
        var mask = PointMask.None;
        var time = b.Time.UnixMilliseconds - a.Time.UnixMilliseconds;
        if (time != 0)
        {
            mask |= PointMask.Time;
            Number(bytes, ref at, time % 1000 == 0 ? time / 1000 * 2 : (time * 2) + 1);
        }

        if (a.Position != b.Position)
        {
            mask |= PointMask.Place;
            Number(bytes, ref at, (long)b.Position.LatitudeE6 - a.Position.LatitudeE6);
            Number(bytes, ref at, (long)b.Position.LongitudeE6 - a.Position.LongitudeE6);
        }

        if (a.SpeedNumber != b.SpeedNumber)
        {
            mask |= PointMask.Speed;
            Number(bytes, ref at, b.SpeedNumber - a.SpeedNumber);
        }

        if (a.HeadingNumber != b.HeadingNumber)
        {
            mask |= PointMask.Heading;
            Number(bytes, ref at, b.HeadingNumber - a.HeadingNumber);
        }

        if (a.AltitudeNumber != b.AltitudeNumber)
        {
            mask |= PointMask.Altitude;
            Number(bytes, ref at, b.AltitudeNumber - a.AltitudeNumber);
        }

        if (a.MileageNumber != b.MileageNumber)
        {
            mask |= PointMask.Mileage;
            Number(bytes, ref at, b.MileageNumber - a.MileageNumber);
        }

        if (a.Alarms != b.Alarms || a.Status != b.Status)
        {
            mask |= PointMask.Bits;
            Varint.Write(bytes, ref at, b.Alarms);
            Varint.Write(bytes, ref at, (uint)b.Status);
        }

        if (before.Offset != point.Offset && !leavesOutOffset)
        {
            mask |= PointMask.Offset;
            Number(bytes, ref at, point.Offset - before.Offset);
        }

        bytes[0] = (byte)mask;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Number(Span<byte> bytes, ref int at, long value) => Varint.Write(bytes, ref at, Varint.ZigZag(value));
}
