using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Segments;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Presences;

/// <summary>A stretch of a vehicle's track that holds positions: a stored chunk, or the open points of an owner.</summary>
/// <param name="chunk">The chunk's entry in the index.</param>
/// <param name="points">Its points, if they are known already.</param>
internal sealed class TrackPiece(ChunkPlace chunk, IReadOnlyList<PositionReport>? points = null)
{
    public ChunkPlace Chunk => chunk;

    /// <summary>Null until they are read.</summary>
    public IReadOnlyList<PositionReport>? Points { get; set; } = points;

    private bool IsStored => chunk.Vehicle >= 0;

    /// <summary>Whether the track may touch the area here.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Whether it precedes or follows a piece that is wanted.</summary>
    public bool IsContext { get; set; }

    /// <summary>The chunks that start in its span: a chunk that was split since it was found is several.</summary>
    public ChunkSpan Span => new(chunk.Vehicle, new(chunk.Start.UnixMilliseconds - 1), chunk.End);

    /// <summary>Marks the pieces that may touch an area, by their boxes and the lines that may connect one to the next.</summary>
    /// <param name="pieces">The pieces of one vehicle, in order of start.</param>
    /// <param name="settings">The limits for connecting two fixes.</param>
    public static void Mark(List<TrackPiece> pieces, GeoArea area, Instant from, Instant to, SegmentSettings settings)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            piece.IsWanted |= piece.Chunk.Start <= to && piece.Chunk.End >= from && area.BoxMeets(piece.Chunk.Box.SouthWest, piece.Chunk.Box.NorthEast);
            for (var j = i + 1; j < pieces.Count && pieces[j].Chunk.Start - piece.Chunk.End <= settings.DarkGap; j++)
            {
                if (LiesBetween(piece, pieces[j], from, to) && MayMeetBetween(piece.Chunk, pieces[j].Chunk, area, settings))
                {
                    pieces[i..(j + 1)].ForEach(p => p.IsWanted = true);
                }
            }
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            // Open points with late ones among them begin before chunks that lie between: they hide none of them from the chunk before.
            var isNext = false;
            for (var j = i + 1; j < pieces.Count && !isNext && pieces[j].Chunk.Start - pieces[i].Chunk.End <= settings.DarkGap; j++)
            {
                pieces[j].IsContext |= pieces[i].IsWanted;
                pieces[i].IsContext |= pieces[j].IsWanted;
                isNext = pieces[j].IsStored && pieces[j].Chunk.Start > pieces[i].Chunk.End;
            }
        }
    }

    /// <summary>Whether lines that connect fixes of two pieces, of which the second starts no earlier, may be in a span of time.</summary>
    private static bool LiesBetween(TrackPiece piece, TrackPiece next, Instant from, Instant to) => next.Chunk.Start > piece.Chunk.End
        ? piece.Chunk.End <= to && next.Chunk.Start >= from
        : piece.Chunk.Start <= to && Instant.Later(piece.Chunk.End, next.Chunk.End) >= from;

    /// <summary>
    /// Whether a line from the end of one piece to the begin of another may meet the area: it stays as near to both boxes as a truck gets in between.
    /// </summary>
    private static bool MayMeetBetween(in ChunkPlace before, in ChunkPlace after, GeoArea area, SegmentSettings settings)
    {
        var (a, b) = (before.Box, after.Box);
        var together = a.Around(b);
        if (!area.BoxMeets(together.SouthWest, together.NorthEast))
        {
            return false;
        }

        var gap = after.Start - before.End;
        if (gap <= TimeSpan.Zero)
        {
            return true;
        }

        var near = area.Widened(settings.Reach(gap));
        return near.BoxMeets(a.SouthWest, a.NorthEast) && near.BoxMeets(b.SouthWest, b.NorthEast);
    }
}
