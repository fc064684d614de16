using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Audit;

/// <summary>
/// The statements that find records, for both engines. Each condition has an index that holds the numbers of its records in their order. One condition takes
/// a page of numbers from its index. Of several, one leads: its index says which records are read, and those that do not fulfil the others are left out. No
/// page reads more than <see cref="AuditQuery.MostRead"/> entries of an index: the one that reaches furthest back with so many leads, and the next page goes
/// on where it ended.
/// </summary>
internal sealed class AuditSearch
{
    /// <summary>What is read of a record; the table is called r.</summary>
    public const string Columns = "r.sequence, r.at, r.actor, r.organisation, r.province, r.action, r.outcome, r.body, r.chain";

    private const string Records = "audit_record";

    private readonly AuditQuery _query;
    private readonly List<(string Name, object? Value)> _values;
    private readonly List<IReadOnlyList<Part>> _conditions = [];

    /// <param name="query">A query with no empty set of provinces.</param>
    public AuditSearch(AuditQuery query)
    {
        _query = query;
        _values =
        [
            ("@most", query.MostRead),
            ("@limit", query.Limit + 1),
            ("@from", query.From?.UnixMilliseconds),
            ("@to", query.To?.UnixMilliseconds),
        ];
        Add("vehicle", query.Vehicle?.ToString(), Part.Vehicle);
        Add("actor", query.Actor, Part.Actor);
        Add("organisation", query.Organisation, Part.Organisation);
        Add("province", query.Province?.Number, Part.Province);
        Add("home", query.Home is { } home ? Start(home) : null, Part.Home);
        if (query.Authorities is { } authorities)
        {
            _conditions.Add([.. authorities.Provinces().Select((p, i) => Part.Province(Named($"@authority{i}", p.Number)))]);
        }

        if (query.Concerned is { } concerned)
        {
            _conditions.Add([.. concerned.Provinces().SelectMany(
                (p, i) => new[] { Part.Province(Named($"@people{i}", p.Number)), Part.Home(Named($"@vehicles{i}", Start(p))) })]);
        }
    }

    /// <summary>Whether records can be read that are not on the page, so that it is to be decided which condition leads.</summary>
    public bool IsFiltered => _conditions.Count > 1;

    /// <summary>
    /// The statement that says how far back each condition reaches. One row: the number after the newest record; then for each condition the number before
    /// which its index has more entries than a page reads, null where it has no more.
    /// </summary>
    public (string Sql, IReadOnlyList<(string Name, object? Value)> Values) Reach()
    {
        var columns = _conditions.Select((parts, i) =>
        {
            var ends = parts.Select(
                p => $"select (select sequence from {p.Table} where {Fulfilled(p, isAfterFloor: false)} order by sequence desc limit 1 offset @most) as upto");
            return $"(select max(upto) from ({string.Join(" union all ", ends)}) e{i})";
        });
        return (
            $"select (select coalesce(max(sequence), 0) + 1 from {Records}), {string.Join(", ", columns)}",
            [.. _values, ("@before", _query.Before)]);
    }

    /// <summary>The statement that finds a page, and one record more where it has more than a page.</summary>
    /// <param name="lead">Which condition leads, and where it ends.</param>
    public (string Sql, IReadOnlyList<(string Name, object? Value)> Values) Page(AuditLead lead)
    {
        var parts = _conditions.Count > 0 ? _conditions[lead.Condition] : [Part.Any];
        var (number, limit) = IsFiltered ? ("sequence", "@most") : ("distinct sequence", "@limit");

        // A page of each part: what is not on these is not on the page of all.
        var ofParts = parts.Select(
            (p, i) => $"(select {number} from {p.Table} where {Fulfilled(p, IsFiltered)} order by sequence desc limit {limit}) p{i}");
        var numbers = string.Join(" union ", ofParts.Select(part => $"select distinct sequence from {part}"));
        var all = (long)_query.MostRead * parts.Count;
        List<(string Name, object? Value)> values = [.. _values, ("@before", lead.Before), ("@floor", lead.Floor), ("@all", all)];
        if (!IsFiltered)
        {
            return ($"select {Columns} from {Records} r where r.sequence in ({numbers}) order by r.sequence desc limit @limit", values);
        }

        // The limit of the inner select is never reached. With it neither engine looks for the other conditions in their own indexes, nor turns the join round.
        var others = string.Join(" and ", _conditions.Where((_, i) => i != lead.Condition).Select(c => $"({string.Join(" or ", c.Select(p => p.OnRecord))})"));
        return (
            $"""
            select {Columns} from (
              select {Columns} from ({numbers}) n cross join {Records} r where r.sequence = n.sequence order by r.sequence desc limit @all) r
            where {others} order by r.sequence desc limit @limit
            """,
            values);
    }

    /// <summary>What an entry of an index fulfils that belongs to the search.</summary>
    private string Fulfilled(Part part, bool isAfterFloor)
    {
        // What is left of dropped records, or was put in their place, is proven by nothing. Times never decrease with the numbers, so a time is a number.
        string?[] conditions =
        [
            part.Holds,
            "sequence < @before",
            "sequence > (select coalesce(max(size), 0) from audit_drop)",
            _query.From is null ? null : $"sequence >= (select t.sequence from {Records} t where t.at >= @from order by t.at, t.sequence limit 1)",
            _query.To is null ? null : $"sequence <= (select t.sequence from {Records} t where t.at <= @to order by t.at desc, t.sequence desc limit 1)",
            isAfterFloor ? "sequence > @floor" : null,
        ];
        return string.Join(" and ", conditions.OfType<string>());
    }

    private void Add(string name, object? value, Func<string, Part> part)
    {
        if (value is not null)
        {
            _conditions.Add([part(Named($"@{name}", value))]);
        }
    }

    private string Named(string name, object value)
    {
        _values.Add((name, value));
        return name;
    }

    /// <summary>With what the plates of a province begin; for none, what no plate begins with.</summary>
    private static string Start(ProvinceCode province) => HomeProvince.PlateStart(province) ?? "";

    /// <summary>A stretch of an index: entries that are in the order of the numbers.</summary>
    /// <param name="Table">The table that has the index.</param>
    /// <param name="Holds">What its rows fulfil; null for all.</param>
    private sealed record Part(string Table, string? Holds)
    {
        private const string Vehicles = "audit_vehicle";

        public static Part Any { get; } = new(Records, null);

        /// <summary>The same of the record r.</summary>
        public string OnRecord => Table == Records ? $"r.{Holds}" : $"exists (select 1 from {Table} v where v.sequence = r.sequence and {Holds})";

        public static Part Actor(string value) => new(Records, $"actor = {value}");

        public static Part Organisation(string value) => new(Records, $"organisation = {value}");

        public static Part Province(string value) => new(Records, $"province = {value}");

        public static Part Vehicle(string value) => new(Vehicles, $"vehicle = {value}");

        public static Part Home(string value) => new(Vehicles, $"substr(vehicle, 1, 1) = {value}");
    }
}
