using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Subscriptions;

/// <remarks>This part has what could not be delivered within its time.</remarks>
public sealed partial class SubscriptionStore
{
    /// <summary>The dead letters of a subscription, in order of their events.</summary>
    /// <param name="after">The number of the event before the page; 0 for the first.</param>
    public Task<List<StoredDelivery>> DeadLettersAsync(string id, long after, int limit, CancellationToken cancellation) => ReadAsync(
        $"select {DeliveryColumns} from subscription_delivery where subscription = @id and dead = 1 and sequence > @after order by sequence limit @limit",
        ToDelivery,
        cancellation,
        ("@id", id),
        ("@after", after),
        ("@limit", limit));

    /// <summary>Puts dead letters on their way again, with all their time before them, and returns their number.</summary>
    /// <param name="events">The ids of their events; null for all.</param>
    public async Task<int> ReplayAsync(string id, IReadOnlyCollection<string>? events, CancellationToken cancellation)
    {
        var now = Now.UnixMilliseconds;
        var rows = await ForDeadAsync(
            "update subscription_delivery set dead = 0, attempts = 0, taken_at = @now, next_at = @now, batch = null", id, events, cancellation, ("@now", now));
        Changed?.Invoke();
        return rows;
    }

    /// <summary>Drops dead letters, and returns their number.</summary>
    /// <param name="events">The ids of their events; null for all.</param>
    public Task<int> DropAsync(string id, IReadOnlyCollection<string>? events, CancellationToken cancellation) =>
        ForDeadAsync("delete from subscription_delivery", id, events, cancellation);

    /// <summary>Drops the dead letters that were tried last before an instant, and secrets that sign no more; returns the number of dead letters.</summary>
    public async Task<int> DropBeforeAsync(Instant before, CancellationToken cancellation)
    {
        await ExecuteAsync(
            "update subscription set old_secret = null, old_until = null where old_until <= @now", cancellation, ("@now", Now.UnixMilliseconds));
        return await ExecuteAsync("delete from subscription_delivery where dead = 1 and tried_at < @before", cancellation, ("@before", before.UnixMilliseconds));
    }

    /// <summary>How much of each subscription waits; those of which nothing does are not in the result.</summary>
    public async Task<IReadOnlyDictionary<string, SubscriptionCounts>> CountsAsync(CancellationToken cancellation)
    {
        var counts = new Dictionary<string, SubscriptionCounts>();
        await using var connection = await _database.OpenAsync(cancellation);
        await using (var count = connection.Command(
            "select subscription, sum(case when dead = 0 then 1 else 0 end), sum(dead) from subscription_delivery group by subscription"))
        await using (var rows = await count.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                counts[rows.GetString(0)] = new((int)rows.GetInt64(1), (int)rows.GetInt64(2), null);
            }
        }

        await using var find = connection.Command(
            """
            select subscription, error from (
              select subscription, error, row_number() over (partition by subscription order by tried_at desc, sequence) as newest
              from subscription_delivery where dead = 0 and tried_at is not null) as tried
            where newest = 1 and error is not null
            """);
        await using var errors = await find.ExecuteReaderAsync(cancellation);
        while (await errors.ReadAsync(cancellation))
        {
            if (counts.TryGetValue(errors.GetString(0), out var known))
            {
                counts[errors.GetString(0)] = known with { Error = errors.GetString(1) };
            }
        }

        return counts;
    }

    private Task<int> ForDeadAsync(
        string statement, string id, IReadOnlyCollection<string>? events, CancellationToken cancellation,
        params (string Name, object? Value)[] values) => WriteAsync(
        async (connection, transaction) =>
        {
            await using var command = connection.Command(transaction, "", [.. values, ("@id", id)]);
            var named = events is null ? "" : $" and event {_database.Among(command, "@events", [.. events])}";
#pragma warning disable CA2100 // Texts of this class.
            command.CommandText = $"{statement} where subscription = @id and dead = 1{named}";
#pragma warning restore CA2100
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);
}
