using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>One row of history: about 240 points of one vehicle with their span of time and, where any is a position, their box.</summary>
/// <param name="Vehicle">The vehicle's number in the store.</param>
/// <param name="Start">Time of the first point; with the vehicle the row's key.</param>
/// <param name="End">Time of the last point, less than <see cref="ChunkSize.LongestSpan"/> after the first.</param>
/// <param name="Points">The number of points.</param>
/// <param name="Box">The smallest box around the positions.</param>
/// <param name="Data">The points, encoded by <see cref="ChunkCodec"/>.</param>
/// <param name="Checkpoint">The tracker's state kept with this row.</param>
/// <param name="Provinces">The provinces of its positions; null where no map was available.</param>
internal sealed record ChunkRow(
    int Vehicle, Instant Start, Instant End, int Points, ChunkBox? Box, byte[] Data, Checkpoint? Checkpoint = null, ProvinceSet? Provinces = null)
{
    /// <param name="vehicle">The vehicle's number in the store.</param>
    /// <param name="points">The points in order of time; at least one.</param>
    /// <param name="locate">Returns the province of a position; null where no map is available.</param>
    public static ChunkRow FromPoints(int vehicle, ReadOnlySpan<PositionReport> points, Func<GeoPoint, ProvinceCode>? locate) => new(
        vehicle, points[0].Time, points[^1].Time, points.Length, ChunkBox.Around(points), ChunkCodec.Encode(points),
        Provinces: locate is null ? null : Touched(points, locate));

    private static ProvinceSet Touched(ReadOnlySpan<PositionReport> points, Func<GeoPoint, ProvinceCode> locate)
    {
        var provinces = default(ProvinceSet);
        GeoPoint? last = null;
        foreach (ref readonly var point in points)
        {
            // A stationary truck is looked up once.
            if (point.IsPosition && point.Position != last)
            {
                provinces = provinces.With(locate(point.Position));
                last = point.Position;
            }
        }

        return provinces;
    }
}
