using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.History;

/// <summary>Merges sealed and open points into one track.</summary>
public static class HistoryReading
{
    /// <summary>
    /// All points of a vehicle in [from, to] in order of time. <paramref name="open"/> is what
    /// <see cref="IHistoryPartition.OpenPoints"/> returned before this call; points sealed in the meantime occur only once.
    /// </summary>
    public static async IAsyncEnumerable<PositionReport> ReadAsync(
        this IHistoryStore store, VehicleId vehicle, Instant from, Instant to, IReadOnlyList<PositionReport> open,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = 0;
        await foreach (var point in store.ReadSealedAsync(vehicle, from, to, cancellation))
        {
            while (next < open.Count && open[next].Time < point.Time)
            {
                if (open[next].Time >= from)
                {
                    yield return open[next];
                }

                next++;
            }

            var both = next < open.Count && open[next].Time == point.Time;
            yield return both ? SameSecond.Merge(open[next++], point) : point;
        }

        for (; next < open.Count && open[next].Time <= to; next++)
        {
            if (open[next].Time >= from)
            {
                yield return open[next];
            }
        }
    }

    /// <summary>The points of chunks that are in order of start, as one run without repetitions, overlapping or not.</summary>
    internal static async IAsyncEnumerable<PositionReport> PointsAsync(
        IAsyncEnumerable<ChunkRow> chunks, Func<ChunkRow, PositionReport[]> read, Instant from, Instant to,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var waiting = new List<PositionReport>();
        await foreach (var chunk in chunks.WithCancellation(cancellation))
        {
            var given = 0;
            for (; given < waiting.Count && waiting[given].Time < chunk.Start; given++)
            {
                if (waiting[given].Time >= from && waiting[given].Time <= to)
                {
                    yield return waiting[given];
                }
            }

            waiting.RemoveRange(0, given);
            waiting.AddRange(read(chunk));
            if (waiting.Count > chunk.Points)
            {
                PointMerge.Normalise(waiting);
            }
        }

        foreach (var point in waiting)
        {
            if (point.Time >= from && point.Time <= to)
            {
                yield return point;
            }
        }
    }
}
