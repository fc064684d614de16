using HazmatTrack.Server.Csv;

namespace HazmatTrack.Server.Replay;

/// <summary>Maps the columns of a table to fields and units.</summary>
internal sealed class TrackColumns
{
    private static readonly TrackField[][] s_needed = [[TrackField.Vehicle, TrackField.Plate], [TrackField.Time], [TrackField.Lat], [TrackField.Lon]];

    private readonly Dictionary<TrackField, (int Index, double Factor)> _columns = [];
    private readonly IReadOnlyList<string> _header;

    private TrackColumns(IReadOnlyList<string> header) => _header = header;

    /// <summary>Whether the header of the times specifies UTC.</summary>
    public bool IsUtc => Unit(TrackField.Time).Contains("utc", StringComparison.Ordinal) || Unit(TrackField.Time).Contains("gmt", StringComparison.Ordinal);

    /// <summary>Whether the header of a coordinate specifies GCJ-02; null where it specifies no datum.</summary>
    public bool? IsGcj02 => (Unit(TrackField.Lat) + Unit(TrackField.Lon)) is var units
        && (units.Contains("gcj", StringComparison.Ordinal) || units.Contains("火星", StringComparison.Ordinal)) ? true
        : units.Contains("wgs", StringComparison.Ordinal) ? false
        : null;

    /// <summary>Maps the header of a table.</summary>
    /// <param name="named">The user's choice: the header of a field; an empty header leaves the field out.</param>
    /// <exception cref="ReplayException">A column that is needed or named is missing, or its unit is not known.</exception>
    public static TrackColumns FromHeader(CsvTable table, string file, IReadOnlyDictionary<TrackField, string> named)
    {
        var columns = new TrackColumns(table.Header);
        var taken = table.Header
            .Select((header, index) => (Header: header, Index: index, Known: TrackHeader.FieldOf(header)))
            .Where(c => c.Known is { } known && !named.ContainsKey(known.Field))
            .GroupBy(c => c.Known!.Value.Field, c => (c.Header, c.Index, c.Known!.Value.Rank))
            .Select(g => (Field: g.Key, g.MinBy(c => c.Rank).Index))
            .Concat(named.Where(n => n.Value.Length > 0).Select(n => (Field: n.Key, Index: IndexOf(table, file, n.Value))));
        foreach (var (field, index) in taken)
        {
            var isNamed = named.ContainsKey(field);
            columns._columns[field] =
                (index, TrackHeader.Factor(field, table.Header[index]) ?? (isNamed ? 1 : throw UnknownUnit(file, field, table.Header[index])));
        }

        foreach (var either in s_needed.Where(n => !n.Any(columns._columns.ContainsKey)))
        {
            throw new ReplayException(
                $"{file} has no column {string.Join(" or ", either.Select(TrackHeader.NameOf))}; its header is: {string.Join(table.Separator, table.Header)}. "
                + $"Name it with --columns {TrackHeader.NameOf(either[0])}=HEADER.");
        }

        return columns._columns.Where(c => c.Key is TrackField.Lat or TrackField.Lon).Any(c => columns.Unit(c.Key).Contains("bd", StringComparison.Ordinal))
            ? throw new ReplayException($"The coordinates of {file} are on BD-09, which is not read; convert them to WGS-84 or GCJ-02.")
            : columns;
    }

    /// <summary>Whether the table has a column for a field.</summary>
    public bool Has(TrackField field) => _columns.ContainsKey(field);

    /// <summary>The cell of a field; empty where the table has no column for it.</summary>
    public string Cell(string[] cells, TrackField field) =>
        _columns.TryGetValue(field, out var column) && column.Index < cells.Length ? CsvNumber.Clean(cells[column.Index]) : "";

    public double Factor(TrackField field) => _columns.TryGetValue(field, out var column) ? column.Factor : 1;

    /// <summary>The header used for each field.</summary>
    public override string ToString() => string.Join(", ", _columns.OrderBy(c => c.Key).Select(c => $"{TrackHeader.NameOf(c.Key)}={_header[c.Value.Index].Trim().Trim('\uFEFF')}"));

    private string Unit(TrackField field) => _columns.TryGetValue(field, out var column) ? TrackHeader.Unit(_header[column.Index]) : "";

    private static int IndexOf(CsvTable table, string file, string header)
    {
        for (var i = 0; i < table.Header.Count; i++)
        {
            if (table.Header[i].Trim() == header || TrackHeader.Name(table.Header[i]) == TrackHeader.Name(header))
            {
                return i;
            }
        }

        throw new ReplayException($"--columns: {file} has no column {header}; its header is: {string.Join(table.Separator, table.Header)}.");
    }

    private static ReplayException UnknownUnit(string file, TrackField field, string header) => new(
        $"{file}: the unit of column {header} is not known. If it is that of {TrackHeader.NameOf(field)}, say so with --columns \"{TrackHeader.NameOf(field)}={header}\"; to leave it out, with --columns {TrackHeader.NameOf(field)}=.");
}
