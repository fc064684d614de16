using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.Blobs;

/// <summary>Which fields of a point differ from the point before, in the order in which they follow.</summary>
[Flags]
internal enum PointMask : byte
{
    None = 0,
    Time = 1,
    Place = 2,
    Speed = 4,
    Heading = 8,
    Altitude = 16,
    Mileage = 32,
    Bits = 64,
    Offset = 128,
}

/// <summary>The point that the first point of a blob is compared with.</summary>
internal static class PointMasks
{
    /// <summary>All values present and zero, as they were before values could be absent.</summary>
    public static readonly TrackPoint Before = new(new() { SpeedDeciKmh = 0, HeadingDegrees = 0, AltitudeMetres = 0, MileageDeciKm = 0 }, 0);
}
