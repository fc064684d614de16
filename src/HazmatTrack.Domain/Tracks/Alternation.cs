using System.Numerics;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks;

/// <summary>
/// Divides the seconds into two halves. At every usual interval of reports, from 1 s to some minutes, they alternate fast: fewer than five in a row are
/// of one half. Five fixes of another place could be taken for the truck (<see cref="Crossings.CrossingSettings.ReanchorFixes"/>).
/// </summary>
/// <remarks>
/// Over minutes the pattern is the Thue–Morse sequence, which alternates so at every power of two; within the minute and within five seconds it was found
/// by exhaustive search.
/// </remarks>
internal static class Alternation
{
    private const int WithinMinute = 0b0100_1010_1101;
    private const int WithinFiveSeconds = 0b10100;

    /// <summary>Side of a cell, millionths of a degree, some 25 km; its edges lie on no round degree, as many borders do.</summary>
    private const int Side = 250_000;
    private const int Row = 90_043_210;
    private const int Column = 180_067_890;

    /// <summary>Whether an instant is in the first half.</summary>
    public static bool IsFirst(Instant time)
    {
        var seconds = (ulong)time.UnixMilliseconds / 1000;
        var parity = BitOperations.PopCount(seconds / 60) + (WithinMinute >> (int)(seconds / 5 % 12)) + (WithinFiveSeconds >> (int)(seconds % 5));
        return (parity & 1) == 0;
    }

    /// <summary>
    /// The cell that a place is in: the same for one place in two datums (700 m apart at most), except for a fix or two at an edge. A distance would not
    /// serve: of three reports the outcome would depend on which two came first.
    /// </summary>
    public static (int Row, int Column) CellOf(GeoPoint place) => ((place.LatitudeE6 + Row) / Side, (place.LongitudeE6 + Column) / Side);
}
