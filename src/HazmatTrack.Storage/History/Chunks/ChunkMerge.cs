using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>
/// Merges points of one vehicle into its chunks. Chunks never overlap, keep their start, span less than a day, and hold at most
/// <see cref="ChunkSize.Most"/> points. A point goes into the chunk that begins before it, if it is inside or the chunk is
/// not full; otherwise into a chunk of its own with the points that follow.
/// </summary>
/// <param name="vehicle">The vehicle's number in the store.</param>
/// <param name="buffer">A work buffer. Its content is overwritten.</param>
/// <param name="locate">Returns the province of a position; null where no map is available.</param>
internal sealed class ChunkMerge(int vehicle, List<PositionReport> buffer, Func<GeoPoint, ProvinceCode>? locate)
{
    private readonly List<Slot> _slots = [];

    /// <summary>Changed rows: new content under the same key.</summary>
    public List<ChunkRow> Updated { get; } = [];

    /// <summary>New rows.</summary>
    public List<ChunkRow> Inserted { get; } = [];

    /// <summary>Unreadable rows, and why: points that belong in them go into separate rows, and the unreadable rows are moved away.</summary>
    public List<(ChunkRow Row, ChunkFormatException Cause)> Damaged { get; } = [];

    /// <summary>Start and number of points of the newest chunk known here.</summary>
    public (Instant Start, int Points, Instant End)? Newest { get; private set; }

    /// <summary>Merges points.</summary>
    /// <param name="rows">The stored rows around the points, in order of start.</param>
    /// <param name="points">The incoming points, in order of time.</param>
    /// <param name="lateTo">Only points up to here can be duplicates.</param>
    public void Run(List<ChunkRow> rows, ReadOnlySpan<PositionReport> points, Instant? lateTo)
    {
        foreach (var row in rows)
        {
            _slots.Add(new(row, row.Start, row.End, row.Points));
        }

        Place(points);
        foreach (var slot in _slots)
        {
            Store(slot, points.Slice(slot.From, slot.Arrived), lateTo);
        }
    }

    private void Place(ReadOnlySpan<PositionReport> points)
    {
        var at = -1;
        for (var i = 0; i < points.Length; i++)
        {
            ref readonly var point = ref points[i];
            while (at + 1 < _slots.Count && _slots[at + 1].Start <= point.Time)
            {
                at++;
            }

            var fits = at >= 0
                && (point.Time <= _slots[at].End
                    || (_slots[at].Points < ChunkSize.Full && point.Time - _slots[at].Start < ChunkSize.LongestSpan));
            if (!fits)
            {
                _slots.Insert(++at, new(null, point.Time, point.Time, 0));
            }

            _slots[at].Add(i, point.Time);
        }
    }

    private void Store(Slot slot, ReadOnlySpan<PositionReport> arrived, Instant? lateTo)
    {
        var (start, points, end) = (slot.Start, slot.Points, slot.End);
        if (arrived.Length > 0)
        {
            var held = Read(slot.Row) ?? [];
            var isStored = slot.Row is { } row && !Damaged.Exists(d => d.Row == row);
            var late = 0;
            while (lateTo is { } to && late < arrived.Length && arrived[late].Time <= to)
            {
                late++;
            }

            var here = new PointMerge.Changes();
            buffer.Clear();
            PointMerge.Merge(held, arrived[..late], buffer, ref here);
            buffer.AddRange(arrived[late..]);
            if (here.Earliest is not null || late < arrived.Length)
            {
                (start, points) = Cut(isStored);
            }
            else
            {
                points = held.Length;
            }
        }

        if (Newest is not { } newest || start >= newest.Start)
        {
            Newest = (start, points, end);
        }
    }

    private PositionReport[]? Read(ChunkRow? row)
    {
        try
        {
            return row is null ? null : ChunkCodec.Decode(row.Data);
        }
        catch (ChunkFormatException e)
        {
            Damaged.Add((row!, e));
            return null;
        }
    }

    private (Instant Start, int Points) Cut(bool stored)
    {
        var all = CollectionsMarshal.AsSpan(buffer);
        var pieces = all.Length <= ChunkSize.Most ? 1 : (all.Length + ChunkSize.Full - 1) / ChunkSize.Full;
        ChunkRow row = null!;
        for (var piece = 0; piece < pieces; piece++)
        {
            row = ChunkRow.FromPoints(vehicle, all[(all.Length * piece / pieces)..(all.Length * (piece + 1) / pieces)], locate);
            (stored && piece == 0 ? Updated : Inserted).Add(row);
        }

        return (row.Start, row.Points);
    }

    private sealed class Slot(ChunkRow? row, Instant start, Instant end, int points)
    {
        public ChunkRow? Row { get; } = row;

        public Instant Start { get; } = start;

        public Instant End { get; private set; } = end;

        public int Points { get; private set; } = points;

        /// <summary>The index of the first incoming point for this chunk: they are contiguous.</summary>
        public int From { get; private set; }

        /// <summary>The number of incoming points for this chunk.</summary>
        public int Arrived { get; private set; }

        public void Add(int index, Instant time)
        {
            From = Arrived++ == 0 ? index : From;
            Points++;
            End = Instant.Later(End, time);
        }
    }
}
