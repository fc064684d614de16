using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>A grid of cells of 0.02° over the coverage and the sea off it. 0.02° measured best: finer gains nothing, coarser has more mixed cells.</summary>
internal sealed class CellGrid
{
    public const int CellE6 = 20_000;

    private readonly int _west;
    private readonly int _south;

    public CellGrid(IReadOnlyList<BorderEdge> edges, int marginCells)
    {
        _west = (FloorDiv(edges.Min(e => Math.Min(e.A.LongitudeE6, e.B.LongitudeE6))) - marginCells) * CellE6;
        _south = (FloorDiv(edges.Min(e => e.A.LatitudeE6)) - marginCells) * CellE6;
        Columns = FloorDiv(edges.Max(e => Math.Max(e.A.LongitudeE6, e.B.LongitudeE6)) - _west) + 1 + marginCells;
        Rows = FloorDiv(edges.Max(e => e.B.LatitudeE6) - _south) + 1 + marginCells;
    }

    public int Columns { get; }

    public int Rows { get; }

    public int Count => Columns * Rows;

    public int Column(int longitudeE6) => FloorDiv(longitudeE6 - _west);

    public int Row(int latitudeE6) => FloorDiv(latitudeE6 - _south);

    /// <summary>The cell of a point; -1 outside.</summary>
    public int Cell(GeoPoint p)
    {
        var column = (uint)(p.LongitudeE6 - _west) / CellE6;
        var row = (uint)(p.LatitudeE6 - _south) / CellE6;
        return column < (uint)Columns && row < (uint)Rows ? (int)((row * (uint)Columns) + column) : -1;
    }

    /// <summary>The south-west corner of a cell.</summary>
    public GeoPoint Corner(int column, int row) => new(_south + (row * CellE6), _west + (column * CellE6));

    /// <summary>The length of a cell's shorter side.</summary>
    public double ShorterSideMetres(int row) => CellE6 * Math.Min(
        Geodesy.MetresPerLatitudeE6, Geodesy.MetresPerLongitudeE6(_south + ((row + 1) * CellE6)));

    private static int FloorDiv(int value) => value >= 0 ? value / CellE6 : -((-value + CellE6 - 1) / CellE6);
}
