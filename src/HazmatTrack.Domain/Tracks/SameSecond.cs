using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks;

/// <summary>Two reports of the same vehicle and time.</summary>
public static class SameSecond
{
    /// <summary>Farther apart than one report in two datums (GCJ-02 and WGS-84: 700 m) and any error of a receiver that has a fix.</summary>
    private static readonly Distance s_one = Distance.FromKilometres(2);

    /// <summary>Whether one truck cannot have sent both: the clearest sign of a cloned plate (套牌). False for a doubtful time, where it is unknown.</summary>
    public static bool AreApart(in PositionReport a, in PositionReport b) => a.IsPosition && b.IsPosition && a.HoursBehind == 0 && b.HoursBehind == 0
        && Geodesy.Between(a.Position, b.Position) > s_one;
}
