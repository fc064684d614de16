namespace HazmatTrack.Domain.Tracks.Segments;

/// <summary>Segments of a whole run of reports.</summary>
public static class Segmenting
{
    /// <summary>Every report of a run in order of time, with what it belongs to.</summary>
    public static IEnumerable<SegmentedReport> Segmented(this IEnumerable<PositionReport> reports)
    {
        var segmenter = new TrackSegmenter();
        foreach (var report in reports)
        {
            segmenter.Add(report);
            while (segmenter.TryTake(out var next))
            {
                yield return next;
            }
        }

        segmenter.Complete();
        while (segmenter.TryTake(out var next))
        {
            yield return next;
        }
    }
}
