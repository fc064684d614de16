using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

public sealed partial class AlertStore
{
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
}
