using System.Globalization;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

public sealed partial class AlertStore
{
    public async Task<IReadOnlyList<StandingFinding>> StandingAsync(
        VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            """
            select body from alert
            where vehicle = @vehicle and onset between @from and @to and status <> @retracted
            order by onset, id
            """,
            ("@vehicle", vehicle.ToString()),
            ("@from", from.UnixMilliseconds),
            ("@to", to.UnixMilliseconds),
            ("@retracted", (int)AlertStatus.Retracted));
        var standing = new List<StandingFinding>();
        await ReadAllAsync(command, reader => standing.Add(Standing(AlertJson.ReadAlert(reader.GetString(0)))), cancellation);
        return standing;

        static StandingFinding Standing(Alert alert) => new(alert.Identity, alert.Finding);
    }

    public async Task<long> ReachAsync(VehicleId vehicle, long incarnation, int partition, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            "select reach from alert_reach where incarnation = @incarnation and partition = @partition and vehicle = @vehicle",
            ("@incarnation", incarnation),
            ("@partition", partition),
            ("@vehicle", vehicle.ToString()));
        return await command.ExecuteScalarAsync(cancellation) is long reach ? reach : -1;
    }

    /// <summary>The alert with this id; null when there is none.</summary>
    public async Task<Alert?> FindAsync(AlertId id, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(null, "select body from alert where id = @id", ("@id", id.ToString()));
        return await command.ExecuteScalarAsync(cancellation) is string body ? AlertJson.ReadAlert(body) : null;
    }

    /// <summary>Everything that happened to an alert, in order; empty for an unknown one.</summary>
    public async Task<IReadOnlyList<AlertEvent>> EventsOfAsync(AlertId id, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null, "select body from alert_event where alert = @id order by revision", ("@id", id.ToString()));
        var events = new List<AlertEvent>();
        await ReadAllAsync(command, reader => events.Add(AlertJson.ReadEvent(reader.GetString(0))), cancellation);
        return events;
    }

    /// <summary>A page of the alerts asked for, newest onset first.</summary>
    public async Task<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var count = connection.Command(null, "select last from alert_counter");
        var sequence = (long)(await count.ExecuteScalarAsync(cancellation))!;

        await using var command = connection.Command(null, "");
        var sql = new StringBuilder();
        var (onset, id) = ("a.onset", "a.id");
        if (query.Province is { } province)
        {
            (onset, id) = ("p.onset", "p.alert");
            sql.Append("select a.body from alert_province p join alert a on a.id = p.alert where p.province = @province");
            command.Bind("@province", province.Number);
        }
        else
        {
            sql.Append("select a.body from alert a where 1 = 1");
        }

        void Narrow(string condition, string name, object value)
        {
            sql.Append(" and ").Append(condition);
            command.Bind(name, value);
        }

        if (query.Vehicle is { } vehicle)
        {
            Narrow("a.vehicle = @vehicle", "@vehicle", vehicle.ToString());
        }

        if (query.Rule is { } rule)
        {
            Narrow("a.rule = @rule", "@rule", rule);
        }

        if (query.Statuses.Count > 0)
        {
            // The numbers of an enum: nothing a caller wrote.
            sql.Append(CultureInfo.InvariantCulture, $" and a.status in ({string.Join(',', query.Statuses.Select(status => (int)status))})");
        }

        if (query.From is { } from)
        {
            Narrow($"{onset} >= @from", "@from", from.UnixMilliseconds);
        }

        if (query.To is { } to)
        {
            Narrow($"{onset} < @to", "@to", to.UnixMilliseconds);
        }

        if (query.After is { } after)
        {
            Narrow($"({onset}, {id}) < (@afterOnset, @afterId)", "@afterOnset", after.Onset.UnixMilliseconds);
            command.Bind("@afterId", after.Id.ToString());
        }

        sql.Append(CultureInfo.InvariantCulture, $" order by {onset} desc, {id} desc limit {query.Limit + 1}");
        command.CommandText = sql.ToString();

        var alerts = new List<Alert>();
        await ReadAllAsync(command, reader => alerts.Add(AlertJson.ReadAlert(reader.GetString(0))), cancellation);
        if (alerts.Count <= query.Limit)
        {
            return new(alerts, null, sequence);
        }

        alerts.RemoveAt(query.Limit);
        return new(alerts, new AlertCursor(alerts[^1].Finding.Onset, alerts[^1].Id), sequence);
    }
}
