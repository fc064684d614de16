using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>Prepares the cells of the grid: which lie wholly in one province, and how far each is from the next border.</summary>
internal static class GridLabels
{
    private const byte Mixed = byte.MaxValue;

    /// <summary>Per cell the province's index (0 none), or mixed where an edge touches it.</summary>
    public static byte[] Compute(CellGrid grid, EdgeIndex land, Func<ProvinceCode, byte> index, Func<GeoPoint, int, ProvinceCode> locate)
    {
        var labels = new byte[grid.Count];
        for (var row = 0; row < grid.Rows; row++)
        {
            byte last = 0;
            var known = true;
            for (var column = 0; column < grid.Columns; column++)
            {
                var cell = (row * grid.Columns) + column;
                if (!land.In(cell).IsEmpty)
                {
                    labels[cell] = Mixed;
                    known = false;
                    continue;
                }

                if (!known)
                {
                    last = index(locate(grid.Corner(column, row), cell));
                    known = true;
                }

                labels[cell] = last;
            }
        }

        return labels;
    }

    /// <summary>Per cell a distance in metres that every point in it is at least away from each border.</summary>
    public static float[] ClearMetres(CellGrid grid, EdgeIndex borders)
    {
        var steps = new int[grid.Count];
        var front = new List<int>();
        Array.Fill(steps, int.MaxValue);
        for (var cell = 0; cell < grid.Count; cell++)
        {
            if (!borders.In(cell).IsEmpty)
            {
                steps[cell] = 0;
                front.Add(cell);
            }
        }

        for (var step = 1; front.Count > 0; step++)
        {
            var next = new List<int>();
            foreach (var cell in front)
            {
                var (column, row) = (cell % grid.Columns, cell / grid.Columns);
                for (var r = Math.Max(0, row - 1); r <= Math.Min(grid.Rows - 1, row + 1); r++)
                {
                    for (var c = Math.Max(0, column - 1); c <= Math.Min(grid.Columns - 1, column + 1); c++)
                    {
                        var neighbour = (r * grid.Columns) + c;
                        if (steps[neighbour] == int.MaxValue)
                        {
                            steps[neighbour] = step;
                            next.Add(neighbour);
                        }
                    }
                }
            }

            front = next;
        }

        // The northernmost row has the shortest cells.
        var side = grid.ShorterSideMetres(grid.Rows);
        return Array.ConvertAll(steps, s => s == int.MaxValue ? float.PositiveInfinity : (float)(Math.Max(0, s - 1) * side));
    }
}
