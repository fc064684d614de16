using System.Data.Common;
using System.Globalization;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <content>Unreadable rows: the newest event of an alert determines it, for each event holds its complete alert.</content>
public sealed partial class AlertStore
{
    /// <summary>Raised for unreadable rows, each time they are encountered. Handlers must be quick and must not throw.</summary>
    public event Action<Damage>? Damaged;

    /// <summary>The alerts of rows that begin with id and body. Alerts that neither the row nor an event yields are reported and skipped.</summary>
    /// <returns>The alerts, the number of rows, and the ids of those skipped.</returns>
    private async Task<(List<Alert> Alerts, int Rows, HashSet<string> Unreadable)> AlertsAsync(
        DbConnection connection, DbTransaction? transaction, DbCommand command, CancellationToken cancellation)
    {
        var (alerts, rows, unreadable) = (new List<Alert>(), 0, new HashSet<string>());
        var damaged = new List<(int At, string Id, Exception Cause)>();
        await ReadAllAsync(
            command,
            reader =>
            {
                rows++;
                try
                {
                    var alert = AlertJson.ReadAlert(reader.GetString(1));
                    alerts.Add(IsOf(alert, reader.GetString(0)) ? alert : throw new InvalidDataException($"It is the alert {alert.Id}, not this one."));
                }
                catch (Exception e) when (e is InvalidDataException or InvalidCastException)
                {
                    damaged.Add((alerts.Count, reader.GetString(0), e));
                }
            },
            cancellation);

        // From the last to the first, so that the indexes stay valid.
        foreach (var (at, id, cause) in Enumerable.Reverse(damaged))
        {
            if (await FromEventsAsync(connection, transaction, id, cancellation) is { } alert)
            {
                ReportDamage("alert", "alert", id, alert.Vehicle, cause, "What its newest event says is taken, and is stored with its next change.");
                alerts.Insert(at, alert);
            }
            else
            {
                ReportDamage("alert", "alert", id, null, cause, "None of its events can be read either. It is left out, and what is found about it is not stored: repair the row, then have the vehicle judged again.");
                unreadable.Add(id);
            }
        }

        return (alerts, rows, unreadable);
    }

    /// <summary>The alert of the newest readable event, with the revision that it has reached.</summary>
    private static async Task<Alert?> FromEventsAsync(DbConnection connection, DbTransaction? transaction, string id, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            transaction, "select revision, body from alert_event where alert = @id order by revision desc", ("@id", id));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        int? newest = null;
        while (await reader.ReadAsync(cancellation))
        {
            newest ??= reader.GetInt32(0);
            try
            {
                if (AlertJson.ReadEvent(reader.GetString(1)).Alert is var alert && IsOf(alert, id))
                {
                    return alert with { Revision = newest.Value };
                }
            }
            catch (Exception e) when (e is InvalidDataException or InvalidCastException)
            {
                // Falls back to an older event.
            }
        }

        return null;
    }

    /// <summary>The id is derived from what the alert keeps over all amendments, and so verifies that this is the alert that was stored.</summary>
    private static bool IsOf(Alert alert, string id) => alert.Id.ToString() == id && AlertId.From(alert.Vehicle, alert.Identity) == alert.Id;

    private void TryAddEvent(DbDataReader reader, List<AlertEvent> into)
    {
        try
        {
            into.Add(AlertJson.ReadEvent(reader.GetString(1)));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidCastException)
        {
            var sequence = reader.GetInt64(0).ToString(CultureInfo.InvariantCulture);
            ReportDamage("alert-event", "alert_event", $"sequence={sequence}", null, e, "It is left out of streams and of topic alerts; its alert is whole.");
        }
    }

    private void ReportDamage(string kind, string table, string key, VehicleId? vehicle, Exception cause, string consequence) =>
        Damaged?.Invoke(new(kind, table, key, vehicle, null, cause.Message, consequence));
}
