namespace HazmatTrack.Domain.Tracking;

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
