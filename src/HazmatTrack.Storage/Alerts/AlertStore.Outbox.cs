using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

/// <summary>Events: what was delivered, and what is put back after the database was restored from a backup and the topic of alerts still has.</summary>
public sealed partial class AlertStore
{
    private const int EventsPerPage = 500;

    /// <summary>
    /// How many numbers are left out after restored events: at most so many events were stored, and perhaps shown, that the topic did not get. A client that
    /// has seen one of them must not take a later event for it.
    /// </summary>
    public const long NumbersLeftOut = 1_000_000;

    /// <summary>The events after a number, in order, up to a limit. Unreadable events are skipped; the result is empty only when none follows.</summary>
    public async Task<IReadOnlyList<AlertEvent>> EventsAfterAsync(long sequence, int limit, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        var events = new List<AlertEvent>();
        for (var (rows, next) = (limit, sequence); rows == limit && events.Count == 0;)
        {
            await using var command = connection.Command(
                null,
                "select sequence, body from alert_event where sequence > @sequence order by sequence limit @limit",
                ("@sequence", next),
                ("@limit", limit));
            rows = 0;
            await ReadAllAsync(
                command,
                reader =>
                {
                    rows++;
                    next = reader.GetInt64(0);
                    TryAddEvent(reader, events);
                },
                cancellation);
        }

        return events;
    }

    /// <summary>The first sequence from which on all events are kept, and the last one; an empty store has first = last + 1.</summary>
    public async Task<(long First, long Last)> EventRangeAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null, "select last, (select min(sequence) from alert_event), expired_to from alert_counter");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var last = reader.GetInt64(0);
        return (await reader.IsDBNullAsync(1, cancellation) ? last + 1 : Math.Max(reader.GetInt64(1), reader.GetInt64(2) + 1), last);
    }

    /// <summary>
    /// Calls <paramref name="signal"/> when another process has stored events. A hint only: it ends with an exception when the
    /// connection breaks, and polling finds the events too.
    /// </summary>
    public Task ListenAsync(Action signal, CancellationToken cancellation) => _database.ListenAsync(signal, cancellation);

    /// <summary>
    /// Takes or renews the relay lease for a while. Returns the number of the last event delivered; null while another holder has
    /// the lease.
    /// </summary>
    /// <param name="relay">The name of the relay, such as the topic's name.</param>
    /// <param name="holder">The caller; unique per process.</param>
    /// <param name="until">When the lease expires unless it is renewed.</param>
    public async Task<long?> TakeRelayAsync(string relay, string holder, Instant now, Instant until, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using var command = transaction.Connection.Command(
            transaction.Transaction,
            """
            insert into alert_relay (relay, last, holder, until) values (@relay, 0, @holder, @until)
            on conflict (relay) do update set holder = excluded.holder, until = excluded.until
            where alert_relay.holder = excluded.holder or alert_relay.until <= @now
            returning last
            """,
            ("@relay", relay),
            ("@holder", holder),
            ("@now", now.UnixMilliseconds),
            ("@until", until.UnixMilliseconds));
        var last = (long?)await command.ExecuteScalarAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return last;
    }

    /// <summary>Records that events up to a number were delivered, and renews the lease. Returns false when another holder has taken it over.</summary>
    public async Task<bool> AdvanceRelayAsync(string relay, string holder, long last, Instant until, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using var command = transaction.Connection.Command(
            transaction.Transaction,
            "update alert_relay set last = @last, until = @until where relay = @relay and holder = @holder and last <= @last",
            ("@relay", relay),
            ("@holder", holder),
            ("@last", last),
            ("@until", until.UnixMilliseconds));
        var rows = await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return rows == 1;
    }

    /// <summary>Releases the lease, so that the next holder need not wait for it to expire.</summary>
    public async Task LeaveRelayAsync(string relay, string holder, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using var command = transaction.Connection.Command(
            transaction.Transaction,
            "update alert_relay set until = 0 where relay = @relay and holder = @holder",
            ("@relay", relay),
            ("@holder", holder));
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

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
