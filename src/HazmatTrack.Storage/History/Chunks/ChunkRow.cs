using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>One row of history: about 240 points of one vehicle with their span of time and, where any is a position, their box.</summary>
/// <param name="Vehicle">The vehicle's number in the store.</param>
/// <param name="Start">Time of the first point; with the vehicle the row's key.</param>
/// <param name="End">Time of the last point, less than <see cref="LongestSpan"/> after the first.</param>
/// <param name="Points">How many.</param>
/// <param name="Box">The smallest box around the positions.</param>
/// <param name="Data">The points, by <see cref="ChunkCodec"/>.</param>
/// <param name="Checkpoint">The tracker's state kept with this row.</param>
internal sealed record ChunkRow(
    int Vehicle, Instant Start, Instant End, int Points, ChunkBox? Box, byte[] Data, Checkpoint? Checkpoint = null)
{
    /// <summary>How many points fill a chunk.</summary>
    public const int Full = 240;

    /// <summary>A chunk with fewer points is continued rather than followed by another.</summary>
    public const int WorthContinuing = Full / 2;

    /// <summary>A chunk into which late points came is cut when it holds more.</summary>
    public const int Most = 2 * Full;

    /// <summary>No chunk spans this much, so a search by start need not look back further.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(1);

    /// <summary>A checkpoint is kept with a chunk only if it is not later than this after the chunk's end.</summary>
    public static readonly TimeSpan LongestCheckpointLead = TimeSpan.FromDays(1);

    public static ChunkRow Of(int vehicle, ReadOnlySpan<PositionReport> points) =>
        new(vehicle, points[0].Time, points[^1].Time, points.Length, ChunkBox.Around(points), ChunkCodec.Encode(points));
}
