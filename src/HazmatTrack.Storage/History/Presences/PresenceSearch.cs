using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Domain.Tracks.Segments;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Presences;

/// <summary>
/// Finds the vehicles that were in an area. The index returns the chunks that are so near that a line of theirs, or one between two of them, may
/// cross it; only those are read, and their neighbours only where their lines may cross it.
/// </summary>
internal sealed class PresenceSearch(
    HistoryDatabase database, VehicleNumbers numbers, Func<VehicleId, ChunkRow, PositionReport[]> read, GeoArea area, Instant from, Instant to)
{
    /// <summary>The time slice of the index that is read at once.</summary>
    private static readonly TimeSpan s_slice = TimeSpan.FromDays(1);

    /// <summary>How many vehicles' chunks are read at once.</summary>
    private const int VehiclesAtATime = 64;

    private static readonly SegmentSettings s_settings = SegmentSettings.Default;

    /// <summary>Fixes this near outside do not end a pass, so they are read as well.</summary>
    private readonly GeoArea _edge = area.Widened(s_settings.FixError);

    private readonly Dictionary<VehicleId, Dictionary<(int Vehicle, Instant Start), TrackPiece>> _pieces = [];

    /// <summary>How far before and after the span a track is read: a pass that begins or ends in it depends on the fixes around it.</summary>
    public static TimeSpan Margin => s_settings.DarkGap * 2;

    /// <summary>All passes in order of vehicle and time, from one vehicle on.</summary>
    /// <exception cref="IOException">The database went to another timeline meanwhile, where chunks may be of other vehicles.</exception>
    public async IAsyncEnumerable<Presence> RunAsync(
        IReadOnlyCollection<UnsealedPoints> open, VehicleId? startAt, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await FindAsync(open, cancellation);
        var vehicles = _pieces.Where(p => p.Value.Values.Any(c => c.IsWanted) && (startAt is not { } first || p.Key.CompareTo(first) >= 0))
            .OrderBy(p => p.Key).Select(p => (p.Key, p.Value.Values.OrderBy(c => c.Chunk.Start).ToList()));
        foreach (var some in vehicles.Chunk(VehiclesAtATime))
        {
            var found = await LookAsync(some, cancellation);
            if (await numbers.OfNowAsync(cancellation) != numbers)
            {
                throw new IOException("A replica of the database has taken over, or it was restored, while it was searched. Search again.");
            }

            foreach (var (vehicle, passes) in found)
            {
                foreach (var pass in passes)
                {
                    yield return new(vehicle, pass);
                }
            }
        }
    }

    /// <summary>Reads the index and keeps the wanted chunks with their neighbours.</summary>
    private async Task FindAsync(IReadOnlyCollection<UnsealedPoints> open, CancellationToken cancellation)
    {
        var near = _edge.Widened(s_settings.Reach(s_settings.DarkGap));
        var opened = open.Select((t, i) => (t.Vehicle, Piece: PieceOf(t, -1 - i))).Where(t => t.Piece is not null).ToLookup(t => t.Vehicle, t => t.Piece!);
        var found = new List<ChunkPlace>();
        for (var start = from; start <= to; start += s_slice)
        {
            found.Clear();
            var end = Instant.Earlier(to, start + s_slice);
            await foreach (var chunk in database.NearAsync(near, start - Margin, end + Margin, cancellation))
            {
                found.Add(chunk);
            }

            await numbers.LearnAsync(found.Select(c => c.Vehicle), cancellation);
            foreach (var vehicle in found.GroupBy(c => numbers[c.Vehicle]))
            {
                Keep(vehicle.Key, vehicle.Select(c => new TrackPiece(c)).Concat(opened[vehicle.Key]));
            }

            if (end == to)
            {
                break;
            }
        }

        foreach (var vehicle in opened)
        {
            Keep(vehicle.Key, vehicle);
        }
    }

    private void Keep(VehicleId vehicle, IEnumerable<TrackPiece> pieces)
    {
        var inOrder = pieces.OrderBy(p => p.Chunk.Start).ToList();
        TrackPiece.Mark(inOrder, _edge, from, to, s_settings);
        foreach (var piece in inOrder.Where(p => p.IsWanted || p.IsContext))
        {
            if (!_pieces.TryGetValue(vehicle, out var kept))
            {
                _pieces.Add(vehicle, kept = []);
            }

            if (kept.TryGetValue((piece.Chunk.Vehicle, piece.Chunk.Start), out var same))
            {
                same.IsWanted |= piece.IsWanted;
            }
            else
            {
                kept.Add((piece.Chunk.Vehicle, piece.Chunk.Start), piece);
            }
        }
    }

    /// <summary>The passes of some vehicles.</summary>
    private async Task<List<(VehicleId Vehicle, List<AreaPass> Passes)>> LookAsync(
        (VehicleId Vehicle, List<TrackPiece> Pieces)[] vehicles, CancellationToken cancellation)
    {
        await ReadAsync(vehicles.SelectMany(v => v.Pieces).Where(p => p.IsWanted), cancellation);
        var touching = vehicles.Where(v => AreaTouch.IsPossible(PointsOf(v.Pieces), _edge, s_settings)).ToList();
        await ReadAsync(touching.SelectMany(v => v.Pieces), cancellation);
        return touching.ConvertAll(v => (v.Vehicle, PassFinder.Find(PointsOf(v.Pieces), area, from, to)));
    }

    private async Task ReadAsync(IEnumerable<TrackPiece> pieces, CancellationToken cancellation)
    {
        var unread = pieces.Where(p => p.Points is null).ToList();
        if (unread.Count == 0)
        {
            return;
        }

        // A row that starts in the span of two pieces occurs twice, and its points then count once.
        var rows = (await database.ChunksAsync(unread.ConvertAll(p => p.Span), cancellation)).ToLookup(r => r.Vehicle);
        foreach (var piece in unread)
        {
            piece.Points = [.. rows[piece.Chunk.Vehicle]
                .Where(r => r.Start > piece.Span.After && r.Start <= piece.Span.To)
                .SelectMany(r => read(numbers[r.Vehicle], r))];
        }
    }

    private static List<PositionReport> PointsOf(List<TrackPiece> pieces)
    {
        var points = new List<PositionReport>();
        foreach (var piece in pieces)
        {
            points.AddRange(piece.Points ?? []);
        }

        PointMerge.Normalise(points);
        return points;
    }

    /// <summary>Open points as a piece, under a number that no vehicle has.</summary>
    private static TrackPiece? PieceOf(UnsealedPoints track, int number) => ChunkBox.Around([.. track.Points]) is { } box
        ? new(new(number, track.Points[0].Time, track.Points[^1].Time, box), track.Points)
        : null;
}
