using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Domain.Tracks.Passes;

/// <summary>A quick look at whether a run of reports can have a pass through an area: it may say yes to one that has none, and never no to one that has.</summary>
public static class AreaTouch
{
    /// <summary>False only where no line between two of the fixes that may belong together meets the box around the area.</summary>
    /// <param name="reports">Reports in order of time.</param>
    /// <param name="area">Where.</param>
    /// <param name="settings">Which fixes may belong together.</param>
    public static bool IsPossible(IReadOnlyList<PositionReport> reports, GeoArea area, SegmentSettings settings)
    {
        var fixes = reports.Where(r => r.IsPosition).ToArray();
        for (var i = 0; i < fixes.Length; i++)
        {
            ref readonly var fix = ref fixes[i];
            if (area.BoxMeets(fix.Position, fix.Position))
            {
                return true;
            }

            for (var j = i + 1; j < fixes.Length && j - i <= settings.LongestBurst + 1 && fixes[j].Time - fix.Time <= settings.DarkGap; j++)
            {
                if (area.BoxMeets(fix.Position, fixes[j].Position))
                {
                    return true;
                }
            }
        }

        return Jumps(fixes, settings) && MeetsAsAWhole(fixes, area);
    }

    private static bool Jumps(PositionReport[] fixes, SegmentSettings settings)
    {
        for (var i = 1; i < fixes.Length; i++)
        {
            if (Geodesy.Between(fixes[i - 1].Position, fixes[i].Position) > settings.Reach(fixes[i].Time - fixes[i - 1].Time))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MeetsAsAWhole(PositionReport[] fixes, GeoArea area) => area.BoxMeets(
        new(fixes.Min(f => f.Position.LatitudeE6), fixes.Min(f => f.Position.LongitudeE6)),
        new(fixes.Max(f => f.Position.LatitudeE6), fixes.Max(f => f.Position.LongitudeE6)));
}
