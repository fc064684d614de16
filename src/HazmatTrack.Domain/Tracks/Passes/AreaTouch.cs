using System.Runtime.InteropServices;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Domain.Tracks.Passes;

/// <summary>
/// A quick test whether a run of reports can have a pass through an area: it may return true for a run that has none, and never false for one that has.
/// </summary>
public static class AreaTouch
{
    /// <summary>False only where no line between two of the fixes that may belong together meets the box around the area.</summary>
    /// <param name="reports">Reports in order of time.</param>
    /// <param name="settings">Decides which fixes may belong together.</param>
    public static bool IsPossible(IReadOnlyList<PositionReport> reports, GeoArea area, SegmentSettings settings)
    {
        var fixes = new List<PositionReport>(reports.Count);
        foreach (var report in reports)
        {
            if (report.IsPosition)
            {
                fixes.Add(report);
            }
        }

        return IsPossible(CollectionsMarshal.AsSpan(fixes), area, settings);
    }

    private static bool IsPossible(ReadOnlySpan<PositionReport> fixes, GeoArea area, SegmentSettings settings)
    {
        var jumps = false;
        var (south, west, north, east) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (var i = 0; i < fixes.Length; i++)
        {
            ref readonly var fix = ref fixes[i];
            if (area.BoxMeets(fix.Position, fix.Position))
            {
                return true;
            }

            (south, north) = (Math.Min(south, fix.Position.LatitudeE6), Math.Max(north, fix.Position.LatitudeE6));
            (west, east) = (Math.Min(west, fix.Position.LongitudeE6), Math.Max(east, fix.Position.LongitudeE6));
            jumps |= i > 0 && Geodesy.Between(fixes[i - 1].Position, fix.Position) > settings.Reach(fix.Time - fixes[i - 1].Time);
            for (var j = i + 1; j < fixes.Length && j - i <= settings.LongestBurst + 1 && fixes[j].Time - fix.Time <= settings.DarkGap; j++)
            {
                if (area.BoxMeets(fix.Position, fixes[j].Position))
                {
                    return true;
                }
            }
        }

        // Chains that run side by side skip more of each other's fixes.
        return jumps && area.BoxMeets(new(south, west), new(north, east));
    }
}
