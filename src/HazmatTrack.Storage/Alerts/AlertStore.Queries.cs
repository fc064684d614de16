using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

public sealed partial class AlertStore
{
    public async Task<IReadOnlyList<ActiveFinding>> ActiveAsync(
        VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            """
            select id, body from alert
            where vehicle = @vehicle and (onset between @from and @to or first_onset between @from and @to) and status <> @retracted
            order by onset, id
            """,
            ("@vehicle", vehicle.ToString()),
            ("@from", from.UnixMilliseconds),
            ("@to", to.UnixMilliseconds),
            ("@retracted", (int)AlertStatus.Retracted));
        var (alerts, _, _) = await AlertsAsync(connection, null, command, cancellation);
        return alerts.ConvertAll(alert => new ActiveFinding(alert.Identity, alert.Finding));
    }

    /// <summary>The alert with this id; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The alert exists, but cannot be read.</exception>
    public async Task<Alert?> FindAsync(AlertId id, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        if (await FirstOnsetAsync(connection, null, id, cancellation) is not { } firstOnset)
        {
            return null;
        }

        await using var command = connection.Command(
            null, "select id, body from alert where id = @id and first_onset = @first", ("@id", id.ToString()), ("@first", firstOnset.UnixMilliseconds));
        var (alerts, _, unreadable) = await AlertsAsync(connection, null, command, cancellation);
        return unreadable.Count == 0 ? alerts.SingleOrDefault() : throw new InvalidDataException($"Alert {id} is stored and cannot be read.");
    }

    /// <summary>All events of an alert, in order; empty for an unknown one.</summary>
    public async Task<IReadOnlyList<AlertEvent>> EventsOfAsync(AlertId id, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        var events = new List<AlertEvent>();
        if (await FirstOnsetAsync(connection, null, id, cancellation) is not { } firstOnset)
        {
            return events;
        }

        await using var command = connection.Command(
            null,
            "select sequence, body from alert_event where alert = @id and first_onset = @first order by revision",
            ("@id", id.ToString()),
            ("@first", firstOnset.UnixMilliseconds));
        await ReadAllAsync(command, reader => TryAddEvent(reader, events), cancellation);
        return events;
    }

    /// <summary>How many alerts are open, and the last event that is counted.</summary>
    public async Task<(OpenCounts Open, long Sequence)> CountOpenAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(null, "select open_notice, open_yellow, open_orange, open_red, last from alert_counter");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)), reader.GetInt64(4));
    }

    /// <summary>Every open alert that is graver than a notice, in no order.</summary>
    public async Task<IReadOnlyList<OpenViolation>> OpenViolationsAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null, $"select id, vehicle, rule, severity, onset from alert{_database.ReadBy(AlertDatabase.OpenViolations)} where status < 4 and severity > 0");
        var open = new List<OpenViolation>();
        await ReadAllAsync(
            command,
            reader =>
            {
                try
                {
                    open.Add(new(
                        AlertId.Parse(reader.GetString(0)), VehicleId.FromStored(reader.GetString(1)), reader.GetString(2), (Severity)reader.GetInt32(3),
                        new(reader.GetInt64(4))));
                }
                catch (FormatException e)
                {
                    ReportDamage("alert", "alert", reader.GetString(0), null, e, "It is left out of the open violations of lists.");
                }
            },
            cancellation);
        return open;
    }

    /// <summary>A page of the requested alerts.</summary>
    public async Task<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var count = connection.Command(null, "select last from alert_counter");
        var sequence = (long)(await count.ExecuteScalarAsync(cancellation))!;

        var (alerts, isEnd) = (new List<Alert>(), false);
        for (var limit = query.Limit; alerts.Count == 0 && !isEnd; limit *= 2)
        {
            // Rows of which none can be read are not the end of the list.
            (alerts, isEnd) = await ListAsync(connection, query, limit, cancellation);
        }

        if (isEnd && alerts.Count <= query.Limit)
        {
            return new(alerts, null, sequence);
        }

        alerts.RemoveRange(Math.Min(query.Limit, alerts.Count), Math.Max(0, alerts.Count - query.Limit));
        return new(alerts, AlertSelect.CursorAfter(alerts[^1], query), sequence);
    }

    /// <summary>The alerts of the next rows, one more than a limit, and whether there are no more.</summary>
    private async Task<(List<Alert> Alerts, bool IsEnd)> ListAsync(DbConnection connection, AlertQuery query, int limit, CancellationToken cancellation)
    {
        var (alerts, rows) = (new List<Alert>(), 0);
        foreach (var part in AlertSelect.PartsOf(query))
        {
            if (rows <= limit)
            {
                await using var command = connection.Command(null, "");
                AlertSelect.Write(command, _database, query, part, limit + 1 - rows);
                var known = alerts.Count;
                var read = await AlertsAsync(connection, null, command, cancellation);
                alerts.AddRange(read.Alerts);
                rows += read.Rows;

                // An alert that was closed between the two statements is in both.
                rows -= alerts.RemoveAll(a => alerts.IndexOf(a) >= known && alerts.FindIndex(0, known, before => before.Id == a.Id) >= 0);
            }
        }

        return (alerts, rows <= limit);
    }
}
