using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>
/// Gives each cell of the grid the province of the nearest coast, for where no land lies: nothing beyond the reach, and nothing where the
/// nearest outer edge is the limit towards land that is not on the map.
/// </summary>
internal static class SeaLabels
{
    /// <summary>How far off the coast the sea counts as a province: Donghai Bridge, Hangzhou Bay and the Zhoushan islands lie well within.</summary>
    public static readonly Distance Reach = Distance.FromKilometres(60);

    /// <summary>Per cell the province's index, 0 none.</summary>
    public static byte[] Compute(
        CellGrid grid, IReadOnlyList<BorderEdge> edges, IReadOnlyList<(GeoPoint A, GeoPoint B)> landLimit, Func<ProvinceCode, byte> index)
    {
        var limit = landLimit.Select(l => l.A).Concat(landLimit.Select(l => l.B)).ToHashSet();
        var seeds = new int[grid.Count];
        Array.Fill(seeds, -1);
        var labels = new byte[grid.Count];
        foreach (var edge in edges.Where(e => !e.IsInner))
        {
            var cell = grid.Cell(Geodesy.Along(edge.A, edge.B, 0.5));
            if (limit.Contains(edge.A) && limit.Contains(edge.B))
            {
                // A limit in a cell outweighs a coast there: unknown land is never treated as sea.
                (seeds[cell], labels[cell]) = (cell, 0);
            }
            else if (seeds[cell] < 0)
            {
                (seeds[cell], labels[cell]) = (cell, index(edge.Left.IsKnown ? edge.Left : edge.Right));
            }
        }

        var metres = new double[grid.Count];
        for (var cell = 0; cell < grid.Count; cell++)
        {
            metres[cell] = seeds[cell] < 0 ? double.PositiveInfinity : 0;
        }

        // Each pass propagates the nearest seed to the neighbours; three passes each way settle the distances.
        for (var (pass, isChanged) = (0, true); pass < 3 && isChanged; pass++)
        {
            isChanged = false;
            for (var cell = 0; cell < grid.Count; cell++)
            {
                isChanged |= TakeNearest(grid, seeds, metres, cell);
            }

            for (var cell = grid.Count - 1; cell >= 0; cell--)
            {
                isChanged |= TakeNearest(grid, seeds, metres, cell);
            }
        }

        var result = new byte[grid.Count];
        for (var cell = 0; cell < grid.Count; cell++)
        {
            result[cell] = metres[cell] <= Reach.Metres ? labels[seeds[cell]] : (byte)0;
        }

        return result;
    }

    /// <summary>The cell sides at which the sea changes from one province to another.</summary>
    public static IEnumerable<BorderEdge> Borders(CellGrid grid, byte[] sea, byte[] labels, byte mixed, Func<byte, ProvinceCode> code)
    {
        bool IsWater(int cell) => sea[cell] != 0 && (labels[cell] == 0 || labels[cell] == mixed);
        for (var row = 0; row + 1 < grid.Rows; row++)
        {
            for (var column = 0; column + 1 < grid.Columns; column++)
            {
                var cell = (row * grid.Columns) + column;
                var (east, north) = (cell + 1, cell + grid.Columns);
                if (IsWater(cell) && IsWater(east) && sea[cell] != sea[east])
                {
                    yield return new(grid.Corner(column + 1, row), grid.Corner(column + 1, row + 1), code(sea[cell]), code(sea[east]));
                }

                if (IsWater(cell) && IsWater(north) && sea[cell] != sea[north])
                {
                    yield return new(grid.Corner(column, row + 1), grid.Corner(column + 1, row + 1), code(sea[north]), code(sea[cell]));
                }
            }
        }
    }

    /// <summary>Takes the nearest of the neighbours' seeds where it is nearer than the cell's own; returns whether it is.</summary>
    private static bool TakeNearest(CellGrid grid, int[] seeds, double[] metres, int cell)
    {
        var (column, row) = (cell % grid.Columns, cell / grid.Columns);
        var before = seeds[cell];
        for (var r = Math.Max(0, row - 1); r <= Math.Min(grid.Rows - 1, row + 1); r++)
        {
            for (var c = Math.Max(0, column - 1); c <= Math.Min(grid.Columns - 1, column + 1); c++)
            {
                var seed = seeds[(r * grid.Columns) + c];
                if (seed >= 0 && seed != seeds[cell] && Metres(grid, cell, seed) is var other && other < metres[cell])
                {
                    (metres[cell], seeds[cell]) = (other, seed);
                }
            }
        }

        return seeds[cell] != before;
    }

    private static double Metres(CellGrid grid, int a, int b) => Geodesy.Between(
        grid.Corner(a % grid.Columns, a / grid.Columns), grid.Corner(b % grid.Columns, b / grid.Columns)).Metres;
}
