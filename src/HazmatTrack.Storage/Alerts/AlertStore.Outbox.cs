using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

public sealed partial class AlertStore
{
    /// <summary>The events after a number, in order, so many at most. What cannot be read is left out, and never all there is left.</summary>
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

    /// <summary>The numbers of the first event from which on all are held and of the last one; an empty store has first = last + 1.</summary>
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
    /// connection breaks, and events are found by asking for them too.
    /// </summary>
    public Task ListenAsync(Action signal, CancellationToken cancellation) => _database.ListenAsync(signal, cancellation);

    /// <summary>
    /// Takes or keeps the right to relay events for a while. Answers the number of the last event delivered; null while somebody
    /// else has the right.
    /// </summary>
    /// <param name="relay">Which relay, such as the topic's name.</param>
    /// <param name="holder">Who asks; unique per process.</param>
    /// <param name="now">The wall clock.</param>
    /// <param name="until">When the right ends unless it is taken again.</param>
    /// <param name="cancellation">Ends it.</param>
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

    /// <summary>Notes that events up to a number were delivered, and keeps the right. False when somebody else has taken it over.</summary>
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

    /// <summary>Gives the right back, so that the next one need not wait for its end.</summary>
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
