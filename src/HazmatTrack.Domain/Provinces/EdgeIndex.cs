namespace HazmatTrack.Domain.Provinces;

/// <summary>Which edges touch which cell of the grid; an edge is listed in every cell that its bounding box touches.</summary>
internal sealed class EdgeIndex
{
    private readonly BorderEdge[] _edges;
    private readonly int[] _start;
    private readonly BorderEdge[] _byCell;

    public EdgeIndex(CellGrid grid, IReadOnlyList<BorderEdge> edges)
    {
        _edges = [.. edges];
        _start = new int[grid.Count + 1];
        ForEach(grid, (cell, _) => _start[cell + 1]++);
        for (var i = 0; i < grid.Count; i++)
        {
            _start[i + 1] += _start[i];
        }

        _byCell = new BorderEdge[_start[^1]];
        var next = _start.ToArray();
        ForEach(grid, (cell, edge) => _byCell[next[cell]++] = _edges[edge]);
    }

    public ReadOnlySpan<BorderEdge> All => _edges;

    public ReadOnlySpan<BorderEdge> In(int cell) => _byCell.AsSpan(_start[cell], _start[cell + 1] - _start[cell]);

    private void ForEach(CellGrid grid, Action<int, int> visit)
    {
        for (var i = 0; i < _edges.Length; i++)
        {
            ref readonly var edge = ref _edges[i];
            var (west, east) = (grid.Column(Math.Min(edge.A.LongitudeE6, edge.B.LongitudeE6)), grid.Column(Math.Max(edge.A.LongitudeE6, edge.B.LongitudeE6)));
            var (south, north) = (grid.Row(edge.A.LatitudeE6), grid.Row(edge.B.LatitudeE6));
            for (var row = Math.Max(0, south); row <= Math.Min(grid.Rows - 1, north); row++)
            {
                for (var column = Math.Max(0, west); column <= Math.Min(grid.Columns - 1, east); column++)
                {
                    visit((row * grid.Columns) + column, i);
                }
            }
        }
    }
}
