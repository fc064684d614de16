using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks;

/// <summary>Two reports of the same vehicle and time: which of them prevails, and whether one truck can have sent both.</summary>
public static class SameSecond
{
    /// <summary>Farther apart than one report in two datums (GCJ-02 and WGS-84: 700 m) and any error of a receiver that has a fix.</summary>
    private static readonly Distance s_one = Distance.FromKilometres(2);

    /// <summary>
    /// Merges two reports of the same vehicle and time. One content prevails: a time beyond doubt beats a doubtful one, a position
    /// beats none, a value beats none, then the greater content wins. The alarm bits are those of both, so that no emergency, power cut or rollover is
    /// lost. The outcome does not depend on which came first, or how often: the operation is commutative, associative and idempotent.
    /// </summary>
    /// <remarks>
    /// Of two places in different cells the greater prevails in one half of all seconds and the lesser in the other: two vehicles under one plate that
    /// report in the same seconds keep half of their reports each (<see cref="Alternation"/>), and neither loses its track. Of two in one cell the greater
    /// always prevails: those may be one fix in two datums, and a track that alternated between them would cross a border that it follows.
    /// </remarks>
    public static PositionReport Merge(in PositionReport a, in PositionReport b)
    {
        var c = (a.HoursBehind == 0).CompareTo(b.HoursBehind == 0);
        c = c != 0 ? c : a.IsPosition.CompareTo(b.IsPosition);
        c = c != 0 || a.Position == b.Position ? c : Compare(a.Position, b.Position, a.Time);
        c = c != 0 ? c : Compare(a.SpeedDeciKmh, b.SpeedDeciKmh);
        c = c != 0 ? c : Compare(a.HeadingDegrees, b.HeadingDegrees);
        c = c != 0 ? c : Compare(a.AltitudeMetres, b.AltitudeMetres);
        c = c != 0 ? c : Compare(a.MileageDeciKm, b.MileageDeciKm);
        c = c != 0 ? c : ((uint)a.Status).CompareTo((uint)b.Status);
        return (c >= 0 ? a : b) with { Alarms = a.Alarms | b.Alarms };
    }

    /// <summary>Whether one truck cannot have sent both: the clearest sign of a cloned plate (套牌). False for a doubtful time, where it is unknown.</summary>
    public static bool AreApart(in PositionReport a, in PositionReport b) => a.IsPosition && b.IsPosition && a.HoursBehind == 0 && b.HoursBehind == 0
        && Geodesy.Between(a.Position, b.Position) > s_one;

    private static int Compare(GeoPoint a, GeoPoint b, Instant time)
    {
        var c = Alternation.CellOf(a).CompareTo(Alternation.CellOf(b));
        if (c != 0)
        {
            return Alternation.IsFirst(time) ? c : -c;
        }

        c = a.LatitudeE6.CompareTo(b.LatitudeE6);
        return c != 0 ? c : a.LongitudeE6.CompareTo(b.LongitudeE6);
    }

    private static int Compare(long? a, long? b) => Nullable.Compare(a, b);
}
