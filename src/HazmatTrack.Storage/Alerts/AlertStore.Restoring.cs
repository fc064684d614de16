using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

/// <summary>What the store lacks after its database was restored from a backup, and the topic of alerts still has.</summary>
public sealed partial class AlertStore
{
    private const int EventsPerPage = 500;

    /// <summary>
    /// How many numbers are left out after restored events: at most so many events were stored, and perhaps shown, that the topic did not get. A client that
    /// has seen one of them must not take a later event for it.
    /// </summary>
    public const long NumbersLeftOut = 1_000_000;

    /// <summary>The number of the last event, and when it was recorded; null where the store keeps none.</summary>
    public async Task<(long Last, Instant? At)> LastEventAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null, "select last, (select recorded_at from alert_event order by sequence desc limit 1) from alert_counter");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellation) ? null : new Instant(reader.GetInt64(1)));
    }

    /// <summary>
    /// Stores the events that are newer than its own, under their numbers, with the alerts as they were after them, in one transaction: all or none. The relay
    /// goes on after them, and the next event leaves <see cref="NumbersLeftOut"/> numbers out.
    /// </summary>
    /// <param name="relay">The relay that has delivered them.</param>
    /// <param name="last">The number of the last event that was delivered, whether it is among <paramref name="delivered"/> or not.</param>
    /// <param name="delivered">Events in the order of each vehicle. Those that the store has are left, as is one that comes again.</param>
    /// <returns>How many events were stored; 0, and nothing is changed, where the store is as new as the last of them.</returns>
    public async Task<long> RestoreAsync(string relay, long last, IEnumerable<AlertEvent> delivered, CancellationToken cancellation)
    {
        long restored = 0;
        await using var transaction = await _database.BeginAsync(cancellation);
        var had = await LockAsync(transaction, cancellation);
        if (last <= had)
        {
            return 0;
        }

        var taken = new HashSet<long>();
        foreach (var page in delivered.Where(e => e.Sequence > had && taken.Add(e.Sequence)).Chunk(EventsPerPage))
        {
            await _database.EnsureAsync(page.Select(e => e.Alert.Identity.FirstOnset), cancellation);
            Alert[] alerts = [.. page.GroupBy(e => e.Alert.Id, (_, of) => of.Last().Alert)];
            await WriteAsync(transaction, alerts, page, cancellation);
            await WriteReachAsync(transaction, alerts, [], cancellation);
            restored += page.Length;
        }

        var next = last + NumbersLeftOut;
        await ExecuteAsync("update alert_counter set last = @last", ("@last", next));
        await ExecuteAsync(
            """
            insert into alert_relay (relay, last, holder, until) values (@relay, @last, '', 0)
            on conflict (relay) do update set last = excluded.last
            """,
            ("@relay", relay),
            ("@last", next));
        await transaction.CommitAsync(cancellation);
        return restored;

        async Task ExecuteAsync(string sql, params (string, object?)[] parameters)
        {
            await using var command = transaction.Connection.Command(transaction.Transaction, sql, parameters);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
