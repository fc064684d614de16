namespace HazmatTrack.Domain.Tracks;

/// <summary>A report and where in the log it stands. The offset is evidence; it takes no part in judging.</summary>
/// <param name="Report">What the terminal sent.</param>
/// <param name="Offset">Offset in the vehicle's partition of topic <c>positions</c>; -1 where history no longer tells.</param>
public readonly record struct TrackPoint(PositionReport Report, long Offset)
{
    public const long UnknownOffset = -1;

    public Instant Time => Report.Time;
}
