using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>
/// Locates the province of a point, how far the next one is, and where a way passes from one to another. Immutable, and safe for any
/// number of threads. Off a coast the nearest coast's province counts up to <see cref="SeaLabels.Reach"/>, cell by cell of the grid.
/// </summary>
public sealed class ProvinceMap
{
    private const byte Mixed = byte.MaxValue;
    private const int MarginCells = 32;
    private const int DepthSamples = 24;

    private readonly Dictionary<ProvinceCode, ProvinceName> _names;
    private readonly ProvinceCode[] _codes;
    private readonly CellGrid _grid;
    private readonly EdgeIndex _land;
    private readonly EdgeIndex _borders;
    private readonly byte[] _labels;
    private readonly byte[] _sea;
    private readonly float[] _clearMetres;
    private readonly BorderEdge[][] _byRow;

    private ProvinceMap(IReadOnlyList<ProvinceShape> shapes, IReadOnlyList<(GeoPoint A, GeoPoint B)>? landLimit)
    {
        var edges = Coverage.Edges(shapes);
        _names = shapes.ToDictionary(s => s.Code, s => s.Name);
        _codes = [ProvinceCode.None, .. shapes.Select(s => s.Code)];
        _grid = new(edges, MarginCells);
        _land = new(_grid, edges);
        CoverageCheck.RefuseCrossings(_grid, _land);
        Coverage.RefuseGaps(edges);
        _labels = GridLabels.Compute(_grid, _land, Index, LocateFrom);
        CoverageCheck.RefuseContradictions(_grid, _land, LocateFrom);
        _sea = landLimit is null ? new byte[_grid.Count] : SeaLabels.Compute(_grid, edges, landLimit, Index);
        _borders = new(_grid, [.. edges.Where(e => e.IsInner), .. SeaLabels.Borders(_grid, _sea, _labels, Mixed, i => _codes[i])]);
        _clearMetres = GridLabels.ClearMetres(_grid, _borders);
        _byRow = ByRow(edges);
    }

    /// <summary>The provinces of the map.</summary>
    public IReadOnlyCollection<ProvinceCode> Provinces => _names.Keys;

    /// <summary>Reads a borders file (see borders/README.md) and checks it.</summary>
    /// <exception cref="BordersException">It cannot be used; the message says why and where.</exception>
    public static ProvinceMap FromGeoJson(ReadOnlySpan<byte> utf8)
    {
        var (shapes, landLimit) = BordersFile.Read(utf8);
        foreach (var needed in new[] { ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.Zhejiang, ProvinceCode.Anhui })
        {
            if (!shapes.Exists(s => s.Code == needed))
            {
                throw new BordersException(BordersProblem.MissingProvince, $"Province {needed} is missing in the borders file.");
            }
        }

        return new(shapes, landLimit);
    }

    /// <summary>A map of any shapes that form a coverage, without a sea.</summary>
    /// <exception cref="BordersException">They form none.</exception>
    public static ProvinceMap FromShapes(IReadOnlyList<ProvinceShape> shapes) => new(shapes, null);

    /// <summary>The province of a point; none outside all.</summary>
    public ProvinceCode Locate(GeoPoint p)
    {
        var cell = _grid.Cell(p);
        if (cell < 0)
        {
            return ProvinceCode.None;
        }

        var label = _labels[cell];
        if (label == Mixed)
        {
            var land = LocateFrom(p, cell);
            return land.IsKnown ? land : _codes[_sea[cell]];
        }

        return _codes[label != 0 ? label : _sea[cell]];
    }

    /// <summary>The same by the exact rule, over all edges of the point's latitude, without the grid's labels.</summary>
    public ProvinceCode LocateExact(GeoPoint p)
    {
        var cell = _grid.Cell(p);
        if (cell < 0)
        {
            return ProvinceCode.None;
        }

        var lookup = new WestwardLookup(p);
        lookup.Offer(_byRow[cell / _grid.Columns]);
        return lookup.Found && lookup.Province.IsKnown ? lookup.Province : _codes[_sea[cell]];
    }

    /// <summary>The nearest border between two provinces, and the one beyond it; an infinite distance where the map has none.</summary>
    public BorderDistance NearestBorder(GeoPoint p)
    {
        var own = Locate(p);
        var search = SearchFrom(p);
        search.Run();
        return new(Distance.FromMetres(search.Metres), search.Nearest.Left == own ? search.Nearest.Right : search.Nearest.Left);
    }

    /// <summary>Whether a point is farther than a distance from every border between provinces. One read of the grid far from borders.</summary>
    public bool IsDeeperThan(GeoPoint p, Distance distance)
    {
        var cell = _grid.Cell(p);
        if (cell >= 0 && _clearMetres[cell] > distance.Metres)
        {
            return true;
        }

        var search = SearchFrom(p);
        search.Run(distance.Metres);
        return search.Metres > distance.Metres;
    }

    /// <summary>Creates a search for the border nearest to a point, without starting it.</summary>
    internal BorderSearch SearchFrom(GeoPoint p) => new(_grid, _borders, p);

    /// <summary>How many cells the map has.</summary>
    internal int Cells => _grid.Count;

    /// <summary>
    /// Finds all changes of province along a straight segment, in order, adds them to <paramref name="into"/>, and returns how many. The first starts in the
    /// province of <paramref name="a"/>, the last ends in that of <paramref name="b"/>.
    /// </summary>
    public int CrossSegment(GeoPoint a, GeoPoint b, List<BorderIntersection> into)
    {
        var from = Locate(a);
        var end = Locate(b);
        var length = Geodesy.Between(a, b);
        if (_grid.Cell(a) is >= 0 and var cell && _clearMetres[cell] > length.Metres && from == end)
        {
            return 0;
        }

        var fractions = new List<double>();
        Collect(_borders, a, b, fractions);
        Collect(_land, a, b, fractions);
        fractions.Sort();
        var count = 0;
        for (var i = 0; i < fractions.Count; i++)
        {
            var next = i + 1 < fractions.Count ? fractions[i + 1] : 1;
            if (next - fractions[i] < 1e-9 && i + 1 < fractions.Count)
            {
                continue;
            }

            var to = i + 1 < fractions.Count ? Locate(Geodesy.Along(a, b, (fractions[i] + next) / 2)) : end;
            if (to != from)
            {
                into.Add(new(fractions[i], Geodesy.Along(a, b, fractions[i]), from, to));
                from = to;
                count++;
            }
        }

        if (from != end)
        {
            into.Add(new(1, b, from, end));
            count++;
        }

        return count;
    }

    /// <summary>
    /// How far from every border between provinces a part of a segment gets at most, from samples 1/24 of the part apart: it may be short by half of
    /// that spacing, never long.
    /// </summary>
    public Distance DepthInside(GeoPoint a, GeoPoint b, double fromFraction, double toFraction)
    {
        var deepest = Distance.Zero;
        for (var i = 0; i <= DepthSamples; i++)
        {
            var at = Geodesy.Along(a, b, fromFraction + ((toFraction - fromFraction) * i / DepthSamples));
            var depth = NearestBorder(at).Distance;
            deepest = depth > deepest ? depth : deepest;
        }

        return deepest;
    }

    /// <summary>A province's names; false for one that is not on the map.</summary>
    public bool TryGetName(ProvinceCode code, out ProvinceName name) => _names.TryGetValue(code, out name);

    private void Collect(EdgeIndex index, GeoPoint a, GeoPoint b, List<double> fractions)
    {
        var (low, high) = a.LatitudeE6 <= b.LatitudeE6 ? (a, b) : (b, a);
        for (var row = Math.Max(0, _grid.Row(low.LatitudeE6)); row <= Math.Min(_grid.Rows - 1, _grid.Row(high.LatitudeE6)); row++)
        {
            // The part of the segment in this row, a cell wider on each side than it needs.
            double south = _grid.Corner(0, row).LatitudeE6, rise = high.LatitudeE6 - (double)low.LatitudeE6, run = high.LongitudeE6 - (double)low.LongitudeE6;
            var (t0, t1) = rise == 0 ? (0, 1)
                : (Math.Clamp((south - low.LatitudeE6) / rise, 0, 1), Math.Clamp((south + CellGrid.CellE6 - low.LatitudeE6) / rise, 0, 1));
            var (x0, x1) = (low.LongitudeE6 + (t0 * run), low.LongitudeE6 + (t1 * run));
            var first = Math.Max(0, _grid.Column((int)Math.Min(x0, x1)) - 1);
            var last = Math.Min(_grid.Columns - 1, _grid.Column((int)Math.Max(x0, x1)) + 1);
            for (var column = first; column <= last; column++)
            {
                foreach (ref readonly var edge in index.In((row * _grid.Columns) + column))
                {
                    var fraction = edge.Meets(a, b);
                    if (!double.IsNaN(fraction))
                    {
                        fractions.Add(fraction);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The land's province at a point of a mixed cell: searches from cell to cell westwards until an edge or a cell without edges gives the answer.
    /// </summary>
    private ProvinceCode LocateFrom(GeoPoint p, int cell)
    {
        var lookup = new WestwardLookup(p);
        for (var first = cell - (cell % _grid.Columns); cell >= first; cell--)
        {
            if (_labels is { } labels && labels[cell] != Mixed)
            {
                return _codes[labels[cell]];
            }

            lookup.Offer(_land.In(cell));
            if (lookup.Found && lookup.NearestLongitudeE6 >= _grid.Corner(cell % _grid.Columns, 0).LongitudeE6)
            {
                return lookup.Province;
            }
        }

        return lookup.Found ? lookup.Province : ProvinceCode.None;
    }

    /// <summary>The edges that some latitude between a row's limits passes, in their order.</summary>
    private BorderEdge[][] ByRow(IReadOnlyList<BorderEdge> edges)
    {
        var rows = new List<BorderEdge>[_grid.Rows];
        foreach (var edge in edges)
        {
            for (var row = _grid.Row(edge.A.LatitudeE6); row <= _grid.Row(edge.B.LatitudeE6); row++)
            {
                // An edge along a row's limit, or that ends on it, does not pass the latitudes beyond.
                if (edge.B.LatitudeE6 > _grid.Corner(0, row).LatitudeE6)
                {
                    (rows[row] ??= []).Add(edge);
                }
            }
        }

        return [.. rows.Select(r => r?.ToArray() ?? [])];
    }

    private byte Index(ProvinceCode code) => (byte)Array.IndexOf(_codes, code);
}
