using System.Data.Common;
using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Subscriptions;

/// <remarks>This part has the events on their way.</remarks>
public sealed partial class SubscriptionStore
{
    private const int RowsPerStatement = 50;

    private const string DeliveryColumns =
        "sequence, event, vehicle, gone, attempts, taken_at, next_at, tried_at, status, error, excerpt, batch";

    private const string IsHeld = "exists (select 1 from subscription s where s.id = @id and s.holder = @holder)";

    /// <summary>
    /// Takes events in: they are on their way from then on, and the subscription has everything up to a number. False where another process holds it by now, or
    /// it is no longer where the caller has read it; then nothing was taken in.
    /// </summary>
    /// <param name="from">How far the subscription was.</param>
    /// <param name="to">The number of the last event that was looked at.</param>
    public Task<bool> TakeInAsync(
        string id, string holder, long from, long to, IReadOnlyList<NewDelivery> deliveries, Instant now, CancellationToken cancellation) => WriteAsync(
        async (connection, transaction) =>
        {
            await using var advance = connection.Command(
                transaction,
                "update subscription set taken_to = @to where id = @id and holder = @holder and taken_to = @from and disabled_at is null",
                ("@id", id),
                ("@holder", holder),
                ("@from", from),
                ("@to", to));
            if (await advance.ExecuteNonQueryAsync(cancellation) == 0)
            {
                return false;
            }

            await connection.InsertAsync(
                transaction,
                "subscription_delivery (subscription, sequence, event, vehicle, gone, dead, attempts, taken_at, next_at)",
                deliveries.Select(object[] (d) =>
                    [id, d.Sequence, d.Event, d.Vehicle.ToString(), d.IsGone ? 1 : 0, 0, 0, now.UnixMilliseconds, now.UnixMilliseconds]),
                "on conflict (subscription, sequence) do nothing",
                RowsPerStatement,
                cancellation);
            return true;
        },
        cancellation);

    /// <summary>Of each vehicle the first event that waits, in the order in which they are due.</summary>
    public Task<List<StoredDelivery>> HeadsAsync(string id, int limit, CancellationToken cancellation) => ReadAsync(
        $"""
        select {DeliveryColumns} from subscription_delivery d
        where d.subscription = @id and d.dead = 0 and not exists (
          select 1 from subscription_delivery e where e.subscription = @id and e.dead = 0 and e.vehicle = d.vehicle and e.sequence < d.sequence)
        order by d.next_at, d.sequence limit @limit
        """,
        ToDelivery,
        cancellation,
        ("@id", id),
        ("@limit", limit));

    /// <summary>How many events wait.</summary>
    public async Task<int> WaitingAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command("select count(*) from subscription_delivery where subscription = @id and dead = 0", ("@id", id));
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    /// <summary>Records that an event was delivered, also where it was set aside meanwhile, or is not to be.</summary>
    public Task RemoveAsync(string id, long sequence, CancellationToken cancellation) => ExecuteAsync(
        "delete from subscription_delivery where subscription = @id and sequence = @sequence", cancellation, ("@id", id), ("@sequence", sequence));

    /// <summary>Records failed attempts: the events are due again, or set aside. False where another process holds the subscription by now.</summary>
    public Task<bool> FailAsync(string id, string holder, IReadOnlyList<FailedDelivery> failed, CancellationToken cancellation) => WriteAsync(
        async (connection, transaction) =>
        {
            var rows = 0;
            foreach (var one in failed)
            {
                await using var command = connection.Command(
                    transaction,
                    $"""
                    update subscription_delivery set attempts = @attempts, tried_at = @tried, next_at = @next, dead = @dead, status = nullif(@status, -1), error = @error,
                      excerpt = nullif(@excerpt, ''), batch = case when @dead = 1 then null else batch end
                    where subscription = @id and sequence = @sequence and dead = 0 and {IsHeld}
                    """,
                    ("@id", id),
                    ("@holder", holder),
                    ("@sequence", one.Sequence),
                    ("@attempts", one.Attempts),
                    ("@tried", one.TriedAt.UnixMilliseconds),
                    ("@next", (one.NextAt ?? one.TriedAt).UnixMilliseconds),
                    ("@dead", one.NextAt is null ? 1 : 0),
                    ("@status", one.Status ?? -1),
                    ("@error", one.Error ?? ""),
                    ("@excerpt", one.Excerpt ?? ""));
                rows += await command.ExecuteNonQueryAsync(cancellation);
            }

            return rows == failed.Count;
        },
        cancellation);

    /// <summary>
    /// Sets aside the events that were taken in before an instant, whose time has passed while the receiver was not reached; returns their number.
    /// </summary>
    public Task<int> SetAsideAsync(string id, string holder, Instant takenBefore, Instant now, string error, CancellationToken cancellation) => ExecuteAsync(
        $"update subscription_delivery set dead = 1, tried_at = @now, error = @error, batch = null where subscription = @id and dead = 0 and taken_at < @before and {IsHeld}",
        cancellation,
        ("@id", id),
        ("@holder", holder),
        ("@before", takenBefore.UnixMilliseconds),
        ("@now", now.UnixMilliseconds),
        ("@error", error));

    /// <summary>
    /// The events of the next mail, in order: those of the one that was begun and not sent, else the first that wait, which are in this mail from then on.
    /// Empty where none waits, or another process holds the subscription by now.
    /// </summary>
    /// <param name="batch">The id of the mail, where a new one begins.</param>
    public Task<List<StoredDelivery>> BatchAsync(string id, string holder, string batch, int limit, CancellationToken cancellation) => WriteAsync(
        async (connection, transaction) =>
        {
            var begun = $"select {DeliveryColumns} from subscription_delivery where subscription = @id and dead = 0 and batch is not null and {IsHeld} order by sequence";
            await using var find = connection.Command(transaction, begun, ("@id", id), ("@holder", holder));
            if (await ReadAsync(find, ToDelivery, cancellation) is { Count: > 0 } known)
            {
                return known;
            }

            await using var begin = connection.Command(
                transaction,
                $"""
                update subscription_delivery set batch = @batch where subscription = @id and dead = 0 and {IsHeld} and sequence in (
                  select sequence from subscription_delivery where subscription = @id and dead = 0 order by sequence limit @limit)
                """,
                ("@id", id),
                ("@holder", holder),
                ("@batch", batch),
                ("@limit", limit));
            await begin.ExecuteNonQueryAsync(cancellation);
            await using var read = connection.Command(transaction, begun, ("@id", id), ("@holder", holder));
            return await ReadAsync(read, ToDelivery, cancellation);
        },
        cancellation);

    /// <summary>Records that a mail was sent.</summary>
    public Task<bool> MailedAsync(string id, string batch, Instant now, CancellationToken cancellation) => WriteAsync(
        async (connection, transaction) =>
        {
            await using var mailed = connection.Command(
                transaction, "update subscription set mailed_at = @now where id = @id", ("@id", id), ("@now", now.UnixMilliseconds));
            await mailed.ExecuteNonQueryAsync(cancellation);
            await using var sent = connection.Command(
                transaction, "delete from subscription_delivery where subscription = @id and dead = 0 and batch = @batch", ("@id", id), ("@batch", batch));
            return await sent.ExecuteNonQueryAsync(cancellation) > 0;
        },
        cancellation);

    private StoredDelivery? ToDelivery(DbDataReader row) => Row(
        row, "subscription_delivery", 0, "The event is not sent. Delete the row, and read the alert in the list.", r => new StoredDelivery
        {
            Sequence = r.GetInt64(0),
            Event = r.GetString(1),
            Vehicle = VehicleId.FromStored(r.GetString(2)),
            IsGone = r.GetInt32(3) != 0,
            Attempts = r.GetInt32(4),
            TakenAt = new(r.GetInt64(5)),
            NextAt = new(r.GetInt64(6)),
            TriedAt = Time(r, 7),
            Status = r.IsDBNull(8) ? null : r.GetInt32(8),
            Error = Text(r, 9),
            Excerpt = Text(r, 10),
            Batch = Text(r, 11),
        });
}
