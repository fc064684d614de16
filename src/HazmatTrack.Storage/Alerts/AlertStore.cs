using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Alerts;

/// <summary>
/// The durable alerts on PostgreSQL or SQLite. Every change is one transaction with its events, which are numbered in order and
/// become visible in order: a reader that has seen event N will never see a smaller number appear. Alerts and events are deleted
/// only by <see cref="DropBeforeAsync"/>.
/// </summary>
public sealed partial class AlertStore : IAlertStore, IAsyncDisposable
{
    private readonly AlertDatabase _database;

    private AlertStore(AlertDatabase database) => _database = database;

    /// <summary>Raised after each transaction of this process, on the thread that committed it. Handlers must be quick and must not throw.</summary>
    public event Action<CommittedAlerts>? Committed;

    /// <summary>Opens the alerts in a PostgreSQL database, migrated to the schema of this program.</summary>
    /// <exception cref="SchemaException">A newer version of the program has migrated this database, or a migration failed.</exception>
    public static Task<AlertStore> OpenPostgresAsync(string connectionString, CancellationToken cancellation) =>
        OpenAsync(new PostgresAlerts(connectionString), cancellation);

    /// <summary>Opens the alerts in a SQLite file, creating it if it is missing.</summary>
    /// <exception cref="SchemaException">A newer version of the program has migrated this file, or a migration failed.</exception>
    public static Task<AlertStore> OpenSqliteAsync(string file, CancellationToken cancellation) =>
        OpenAsync(new SqliteAlerts(file), cancellation);

    public async Task ApplyAsync(IReadOnlyList<AlertChange> changes, IReadOnlyList<AlertOwner> owners, CancellationToken cancellation)
    {
        if (changes.Count == 0)
        {
            return;
        }

        try
        {
            await ApplyOnceAsync(changes, owners, cancellation);
        }
        catch (Exception e) when (_database.HasLostRoom(e))
        {
            // Retention, here or in another silo, has removed a month that still receives an alert.
            await ApplyOnceAsync(changes, owners, cancellation);
        }
    }

    private async Task ApplyOnceAsync(IReadOnlyList<AlertChange> changes, IReadOnlyList<AlertOwner> owners, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await _database.EnsureAsync(changes.Select(change => change.Change.Identity.FirstOnset), cancellation);
        List<AlertEvent> events;
        AlertBatch book;
        await using (var transaction = await _database.BeginAsync(cancellation))
        {
            var last = await LockAsync(transaction, cancellation);
            await CheckAsync(transaction, owners, cancellation);
            var keys = changes.Select(change => (AlertId.From(change.Vehicle, change.Change.Identity), change.Change.Identity.FirstOnset)).Distinct().ToList();
            var (stored, unreadable) = await LoadAsync(transaction, keys, cancellation);
            book = new AlertBatch(stored);
            foreach (var change in changes)
            {
                if (unreadable.Count == 0 || !unreadable.Contains(AlertId.From(change.Vehicle, change.Change.Identity).ToString()))
                {
                    book.Apply(change);
                }
            }

            events = Numbered(book.Events, last);
            await WriteAsync(transaction, [.. book.Changed], events, cancellation);
            await WriteReachAsync(transaction, book.Changed, changes, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        Committed?.Invoke(new(events, book.Repetitions, Stopwatch.GetElapsedTime(started)));
    }

    /// <summary>Applies a person's handling step to an alert. Repeating a step changes nothing.</summary>
    /// <exception cref="InvalidDataException">The alert is stored but cannot be read.</exception>
    public async Task<HandlingResult> HandleAsync(AlertId id, HandlingStep step, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        List<AlertEvent> events;
        await using (var transaction = await _database.BeginAsync(cancellation))
        {
            var last = await LockAsync(transaction, cancellation);
            var (stored, unreadable) = await FirstOnsetAsync(transaction.Connection, transaction.Transaction, id, cancellation) is { } firstOnset
                ? await LoadAsync(transaction, [(id, firstOnset)], cancellation)
                : ([], []);
            if (stored.SingleOrDefault() is not { } alert)
            {
                return unreadable.Count == 0 ? new(null, null) : throw new InvalidDataException($"Alert {id} is stored and cannot be read.");
            }

            var outcome = AlertStateMachine.After(alert, step);
            if (outcome.Event is not { } alertEvent)
            {
                return new(alert, outcome.Conflict);
            }

            events = Numbered([alertEvent], last);
            await WriteAsync(transaction, [alertEvent.Alert], events, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        Committed?.Invoke(new(events, 0, Stopwatch.GetElapsedTime(started)));
        return new(events[0].Alert, null);
    }

    /// <summary>Creates the tables for the alerts of the coming months, so that no alert waits for one. To be called periodically.</summary>
    public Task PrepareAsync(Instant now, CancellationToken cancellation) => _database.PrepareAsync(now, cancellation);

    /// <summary>
    /// Removes alerts with all their events that began before an instant, are closed or retracted, and to which nothing has happened since; alerts
    /// that are open, or whose handling is not finished, stay at any age. On PostgreSQL a month is removed as a whole or not at all. Returns how many
    /// monthly tables (PostgreSQL) or alerts (SQLite) were removed.
    /// </summary>
    public Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation) => _database.DropBeforeAsync(before, cancellation);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<AlertStore> OpenAsync(AlertDatabase database, CancellationToken cancellation)
    {
        try
        {
            await database.UpgradeAsync(cancellation);
            return new(database);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Blocks every other writer until the transaction ends, and returns the number after which the next event is numbered.</summary>
    private async Task<long> LockAsync(AlertTransaction transaction, CancellationToken cancellation)
    {
        var counter = await LockCounterAsync(transaction, cancellation);
        if (counter.Timeline == counter.Now)
        {
            return counter.Last;
        }

        var last = counter.IsElsewhere ? counter.Last + NumbersLeftOut : counter.Last;
        await ExecuteAsync(transaction, "update alert_counter set last = @last", cancellation, ("@last", last));
        await FollowTimelineAsync(transaction, counter, counter.IsElsewhere, cancellation);
        return last;
    }

    private async Task<EventCounter> LockCounterAsync(AlertTransaction transaction, CancellationToken cancellation)
    {
        await using var command = transaction.Connection.Command(transaction.Transaction, _database.LockCounter);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>Records the present timeline of the database.</summary>
    /// <param name="isOlder">
    /// Whether the database may lack what was committed: then every owner of a partition is replaced, since it may hold what is missing, and the next owner
    /// begins with what is stored.
    /// </param>
    private static async Task FollowTimelineAsync(AlertTransaction transaction, EventCounter counter, bool isOlder, CancellationToken cancellation)
    {
        await ExecuteAsync(transaction, "update alert_counter set timeline = @timeline", cancellation, ("@timeline", counter.Now));
        if (isOlder)
        {
            await ExecuteAsync(transaction, "update alert_owner set epoch = epoch + @epochs", cancellation, ("@epochs", DatabaseTimeline.Epochs));
        }
    }

    private static async Task CheckAsync(AlertTransaction transaction, IReadOnlyList<AlertOwner> owners, CancellationToken cancellation)
    {
        if (owners.Count == 0)
        {
            return;
        }

        var current = new HashSet<AlertOwner>();
        await using var command = transaction.Connection.Command(transaction.Transaction, "select partition, epoch from alert_owner");
        await ReadAllAsync(command, reader => current.Add(new(reader.GetInt32(0), reader.GetInt64(1))), cancellation);
        foreach (var owner in owners)
        {
            if (!current.Contains(owner))
            {
                throw new FencedException(owner.Partition);
            }
        }
    }

    /// <summary>The first onset of an alert of which only the id is known; null for an unknown one.</summary>
    private async Task<Instant?> FirstOnsetAsync(DbConnection connection, DbTransaction? transaction, AlertId id, CancellationToken cancellation)
    {
        await using var command = connection.Command(transaction, $"select first_onset from {_database.Keys} where id = @id", ("@id", id.ToString()));
        return await command.ExecuteScalarAsync(cancellation) is long onset ? new Instant(onset) : null;
    }

    private async Task<(List<Alert> Alerts, HashSet<string> Unreadable)> LoadAsync(
        AlertTransaction transaction, IReadOnlyList<(AlertId Id, Instant FirstOnset)> keys, CancellationToken cancellation)
    {
        var (alerts, unreadable) = (new List<Alert>(), new HashSet<string>());
        await transaction.Connection.ForEachChunkAsync(
            transaction.Transaction, "select id, body from alert where id in ", [.. keys.Select(key => key.Id.ToString())],
            Within(keys.Select(k => k.FirstOnset)),
            async command =>
            {
                var read = await AlertsAsync(transaction.Connection, transaction.Transaction, command, cancellation);
                alerts.AddRange(read.Alerts);
                unreadable.UnionWith(read.Unreadable);
            });
        return (alerts, unreadable);
    }

    /// <summary>Gives events the numbers after the last one.</summary>
    private static List<AlertEvent> Numbered(IReadOnlyList<AlertEvent> events, long last) =>
        [.. events.Select((alertEvent, i) => alertEvent with { Sequence = last + 1 + i })];

    /// <summary>Writes alerts and their events, which have their numbers, and counts them.</summary>
    private async Task WriteAsync(
        AlertTransaction transaction, Alert[] alerts, List<AlertEvent> events, CancellationToken cancellation)
    {
        if (alerts.Length == 0)
        {
            return;
        }

        await WriteAlertsAsync(transaction, alerts, events.Where(e => e.Alert.Revision == 1).Select(e => e.Alert), cancellation);
        if (events.Count == 0)
        {
            return;
        }

        await WriteEventsAsync(transaction, events, "", cancellation);
        var opened = OpenCounts.ChangedBy(events);
        await using (var count = transaction.Connection.Command(
            transaction.Transaction,
            """
            update alert_counter set last = @last, open_notice = open_notice + @notice, open_yellow = open_yellow + @yellow,
              open_orange = open_orange + @orange, open_red = open_red + @red
            """,
            ("@last", events[^1].Sequence), ("@notice", opened.Notice), ("@yellow", opened.Yellow), ("@orange", opened.Orange), ("@red", opened.Red)))
        {
            await count.ExecuteNonQueryAsync(cancellation);
        }

        if (_database.Announce is { } announce)
        {
            await using var command = transaction.Connection.Command(transaction.Transaction, announce);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>Writes alerts as they are now.</summary>
    /// <param name="unknown">Those whose id may not be there yet.</param>
    private async Task WriteAlertsAsync(AlertTransaction transaction, Alert[] alerts, IEnumerable<Alert> unknown, CancellationToken cancellation)
    {
        var (connection, within) = (transaction.Connection, transaction.Transaction);
        await connection.InsertAsync(
            within,
            "alert (id, first_onset, vehicle, home, rule, status, severity, onset, detected, body)",
            alerts.Select(object[] (a) =>
            [
                a.Id.ToString(), a.Identity.FirstOnset.UnixMilliseconds, a.Vehicle.ToString(), Home(a.Vehicle), a.Finding.Rule, (int)a.Status,
                (int)a.Finding.Severity, a.Finding.Onset.UnixMilliseconds, a.DetectedAt.UnixMilliseconds, AlertJson.Write(a),
            ]),
            "on conflict (id, first_onset) do update set status = excluded.status, severity = excluded.severity, onset = excluded.onset, body = excluded.body",
            _database.RowsPerStatement,
            cancellation);
        if (_database.Keys != "alert")
        {
            await connection.InsertAsync(
                within,
                $"{_database.Keys} (id, first_onset)",
                unknown.Select(object[] (a) => [a.Id.ToString(), a.Identity.FirstOnset.UnixMilliseconds]),
                "on conflict (id) do nothing",
                _database.RowsPerStatement,
                cancellation);
        }

        await connection.ForEachChunkAsync(
            within, "delete from alert_province where alert in ", [.. alerts.Select(a => a.Id.ToString())], Within(alerts.Select(a => a.Identity.FirstOnset)),
            command => command.ExecuteNonQueryAsync(cancellation));
        await connection.InsertAsync(
            within,
            "alert_province (alert, first_onset, province, onset)",
            alerts.SelectMany(a => AlertProvinces.ForFinding(a.Finding), object[] (a, p) =>
                [a.Id.ToString(), a.Identity.FirstOnset.UnixMilliseconds, p.Number, a.Finding.Onset.UnixMilliseconds]),
            "",
            _database.RowsPerStatement,
            cancellation);
    }

    private Task WriteEventsAsync(AlertTransaction transaction, IEnumerable<AlertEvent> events, string conflict, CancellationToken cancellation) =>
        transaction.Connection.InsertAsync(
            transaction.Transaction,
            "alert_event (sequence, first_onset, recorded_at, alert, revision, home, body)",
            events.Select(object[] (e) =>
            [
                e.Sequence, e.Alert.Identity.FirstOnset.UnixMilliseconds, e.At.UnixMilliseconds, e.Alert.Id.ToString(), e.Alert.Revision, Home(e.Alert.Vehicle),
                AlertJson.Write(e),
            ]),
            conflict,
            _database.RowsPerStatement,
            cancellation);

    /// <summary>The condition that limits a statement to some months.</summary>
    private static string Within(IEnumerable<Instant> firstOnsets)
    {
        var (least, most) = (firstOnsets.Min().UnixMilliseconds, firstOnsets.Max().UnixMilliseconds);
        return string.Create(CultureInfo.InvariantCulture, $" and first_onset between {least} and {most}");
    }

    private static object Home(VehicleId vehicle) => HomeProvince.FromPlate(vehicle.ToString()) is { IsKnown: true } home ? home.Number : SqlCommands.NoNumber;

    private static async Task ExecuteAsync(
        AlertTransaction transaction, string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = transaction.Connection.Command(transaction.Transaction, sql, parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task ReadAllAsync(DbCommand command, Action<DbDataReader> row, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            row(reader);
        }
    }

    /// <summary>The counter of events.</summary>
    /// <param name="Last">The number of the last event.</param>
    /// <param name="Timeline">The timeline of the database when numbers were given last; 0 for never.</param>
    /// <param name="Now">The present one.</param>
    private readonly record struct EventCounter(long Last, long Timeline, long Now)
    {
        /// <summary>Whether the database was restored, or a replica has taken over, since numbers were given last: the newest events may be missing.</summary>
        public bool IsElsewhere => Timeline != 0 && Timeline != Now;
    }
}
