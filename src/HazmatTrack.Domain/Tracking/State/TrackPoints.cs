using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>Searches reports in order of time.</summary>
internal static class TrackPoints
{
    /// <summary>The index of the first report that is not earlier.</summary>
    public static int FirstFrom(this List<TrackPoint> points, Instant time)
    {
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = points[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
