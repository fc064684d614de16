using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.History.Open;

/// <summary>
/// The late points of one vehicle, those at or before its sealed end that are not merged into chunks yet, with the sealed points around them, by which
/// duplicates are recognised without reading the store.
/// </summary>
internal sealed class LatePoints
{
    // Terminals deliver what they kept in order of time or the newest first, some points at a time: the next are near the last.
    private static readonly TimeSpan s_around = TimeSpan.FromMinutes(15);

    private readonly OpenPointBuffer _sealed = new();
    private long[] _sealedTimes = [];
    private Instant _from = new(long.MaxValue);
    private Instant _to = new(long.MinValue);
    private long _counted;

    /// <summary>The late points. A point of a sealed instant is merged with the sealed one.</summary>
    public OpenPointBuffer Points { get; } = new();

    /// <summary>The oldest row of the late journal that holds one of the points; 0 when there is none.</summary>
    public long OldestRow { get; set; }

    /// <summary>The change in memory since the last call, in bytes.</summary>
    public long TakeGrowth()
    {
        var bytes = Points.Capacity + _sealed.Capacity + (_sealedTimes.Length * sizeof(long));
        (var growth, _counted) = (bytes - _counted, bytes);
        return growth;
    }

    /// <summary>What <see cref="TakeGrowth"/> has returned so far.</summary>
    public long Counted => _counted;

    /// <summary>Whether the sealed points at the instants of a run are known.</summary>
    public bool Covers(ReadOnlySpan<PositionReport> run) => run[0].Time >= _from && run[^1].Time <= _to;

    /// <summary>The stretch to be known for a run: a little more than the run, so that the runs that follow are covered as well.</summary>
    public static (Instant From, Instant To) Around(ReadOnlySpan<PositionReport> run, Instant sealedTo) =>
        (run[0].Time - s_around, Instant.Earlier(run[^1].Time + s_around, sealedTo));

    /// <summary>Replaces the known sealed points.</summary>
    /// <param name="stretch">The stretch that is known from now on.</param>
    /// <param name="rows">Every chunk that overlaps it.</param>
    /// <returns>Those that cannot be read, and why: their points stay unknown.</returns>
    public List<(ChunkRow Row, ChunkFormatException Cause)> Know((Instant From, Instant To) stretch, IEnumerable<ChunkRow> rows)
    {
        var (points, damaged) = (new List<PositionReport>(), new List<(ChunkRow, ChunkFormatException)>());
        foreach (var row in rows.Where(r => r.End >= stretch.From && r.Start <= stretch.To))
        {
            try
            {
                points.AddRange(ChunkCodec.Decode(row.Data).Where(p => p.Time >= stretch.From && p.Time <= stretch.To));
            }
            catch (ChunkFormatException e)
            {
                damaged.Add((row, e));
            }
        }

        PointMerge.Normalise(points);
        _sealed.Replace(CollectionsMarshal.AsSpan(points));
        _sealedTimes = [.. points.Select(p => p.Time.UnixMilliseconds)];
        (_from, _to) = stretch;
        return damaged;
    }

    /// <summary>Compares a run with what is stored, sealed or late; the points that are new or change a stored one are collected.</summary>
    /// <param name="work">Work buffers. Their contents are overwritten.</param>
    public void Compare(ReadOnlySpan<PositionReport> run, (List<PositionReport> A, List<PositionReport> B) work, ref PointMerge.Changes changes)
    {
        if (IsNew(run))
        {
            // The usual case: nothing is decoded.
            changes.New += run.Length;
            foreach (ref readonly var point in run)
            {
                changes.Note(in point);
            }

            return;
        }

        work.A.Clear();
        _sealed.CopyTo(work.A);
        if (Points.Count > 0)
        {
            var late = new List<PositionReport>(Points.Count);
            Points.CopyTo(late);
            work.B.Clear();
            var none = default(PointMerge.Changes);
            PointMerge.Merge(CollectionsMarshal.AsSpan(work.A), CollectionsMarshal.AsSpan(late), work.B, ref none);
            work = (work.B, work.A);
        }

        work.B.Clear();
        PointMerge.Merge(CollectionsMarshal.AsSpan(work.A), run, work.B, ref changes);
    }

    /// <summary>Adds points in order of time.</summary>
    public void Add(ReadOnlySpan<PositionReport> run) => Points.Merge(run);

    /// <summary>Whether a run follows the late points, and no sealed point has any of its instants.</summary>
    private bool IsNew(ReadOnlySpan<PositionReport> run)
    {
        if (Points.Count > 0 && run[0].Time <= Points.Last)
        {
            return false;
        }

        foreach (ref readonly var point in run)
        {
            if (Array.BinarySearch(_sealedTimes, point.Time.UnixMilliseconds) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
