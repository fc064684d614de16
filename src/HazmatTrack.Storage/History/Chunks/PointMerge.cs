using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>Points as a set: in order of time, one for each instant, merged from all points of that instant.</summary>
internal static class PointMerge
{
    /// <summary>Sorts points by time and merges those of each instant; returns how many were merged into another.</summary>
    public static int Normalise(List<PositionReport> points)
    {
        points.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        var span = CollectionsMarshal.AsSpan(points);
        var kept = 0;
        for (var i = 0; i < span.Length; i++)
        {
            if (kept > 0 && span[kept - 1].Time == span[i].Time)
            {
                span[kept - 1] = SameSecond.Merge(in span[kept - 1], in span[i]);
            }
            else
            {
                span[kept++] = span[i];
            }
        }

        var fallen = points.Count - kept;
        points.RemoveRange(kept, fallen);
        return fallen;
    }

    /// <summary>Merges two normalised runs of points. Points that are new or replace another are added to <paramref name="changes"/>.</summary>
    public static void Merge(
        ReadOnlySpan<PositionReport> held, ReadOnlySpan<PositionReport> arrived, List<PositionReport> result, ref Changes changes)
    {
        result.EnsureCapacity(held.Length + arrived.Length);
        var h = 0;
        foreach (ref readonly var point in arrived)
        {
            while (h < held.Length && held[h].Time < point.Time)
            {
                result.Add(held[h++]);
            }

            if (h == held.Length || held[h].Time > point.Time)
            {
                result.Add(point);
                changes.New++;
                changes.Note(in point);
                continue;
            }

            var merged = SameSecond.Merge(in held[h], in point);
            result.Add(merged);
            changes.Duplicates++;
            if (merged != held[h])
            {
                changes.Note(in merged);
            }

            h++;
        }

        result.AddRange(held[h..]);
    }

    /// <summary>What a merge changed.</summary>
    public struct Changes
    {
        public int New;
        public int Duplicates;

        /// <summary>Time of the earliest point that is new or replaced another; null when nothing changed.</summary>
        public Instant? Earliest;

        /// <summary>Collects the changed points; null to collect none.</summary>
        public List<PositionReport>? Points;

        public void Note(in PositionReport point)
        {
            Earliest = Earliest is { } e ? Instant.Earlier(e, point.Time) : point.Time;
            Points?.Add(point);
        }
    }
}
