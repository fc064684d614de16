using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// The squares of 0.2° (22 km by some 19 km in the Delta) by which vehicles are found. A driving truck enters another every quarter of an hour, so
/// the view costs little, whereas GEOADD for every report would cost more than all else; a search reads some hundred vehicles too many.
/// </summary>
internal static class Cell
{
    /// <summary>The cell of a vehicle without a fix.</summary>
    public const int None = -1;

    private const int SizeE6 = 200_000;
    private const int Columns = 360_000_000 / SizeE6;

    public static int IndexOf(GeoPoint? point) => point is { } p ? IndexOf(Row(p.LatitudeE6), Column(p.LongitudeE6)) : None;

    /// <summary>All cells that a circle may touch. Does not support the poles or the date line.</summary>
    public static IEnumerable<int> Around(GeoPoint centre, Distance radius)
    {
        var high = (int)Math.Ceiling(radius.Metres / Geodesy.MetresPerLatitudeE6);
        var farthest = Math.Min(89_000_000, Math.Abs(centre.LatitudeE6) + high);
        var wide = (int)Math.Ceiling(radius.Metres / Geodesy.MetresPerLongitudeE6(farthest));
        var (bottom, top) = (Row(Math.Max(-90_000_000, centre.LatitudeE6 - high)), Row(Math.Min(90_000_000, centre.LatitudeE6 + high)));
        var (left, right) = (Column(Math.Max(-180_000_000, centre.LongitudeE6 - wide)), Column(Math.Min(180_000_000, centre.LongitudeE6 + wide)));
        for (var row = bottom; row <= top; row++)
        {
            for (var column = left; column <= right; column++)
            {
                yield return IndexOf(row, column);
            }
        }
    }

    private static int IndexOf(int row, int column) => (row * (Columns + 1)) + column;

    private static int Row(int latitudeE6) => (latitudeE6 + 90_000_000) / SizeE6;

    private static int Column(int longitudeE6) => (longitudeE6 + 180_000_000) / SizeE6;
}
