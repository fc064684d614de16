using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>The smallest box around the positions of a chunk.</summary>
internal readonly record struct ChunkBox(GeoPoint SouthWest, GeoPoint NorthEast)
{
    /// <summary>Returns null when none of the reports is a position.</summary>
    public static ChunkBox? Around(ReadOnlySpan<PositionReport> points)
    {
        int south = int.MaxValue, west = int.MaxValue, north = int.MinValue, east = int.MinValue;
        var any = false;
        foreach (ref readonly var p in points)
        {
            if (p.IsPosition)
            {
                any = true;
                south = Math.Min(south, p.Position.LatitudeE6);
                north = Math.Max(north, p.Position.LatitudeE6);
                west = Math.Min(west, p.Position.LongitudeE6);
                east = Math.Max(east, p.Position.LongitudeE6);
            }
        }

        return any ? new(new(south, west), new(north, east)) : null;
    }

    /// <summary>The smallest box around this and another.</summary>
    public ChunkBox Around(ChunkBox other) => new(
        new(Math.Min(SouthWest.LatitudeE6, other.SouthWest.LatitudeE6), Math.Min(SouthWest.LongitudeE6, other.SouthWest.LongitudeE6)),
        new(Math.Max(NorthEast.LatitudeE6, other.NorthEast.LatitudeE6), Math.Max(NorthEast.LongitudeE6, other.NorthEast.LongitudeE6)));
}
