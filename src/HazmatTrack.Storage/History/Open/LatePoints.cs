using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.History.Open;

/// <summary>
/// The late points of one vehicle that are merged neither into its chunks nor into its open points yet, with the points around them, by which
/// duplicates are recognised without reading the store or decoding the open points.
/// </summary>
internal sealed class LatePoints
{
    // Terminals deliver what they kept in order of time or the newest first, some points at a time: the next are near the last.
    private static readonly TimeSpan s_around = TimeSpan.FromMinutes(15);

    private readonly OpenPointBuffer _known = new();
    private long[] _knownTimes = [];
    private Instant _from = new(long.MaxValue);
    private Instant _to = new(long.MinValue);

    /// <summary>The late points at or before the vehicle's sealed end, to be merged into chunks. A point of a sealed instant is merged with the sealed
    /// one.</summary>
    public OpenPointBuffer Sealed { get; } = new();

    /// <summary>The late points after it, to be merged with the open points when these are sealed.</summary>
    public OpenPointBuffer Open { get; } = new();

    public bool IsEmpty => Sealed.Count == 0 && Open.Count == 0;

    /// <summary>The oldest row of the late journal that holds one of <see cref="Sealed"/>; 0 when there is none.</summary>
    public long OldestRow { get; set; }

    /// <summary>What <see cref="TakeGrowth"/> has returned so far.</summary>
    public long Counted { get; private set; }

    /// <summary>The change in memory since the last call, in bytes.</summary>
    public long TakeGrowth()
    {
        var bytes = Sealed.Capacity + Open.Capacity + _known.Capacity + (_knownTimes.Length * sizeof(long));
        (var growth, Counted) = (bytes - Counted, bytes);
        return growth;
    }

    /// <summary>Points from an instant on have been added to the open ones or to chunks: what is known ends before it.</summary>
    public void Forget(Instant from) => _to = Instant.Earlier(_to, new(from.UnixMilliseconds - 1));

    /// <summary>Chunks were changed or removed: nothing is known any more.</summary>
    public void ForgetAll() => _to = new(long.MinValue);

    /// <summary>Whether the points at the instants of a run are known.</summary>
    public bool Covers(ReadOnlySpan<PositionReport> run) => run[0].Time >= _from && run[^1].Time <= _to;

    /// <summary>
    /// The stretches to be known for a run, in order of time: a little more than the run, so that the runs that follow are covered as well. What lies in a
    /// gap of the run, which may be months, is not among them.
    /// </summary>
    /// <param name="end">They go no further than this.</param>
    public static List<(Instant From, Instant To)> Around(ReadOnlySpan<PositionReport> run, Instant end)
    {
        var stretches = new List<(Instant From, Instant To)>(1);
        foreach (ref readonly var point in run)
        {
            var (from, to) = (point.Time - s_around, Instant.Earlier(point.Time + s_around, end));
            if (stretches.Count > 0 && from <= stretches[^1].To)
            {
                stretches[^1] = (stretches[^1].From, to);
            }
            else
            {
                stretches.Add((from, to));
            }
        }

        return stretches;
    }

    /// <summary>Replaces the known points.</summary>
    /// <param name="stretches">
    /// What is to be known, up to the vehicle's newest point: what arrives in order later is after it. The last one is known from now on.
    /// </param>
    /// <param name="rows">Every chunk that overlaps one of them.</param>
    /// <param name="open">The open points. The list is used for the known ones.</param>
    /// <returns>Chunks that cannot be read, and why: their points stay unknown.</returns>
    public List<(ChunkRow Row, ChunkFormatException Cause)> Know(
        List<(Instant From, Instant To)> stretches, IEnumerable<ChunkRow> rows, List<PositionReport> open)
    {
        var damaged = new List<(ChunkRow, ChunkFormatException)>();
        foreach (var row in rows.Where(r => stretches.Exists(s => r.End >= s.From && r.Start <= s.To)))
        {
            try
            {
                open.AddRange(ChunkCodec.Decode(row.Data));
            }
            catch (ChunkFormatException e)
            {
                damaged.Add((row, e));
            }
        }

        open.RemoveAll(p => !stretches.Exists(s => p.Time >= s.From && p.Time <= s.To));
        PointMerge.Normalise(open);
        _known.Replace(CollectionsMarshal.AsSpan(open));
        _knownTimes = [.. open.Select(p => p.Time.UnixMilliseconds)];
        (_from, _to) = stretches[^1];
        return damaged;
    }

    /// <summary>Compares a run with what is stored; the points that are new or change a stored one are collected.</summary>
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
        _known.CopyTo(work.A);
        Sealed.CopyTo(work.A);
        Open.CopyTo(work.A);
        PointMerge.Normalise(work.A);
        work.B.Clear();
        PointMerge.Merge(CollectionsMarshal.AsSpan(work.A), run, work.B, ref changes);
    }

    private static bool IsApart(OpenPointBuffer points, ReadOnlySpan<PositionReport> run) =>
        points.Count == 0 || run[0].Time > points.Last || run[^1].Time < points.First;

    /// <summary>Whether no stored point has any of a run's instants, as far as that is known without decoding.</summary>
    private bool IsNew(ReadOnlySpan<PositionReport> run)
    {
        if (!IsApart(Sealed, run) || !IsApart(Open, run))
        {
            return false;
        }

        foreach (ref readonly var point in run)
        {
            if (Array.BinarySearch(_knownTimes, point.Time.UnixMilliseconds) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
