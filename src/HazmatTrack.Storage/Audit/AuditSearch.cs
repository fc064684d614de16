using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Audit;

/// <summary>
/// The statement that finds records, for both engines. It takes the numbers of a page from indexes that have them in their order, so that a page costs about
/// what it has and not what there is of the same vehicle or province; then it reads the records of these numbers.
/// </summary>
internal static class AuditSearch
{
    /// <summary>What is read of a record; the table is called r.</summary>
    public const string Columns = "r.sequence, r.at, r.actor, r.organisation, r.province, r.action, r.outcome, r.body, r.chain";

    /// <summary>The statement, and its values; those that are null do not occur in it.</summary>
    /// <param name="query">A query with no empty set of provinces.</param>
    public static (string Sql, IReadOnlyList<(string Name, object? Value)> Values) Statement(AuditQuery query)
    {
        List<(string Name, object? Value)> values =
        [
            ("@before", query.Before),
            ("@limit", query.Limit),
            ("@from", query.From?.UnixMilliseconds),
            ("@to", query.To?.UnixMilliseconds),
            ("@actor", query.Actor),
            ("@organisation", query.Organisation),
            ("@province", query.Province?.Number),
            ("@vehicle", query.Vehicle?.ToString()),
            ("@home", query.Home is { } home ? Start(home) : null),
        ];
        values.AddRange(Authorities(query).Select(a => (a.Name, (object?)a.Province.Number)));
        List<string> pages = [];
        if (query.Concerned is { } concerned)
        {
            // A page of the people's and one of the vehicles' for each province: what is not on these is not on the page of all.
            foreach (var (i, province) in concerned.Provinces().Index())
            {
                var (people, vehicles) = ($"@people{i}", $"@vehicles{i}");
                values.AddRange([(people, province.Number), (vehicles, Start(province))]);
                pages.AddRange([Page(query, people, null), Page(query, null, vehicles)]);
            }
        }
        else
        {
            pages.Add(Page(query, null, null));
        }

        var numbers = string.Join(" union ", pages.Select((page, i) => $"select sequence from ({page}) p{i}"));
        return ($"select {Columns} from audit_record r where r.sequence in ({numbers}) order by r.sequence desc limit @limit", values);
    }

    /// <summary>The numbers of a page of what fulfils the query.</summary>
    /// <param name="people">The name of a value, the province of the actor; null for any.</param>
    /// <param name="vehicles">The name of a value, with which the plate of a named vehicle begins; null for any.</param>
    private static string Page(AuditQuery query, string? people, string? vehicles)
    {
        (string Table, string? Condition)[] joined =
        [
            ("v", query.Vehicle is null ? null : "v.vehicle = @vehicle"),
            ("h", query.Home is null ? null : "substr(h.vehicle, 1, 1) = @home"),
            ("c", vehicles is null ? null : $"substr(c.vehicle, 1, 1) = {vehicles}"),
        ];
        var named = joined.Where(j => j.Condition is not null).ToList();

        // The number by its name in the index that leads: SQLite does not take its order from an equal one.
        var number = named.Count > 0 ? $"{named[0].Table}.sequence" : "r.sequence";

        // What is left of dropped records, or was put in their place, is proven by nothing. Times never decrease with the numbers, so a time is a number.
        string?[] conditions =
        [
            $"{number} < @before",
            $"{number} > (select coalesce(max(size), 0) from audit_drop)",
            query.From is null ? null : $"{number} >= (select t.sequence from audit_record t where t.at >= @from order by t.at, t.sequence limit 1)",
            query.To is null ? null : $"{number} <= (select t.sequence from audit_record t where t.at <= @to order by t.at desc, t.sequence desc limit 1)",
            query.Actor is null ? null : "r.actor = @actor",
            query.Organisation is null ? null : "r.organisation = @organisation",
            query.Province is null ? null : "r.province = @province",
            query.Authorities is null ? null : $"r.province in ({string.Join(", ", Authorities(query).Select(a => a.Name))})",
            people is null ? null : $"r.province = {people}",
        ];
        var joins = string.Concat(named.Select(j => $"join audit_vehicle {j.Table} on {j.Table}.sequence = r.sequence and {j.Condition} "));
        var fulfilled = string.Join(" and ", conditions.Where(c => c is not null));
        return $"select distinct {number} as sequence from audit_record r {joins}where {fulfilled} order by {number} desc limit @limit";
    }

    private static IEnumerable<(string Name, ProvinceCode Province)> Authorities(AuditQuery query) =>
        query.Authorities?.Provinces().Select((province, i) => ($"@authority{i}", province)) ?? [];

    /// <summary>With what the plates of a province begin; for none, what no plate begins with.</summary>
    private static string Start(ProvinceCode province) => HomeProvince.PlateStart(province) ?? "";
}
