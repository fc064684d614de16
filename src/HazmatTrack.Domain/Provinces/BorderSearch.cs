using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>
/// Searches the border nearest to a point, ring by ring of cells around it. Only cells of the grid are searched, each once: a point on the other
/// side of the world costs no more than one pass over the grid.
/// </summary>
/// <param name="borders">Its edges.</param>
/// <param name="p">The point, anywhere.</param>
internal struct BorderSearch(CellGrid grid, EdgeIndex borders, GeoPoint p)
{
    /// <summary>How far the nearest edge is; infinite while none is found.</summary>
    public double Metres { get; private set; } = double.PositiveInfinity;

    /// <summary>The nearest edge.</summary>
    public BorderEdge Nearest { get; private set; }

    /// <summary>How many cells were searched.</summary>
    public int Cells { get; private set; }

    /// <summary>Searches until nothing nearer can follow, or all that can is farther than a distance.</summary>
    public void Run(double limitMetres = double.PositiveInfinity)
    {
        var (column, row) = (grid.Column(p.LongitudeE6), grid.Row(p.LatitudeE6));
        var side = CellGrid.CellE6 * Math.Min(
            Geodesy.MetresPerLatitudeE6, Geodesy.MetresPerLongitudeE6(Math.Min(80_000_000, Math.Abs(p.LatitudeE6) + 2_000_000)));
        var most = Math.Max(grid.Columns, grid.Rows) + Math.Max(Math.Abs(column), Math.Abs(row));

        // The rings within this one lie off the grid.
        var first = Math.Max(0, Math.Max(Math.Max(-column, column - grid.Columns + 1), Math.Max(-row, row - grid.Rows + 1)));
        for (var ring = first; ring <= most && Metres > (ring - 1) * side && limitMetres >= (ring - 1) * side; ring++)
        {
            var (west, east) = (column - ring, column + ring);
            for (var r = Math.Max(0, row - ring); r <= Math.Min(grid.Rows - 1, row + ring); r++)
            {
                if (r == row - ring || r == row + ring)
                {
                    for (var c = Math.Max(0, west); c <= Math.Min(grid.Columns - 1, east); c++)
                    {
                        Look(c, r);
                    }

                    continue;
                }

                if (west >= 0 && west < grid.Columns)
                {
                    Look(west, r);
                }

                if (east >= 0 && east < grid.Columns)
                {
                    Look(east, r);
                }
            }
        }
    }

    private void Look(int column, int row)
    {
        Cells++;
        foreach (ref readonly var edge in borders.In((row * grid.Columns) + column))
        {
            var metres = edge.MetresFrom(p);
            if (metres < Metres)
            {
                (Metres, Nearest) = (metres, edge);
            }
        }
    }
}
