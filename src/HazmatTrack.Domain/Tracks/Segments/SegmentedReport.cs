namespace HazmatTrack.Domain.Tracks.Segments;

/// <summary>A report with its track and segment.</summary>
/// <param name="Track">
/// The number of its track under this plate, from 1; 0 for none. There is more than one where two terminals send at a time.
/// </param>
/// <param name="Segment">The number of its stretch without lost reception, from 1; 0 for none: it has no position, or is drift.</param>
/// <param name="Previous">The fix before it on the same track, if the way between them is known; null where the track begins or was dark.</param>
/// <param name="IsAfterLoss">Whether the terminal reported in between that it had no position.</param>
public readonly record struct SegmentedReport(PositionReport Report, int Track, int Segment, PositionReport? Previous, bool IsAfterLoss)
{
    /// <summary>Whether it is a position that no truck can have driven to.</summary>
    public bool IsDrift => Segment == 0 && Report.IsPosition;
}
