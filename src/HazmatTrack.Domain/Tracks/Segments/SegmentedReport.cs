namespace HazmatTrack.Domain.Tracks.Segments;

/// <summary>A report and what it belongs to.</summary>
/// <param name="Report">As it was given.</param>
/// <param name="Track">Which of the tracks under this plate it belongs to, from 1; 0 for none. More than one where two terminals send at a time.</param>
/// <param name="Segment">Which stretch without lost reception it belongs to, from 1; 0 for none: it has no position, or is drift.</param>
/// <param name="Previous">The fix before it on the same track, if the way between them can be told; null where the track begins or was dark.</param>
/// <param name="IsAfterLoss">Whether the terminal said in between that it had no position.</param>
public readonly record struct SegmentedReport(PositionReport Report, int Track, int Segment, PositionReport? Previous, bool IsAfterLoss)
{
    /// <summary>Whether it is a position that no truck can have driven to.</summary>
    public bool IsDrift => Segment == 0 && Report.IsPosition;
}
