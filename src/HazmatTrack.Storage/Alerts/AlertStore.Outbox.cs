using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

/// <summary>Events: what was delivered, and what is put back after the database was restored from a backup and the topic of alerts still has.</summary>
public sealed partial class AlertStore
{
    /// <summary>
    /// How many numbers are left out after restored events, and where the database is on another timeline: at most so many events were stored, and perhaps
    /// shown, that the topic did not get, or that a replica lacks which took over. A client that has seen one of them must not take a later event for it.
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

    /// <summary>
    /// The number of the last event, and when it was recorded; null where the store keeps none. Of a restore that has not ended none counts, since others may
    /// be missing before it.
    /// </summary>
    public async Task<(long Last, Instant? At)> LastEventAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            """
            select last, (select recorded_at from alert_event where sequence <= (select last from alert_counter) order by sequence desc limit 1)
            from alert_counter
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellation) ? null : new Instant(reader.GetInt64(1)));
    }

    /// <summary>How far a restore that has not ended has read the topic, by partition.</summary>
    /// <param name="relay">The relay that has delivered the events.</param>
    /// <param name="had">The last event of the store; where that was another one when the restore began, nothing counts as read.</param>
    public async Task<Dictionary<int, RestoredTo>> RestoredToAsync(string relay, long had, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null, "select partition, next_offset, newest from alert_restore where relay = @relay and had = @had", ("@relay", relay), ("@had", had));
        var places = new Dictionary<int, RestoredTo>();
        await ReadAllAsync(command, reader => places.Add(reader.GetInt32(0), new(reader.GetInt64(1), reader.GetInt64(2))), cancellation);
        return places;
    }

    /// <summary>How many events after a number are stored, and the first of them; null where none is.</summary>
    public async Task<(long Count, long? First)> StoredAfterAsync(long sequence, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null, "select count(*), min(sequence) from alert_event where sequence > @sequence", ("@sequence", sequence));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellation) ? null : reader.GetInt64(1));
    }

    /// <summary>
    /// Stores events that are newer than its own, under their numbers, with the alerts as they were after them. They count only once
    /// <see cref="EndRestoreAsync"/> was called: until then the next process goes on where this one was, and what it restores again changes nothing.
    /// </summary>
    /// <param name="delivered">Events in the order of each vehicle, each once. An alert that is stored with a later revision stays as it is.</param>
    /// <param name="places">How far the topic is read with them.</param>
    /// <returns>How many were newer.</returns>
    public async Task<int> RestoreAsync(IReadOnlyList<AlertEvent> delivered, RestorePlaces places, CancellationToken cancellation)
    {
        await _database.EnsureAsync(delivered.Select(e => e.Alert.Identity.FirstOnset), cancellation);
        await using var transaction = await _database.BeginAsync(cancellation);
        var had = (await LockCounterAsync(transaction, cancellation)).Last;
        var events = delivered.Where(e => e.Sequence > had).ToList();
        if (events.Count == 0)
        {
            return 0;
        }

        var newest = events.GroupBy(e => e.Alert.Id, (_, of) => of.MaxBy(e => e.Alert.Revision)!.Alert).ToList();
        var (stored, _) = await LoadAsync(transaction, [.. newest.Select(a => (a.Id, a.Identity.FirstOnset))], cancellation);
        var revisions = stored.ToDictionary(a => a.Id, a => a.Revision);
        Alert[] alerts = [.. newest.Where(a => a.Revision > revisions.GetValueOrDefault(a.Id))];
        if (alerts.Length > 0)
        {
            await WriteAlertsAsync(transaction, alerts, alerts, cancellation);
            var evaluated = events.GroupBy(e => e.Alert.Vehicle).ToDictionary(g => g.Key, g => g.Max(e => e.At.UnixMilliseconds));
            await WriteReachAsync(transaction, alerts, evaluated, cancellation);
        }

        await WriteEventsAsync(transaction, events, "on conflict do nothing", cancellation);
        if (places.Had == had)
        {
            await transaction.Connection.InsertAsync(
                transaction.Transaction,
                "alert_restore (relay, partition, had, next_offset, newest)",
                places.To.Select(object[] (to) => [places.Relay, to.Key, had, to.Value.Next, to.Value.Newest]),
                """
                on conflict (relay, partition) do update set had = excluded.had, next_offset = excluded.next_offset, newest = excluded.newest
                where alert_restore.had <> excluded.had or alert_restore.next_offset < excluded.next_offset
                """,
                _database.RowsPerStatement,
                cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return events.Count;
    }

    /// <summary>
    /// Takes the store for as new as the topic, of which only a part could be read, unless that part or the timeline of the database shows that the store is
    /// older. <see cref="NumbersLeftOut"/> numbers are left out, in case it is all the same.
    /// </summary>
    /// <param name="newest">The greatest number that was read; 0 for none.</param>
    /// <returns>False where the store is older: nothing has changed.</returns>
    public async Task<bool> TryDoWithoutRestoreAsync(long newest, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        var counter = await LockCounterAsync(transaction, cancellation);
        if (newest > counter.Last || counter.Timeline != counter.Now)
        {
            return false;
        }

        await ExecuteAsync(transaction, "update alert_counter set last = @last", cancellation, ("@last", counter.Last + NumbersLeftOut));
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>
    /// Ends a restore: what was restored counts, the relay goes on with the first event that it has not delivered, and the next event leaves
    /// <see cref="NumbersLeftOut"/> numbers out. The latter also where the database is on another timeline than when this was called last: an event of
    /// the other one may have been shown though it was never delivered.
    /// </summary>
    /// <param name="relay">The relay that has delivered them.</param>
    /// <param name="delivered">The numbers of the newest events that were delivered, those that the store had among them.</param>
    /// <returns>
    /// Whether the newest of them was ahead of the store; not where other processes have stored and delivered events since this one looked.
    /// </returns>
    public async Task<bool> EndRestoreAsync(string relay, IReadOnlySet<long> delivered, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        var counter = await LockCounterAsync(transaction, cancellation);
        var last = Math.Max(counter.Last, delivered.Count == 0 ? 0 : delivered.Max());
        var isAhead = last > counter.Last;
        if (isAhead || counter.IsElsewhere)
        {
            last += NumbersLeftOut;
            await ExecuteAsync(
                transaction,
                """
                update alert_counter set last = @last,
                  open_notice = (select count(*) from alert where status < 4 and severity = 0),
                  open_yellow = (select count(*) from alert where status < 4 and severity = 1),
                  open_orange = (select count(*) from alert where status < 4 and severity = 2),
                  open_red = (select count(*) from alert where status < 4 and severity = 3)
                """,
                cancellation,
                ("@last", last));
        }

        if (last > counter.Last && delivered.Count > 0)
        {
            await ExecuteAsync(
                transaction,
                """
                insert into alert_relay (relay, last, holder, until) values (@relay, @last, '', 0)
                on conflict (relay) do update set last = excluded.last where alert_relay.last < excluded.last
                """,
                cancellation,
                ("@relay", relay), ("@last", await UndeliveredAsync() is { } first ? first - 1 : last));
        }

        await ExecuteAsync(transaction, "delete from alert_restore where relay = @relay", cancellation, ("@relay", relay));
        await FollowTimelineAsync(transaction, counter, isAhead || counter.IsElsewhere, cancellation);
        await transaction.CommitAsync(cancellation);
        return isAhead;

        // A page may be on the topic in part. What was restored is on it, also where an attempt before this one has read it.
        async Task<long?> UndeliveredAsync()
        {
            await using var command = transaction.Connection.Command(
                transaction.Transaction,
                """
                select e.sequence from alert_event e
                where e.sequence > coalesce((select last from alert_relay where relay = @relay), 0) and e.sequence <= @had order by e.sequence
                """,
                ("@relay", relay), ("@had", counter.Last));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                if (!delivered.Contains(reader.GetInt64(0)))
                {
                    return reader.GetInt64(0);
                }
            }

            return null;
        }
    }
}

/// <summary>How far a restore has read the topic of alerts.</summary>
/// <param name="Relay">The relay that has delivered the events.</param>
/// <param name="Had">The last event that the store had when the restore began.</param>
/// <param name="To">The place reached, by partition.</param>
public sealed record RestorePlaces(string Relay, long Had, IReadOnlyDictionary<int, RestoredTo> To);

/// <summary>A place in a partition of the topic of alerts.</summary>
/// <param name="Next">The offset of the next record.</param>
/// <param name="Newest">The greatest number of an event before it.</param>
public readonly record struct RestoredTo(long Next, long Newest);
