using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents;

/// <summary>
/// Finds the documents whose area contains a point: a grid of cells of about 10 km, each with the areas whose box touches it. An area wider than a
/// province is tested for every point.
/// </summary>
internal sealed class AreaIndex
{
    public static readonly AreaIndex Empty = new([]);

    private const int CellE6 = 100_000;

    private const int MostCells = 4096;

    private readonly Dictionary<(int, int), List<Document>> _cells = [];
    private readonly List<Document> _wide = [];

    public AreaIndex(IEnumerable<Document> documents)
    {
        foreach (var document in documents)
        {
            if (((IDocument)document).Area is { } area)
            {
                Add(document, area.Box);
            }
        }
    }

    /// <summary>Adds the documents of a type whose area contains a point; allocates nothing where there is none.</summary>
    public void Find<T>(GeoPoint place, ref List<T>? found)
        where T : Document
    {
        Look(_wide, place, ref found);
        if (_cells.Count > 0 && _cells.TryGetValue(CellOf(place), out var near))
        {
            Look(near, place, ref found);
        }
    }

    private static void Look<T>(List<Document> documents, GeoPoint place, ref List<T>? found)
        where T : Document
    {
        foreach (var document in documents)
        {
            if (document is T known && ((IDocument)known).Area!.Contains(place))
            {
                (found ??= []).Add(known);
            }
        }
    }

    private static (int, int) CellOf(GeoPoint place) => (Floor(place.LatitudeE6), Floor(place.LongitudeE6));

    private static int Floor(int e6) => (int)Math.Floor((double)e6 / CellE6);

    private void Add(Document document, GeoArea box)
    {
        var ((south, west), (north, east)) = (CellOf(box.SouthWest), CellOf(box.NorthEast));
        if ((long)(north - south + 1) * (east - west + 1) > MostCells)
        {
            _wide.Add(document);
            return;
        }

        for (var row = south; row <= north; row++)
        {
            for (var column = west; column <= east; column++)
            {
                if (!_cells.TryGetValue((row, column), out var cell))
                {
                    _cells.Add((row, column), cell = []);
                }

                cell.Add(document);
            }
        }
    }
}
