namespace HazmatTrack.Domain.Tracks;

/// <summary>A report and its place in the log. The offset is evidence; it does not affect evaluation.</summary>
/// <param name="Offset">Offset in the vehicle's partition of topic <c>positions</c>; -1 where history no longer has it.</param>
public readonly record struct TrackPoint(PositionReport Report, long Offset)
{
    public const long UnknownOffset = -1;

    public Instant Time => Report.Time;

    /// <summary>
    /// Merges two points of the same time (<see cref="SameSecond.Merge"/>). Where neither alone is the outcome, its place is the later one:
    /// only there the log has all of it.
    /// </summary>
    public static TrackPoint Merge(in TrackPoint a, in TrackPoint b)
    {
        var merged = SameSecond.Merge(a.Report, b.Report);
        return merged == a.Report ? a : merged == b.Report ? b : new(merged, Math.Max(a.Offset, b.Offset));
    }
}
