using System.Data.Common;
using System.Globalization;
using System.Text;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The part of a list that one statement reads.</summary>
internal enum AlertPart
{
    All,
    Open,
    Rest,
}

/// <summary>Builds the statements of a list: each walks an index in the requested order, from the cursor on.</summary>
internal static class AlertSelect
{
    /// <summary>The statements that return the list in sequence.</summary>
    public static IEnumerable<AlertPart> PartsOf(AlertQuery query)
    {
        if (query.Sort != AlertSort.Open)
        {
            return [AlertPart.All];
        }

        bool Has(bool open) => query.Statuses.Count == 0 || query.Statuses.Any(s => new AlertState(s, default).IsOpen == open);

        return new[] { AlertPart.Open, AlertPart.Rest }
            .Where(part => Has(part == AlertPart.Open) && !(part == AlertPart.Open && query.After is { IsPastOpen: true }));
    }

    public static AlertCursor CursorAfter(Alert alert, AlertQuery query) =>
        new(query.Sort == AlertSort.Detected ? alert.DetectedAt : alert.Finding.Onset, alert.Id)
        {
            Sort = query.Sort,
            Ascending = query.Ascending,
            IsPastOpen = query.Sort == AlertSort.Open && !alert.State.IsOpen,
        };

    public static void Write(DbCommand command, AlertDatabase database, AlertQuery query, AlertPart part, int limit)
    {
        var sql = new StringBuilder();
        var open = part == AlertPart.Open || (query.Statuses.Count > 0 && query.Statuses.All(s => new AlertState(s, default).IsOpen));
        var violations = query.Severities.Count > 0 && query.Severities.All(s => s > Severity.Notice);
        var (at, onset, id) = (query.Sort == AlertSort.Detected ? "a.detected" : "a.onset", "a.onset", "a.id");

        void Narrow(string condition, string name, object value)
        {
            sql.Append(" and ").Append(condition);
            command.Bind(name, value);
        }

        if (query.Province is { } province && query.Sort == AlertSort.Onset && !open)
        {
            (at, onset, id) = ("p.onset", "p.onset", "p.alert");
            sql.Append("select a.id, a.body from alert_province p join alert a on a.id = p.alert and a.first_onset = p.first_onset where p.province = @province");
            command.Bind("@province", province.Number);
        }
        else
        {
            sql.Append("select a.id, a.body from alert a");
            sql.Append(open && violations && query.Vehicle is null ? database.ReadBy(AlertDatabase.OpenViolations) : "").Append(" where 1 = 1");
            if (query.Province is { } other)
            {
                Narrow("exists (select 1 from alert_province p where p.alert = a.id and p.first_onset = a.first_onset and p.province = @province)", "@province", other.Number);
            }
        }

        // The conditions match those of the indexes over open alerts.
        sql.Append(open ? " and a.status < 4" : part == AlertPart.Rest ? " and a.status >= 4" : "");
        sql.Append(violations ? " and a.severity > 0" : "");
        if (query.Vehicle is { } vehicle)
        {
            Narrow("a.vehicle = @vehicle", "@vehicle", vehicle.ToString());
        }

        if (query.Rule is { } rule)
        {
            Narrow("a.rule = @rule", "@rule", rule);
        }

        if (query.Scope is { } scope)
        {
            sql.Append(" and ").Append(Within(command, database, scope));
        }

        // The values are numbers of enums: no caller input.
        In(sql, "a.status", query.Statuses.Select(s => (int)s));
        In(sql, "a.severity", query.Severities.Select(s => (int)s));
        if (query.From is { } from)
        {
            Narrow($"{onset} >= @from", "@from", from.UnixMilliseconds);
        }

        if (query.To is { } to)
        {
            Narrow($"{onset} < @to", "@to", to.UnixMilliseconds);
        }

        if (query.After is { } after && (part != AlertPart.Rest || after.IsPastOpen))
        {
            Narrow($"({at}, {id}) {(query.Ascending ? '>' : '<')} (@after, @afterId)", "@after", after.At.UnixMilliseconds);
            command.Bind("@afterId", after.Id.ToString());
        }

        var direction = query.Ascending ? "" : " desc";
        sql.Append(CultureInfo.InvariantCulture, $" order by {at}{direction}, {id}{direction} limit {limit}");
        command.CommandText = sql.ToString();
    }

    /// <summary>The condition that an alert, as <c>a</c>, is within a scope. Numbers of provinces are no caller input.</summary>
    public static string Within(DbCommand command, AlertDatabase database, AlertScope scope)
    {
        var parts = new List<string>();
        if (scope.Homes.Bits != 0)
        {
            parts.Add($"a.home in ({Numbers(scope.Homes)})");
        }

        if (scope.Concerned.Bits != 0)
        {
            parts.Add(
                $"exists (select 1 from alert_province s where s.alert = a.id and s.first_onset = a.first_onset and s.province in ({Numbers(scope.Concerned)}))");
        }

        if (scope.Vehicles.Count > 0)
        {
            parts.Add($"a.vehicle {database.AmongTexts(command, "@vehicles", [.. scope.Vehicles.Select(v => v.ToString())])}");
        }

        // Vehicles that were registered together have one condition.
        foreach (var (number, since) in scope.VehiclesFrom.GroupBy(v => v.From.UnixMilliseconds).Index())
        {
            var among = database.AmongTexts(
                command, string.Create(CultureInfo.InvariantCulture, $"@vehiclesFrom{number}"), [.. since.Select(v => v.Vehicle.ToString())]);
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"(a.onset >= {since.Key} and a.vehicle {among})"));
        }

        return parts.Count == 0 ? "1 = 0" : $"({string.Join(" or ", parts)})";
    }

    private static string Numbers(ProvinceSet provinces) => string.Join(',', provinces.Provinces().Select(p => p.Number));

    private static void In(StringBuilder sql, string column, IEnumerable<int> values)
    {
        if (values.Any())
        {
            sql.Append(CultureInfo.InvariantCulture, $" and {column} in ({string.Join(',', values)})");
        }
    }
}
