using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.DeadLetters;

/// <summary>
/// The dead letters of operators, and how many reports were refused. PostgreSQL or SQLite; one suite of tests for both. Of an operator and a day some
/// letters are kept and the others counted, so that no flood fills the database. Throws only when the store is unavailable.
/// </summary>
public sealed partial class DeadLetterStore : IAsyncDisposable
{
    /// <summary>How long a letter that is being re-submitted is kept from others: longer than any re-submission takes.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(5);

    private const string Columns =
        "id, origin, operator, vehicle, reason, detail_zh, detail_en, refused_at, topic, partition, position, body, body_length, resent_at, resent_by";

    private readonly DeadLetterDatabase _database;
    private readonly TimeProvider _time;
    private readonly FirstUse _upgrade;

    private DeadLetterStore(DeadLetterDatabase database, TimeProvider time) => (_database, _time, _upgrade) = (database, time, new(database.UpgradeAsync));

    private Instant Now => Instant.From(_time.GetUtcNow());

    /// <summary>A store in a PostgreSQL database; its tables are created on first use.</summary>
    /// <param name="time">The clock for re-submissions.</param>
    public static DeadLetterStore Postgres(string connectionString, TimeProvider time) => new(new PostgresDeadLetters(connectionString), time);

    /// <summary>A store in one file, created on first use; its folder must exist.</summary>
    /// <inheritdoc cref="Postgres" path="/param"/>
    public static DeadLetterStore Sqlite(string file, TimeProvider time) => new(new SqliteDeadLetters(file), time);

    /// <summary>Migrates the tables to the schema of this program immediately rather than on first use.</summary>
    /// <exception cref="SchemaException">A newer version of the program has migrated them, or a migration failed.</exception>
    public Task UpgradeAsync(CancellationToken cancellation) => _upgrade.EnsureAsync(cancellation);

    /// <summary>Letters, newest first.</summary>
    public async Task<IReadOnlyList<DeadLetter>> FindAsync(DeadLetterQuery query, CancellationToken cancellation)
    {
        var conditions = new List<string> { "id < @before" };
        AddIf(query.Operator is not null, "operator = @operator");
        AddIf(query.Reason is not null, "reason = @reason");
        AddIf(query.Vehicle is not null, "vehicle = @vehicle");
        AddIf(query.From is not null, "refused_at >= @from");
        AddIf(query.To is not null, "refused_at < @to");
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            $"select {Columns} from dead_letter where {string.Join(" and ", conditions)} order by id desc limit @limit",
            ("@before", query.Before),
            ("@operator", query.Operator),
            ("@reason", query.Reason),
            ("@vehicle", query.Vehicle?.ToString()),
            ("@from", query.From?.UnixMilliseconds),
            ("@to", query.To?.UnixMilliseconds),
            ("@limit", query.Limit));
        return await ReadAsync(command, LetterOf, cancellation);

        void AddIf(bool isGiven, string condition)
        {
            if (isGiven)
            {
                conditions.Add(condition);
            }
        }
    }

    /// <summary>A letter by its number; null for an unknown or removed one.</summary>
    public async Task<DeadLetter?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command($"select {Columns} from dead_letter where id = @id", ("@id", id));
        return (await ReadAsync(command, LetterOf, cancellation)) is [var found] ? found : null;
    }

    /// <summary>How many reports were refused on days from one to another, both included: by operator, day and reason.</summary>
    /// <param name="code">The operator; empty for nobody's, null for all.</param>
    public async Task<IReadOnlyList<RefusalCount>> CountsAsync(string? code, ChinaDay from, ChinaDay to, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            "select operator, day, reason, cast(sum(refused) as bigint), cast(sum(kept) as bigint) from dead_letter_count "
            + $"where day between @from and @to {(code is null ? "" : "and operator = @operator")} "
            + "group by operator, day, reason order by day, operator, reason",
            ("@from", from.Number),
            ("@to", to.Number),
            ("@operator", code));
        return await ReadAsync(
            command, r => new RefusalCount(r.GetString(0), new(r.GetInt32(1)), r.GetString(2), r.GetInt64(3), r.GetInt64(4)), cancellation);
    }

    /// <summary>How many reports of some of an operator's own vehicles were refused on days from one to another, both included.</summary>
    public async Task<IReadOnlyList<VehicleRefusals>> RefusalsOfAsync(
        string code, IReadOnlyCollection<VehicleId> vehicles, ChinaDay from, ChinaDay to, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            "select vehicle, day, reason, refused from dead_letter_count where operator = @operator and day between @from and @to "
            + $"and vehicle in (select value from {_database.List})",
            ("@operator", code),
            ("@from", from.Number),
            ("@to", to.Number));
        _database.BindList(command, [.. vehicles.Select(v => v.ToString())]);
        return await ReadAsync(
            command, r => new VehicleRefusals(VehicleId.FromStored(r.GetString(0)), new(r.GetInt32(1)), r.GetString(2), r.GetInt64(3)), cancellation);
    }

    /// <summary>Keeps a letter for one who re-submits it, unless it was re-submitted or somebody does so at this moment.</summary>
    /// <returns>Whether it is kept, and by which claim: the instant names it.</returns>
    public async Task<(LetterClaim Claim, Instant At)> ClaimAsync(long id, CancellationToken cancellation)
    {
        var now = Now;
        await using var connection = await OpenAsync(cancellation);
        await using (var claim = connection.Command(
            "update dead_letter set claimed_at = @now where id = @id and resent_at is null and (claimed_at is null or claimed_at <= @free)",
            ("@id", id),
            ("@now", now.UnixMilliseconds),
            ("@free", (now - ClaimLength).UnixMilliseconds)))
        {
            if (await claim.ExecuteNonQueryAsync(cancellation) == 1)
            {
                return (LetterClaim.Claimed, now);
            }
        }

        return ((await FindAsync(id, cancellation))?.ResentAt is null ? LetterClaim.Busy : LetterClaim.Resent, now);
    }

    /// <summary>Gives a claimed letter back, since its report was not taken; one that somebody else has claimed since stays theirs.</summary>
    /// <param name="claimedAt">The claim that ends.</param>
    public Task ReleaseAsync(long id, Instant claimedAt, CancellationToken cancellation) => ExecuteAsync(
        "update dead_letter set claimed_at = null where id = @id and claimed_at = @claimed and resent_at is null", cancellation,
        ("@id", id), ("@claimed", claimedAt.UnixMilliseconds));

    /// <summary>Marks a letter as re-submitted, and returns when.</summary>
    public async Task<Instant> MarkResentAsync(long id, string by, CancellationToken cancellation)
    {
        var now = Now;
        await ExecuteAsync(
            "update dead_letter set resent_at = @now, resent_by = @by where id = @id and resent_at is null", cancellation,
            ("@id", id), ("@now", now.UnixMilliseconds), ("@by", by));
        return now;
    }

    /// <summary>Removes letters that were refused before a day, and counts before another, and returns how many letters were removed.</summary>
    public async Task<long> DropBeforeAsync(ChinaDay letters, ChinaDay counts, CancellationToken cancellation)
    {
        var removed = await ExecuteAsync("delete from dead_letter where day < @day", cancellation, ("@day", letters.Number));
        await ExecuteAsync("delete from dead_letter_count where day < @day", cancellation, ("@day", counts.Number));

        // How far a topic was read that nobody reads any more.
        await ExecuteAsync("delete from dead_letter_read where read_at < @before", cancellation, ("@before", counts.From.UnixMilliseconds));
        return removed;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _upgrade.Dispose();
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        await UpgradeAsync(cancellation);
        return await _database.OpenAsync(cancellation);
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] values)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<List<T>> ReadAsync<T>(DbCommand command, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        var found = new List<T>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(read(rows));
        }

        return found;
    }

    private static DeadLetter LetterOf(DbDataReader row) => new(
        row.GetInt64(0),
        new()
        {
            Origin = row.GetString(1),
            Operator = row.GetString(2) is { Length: > 0 } code ? code : null,
            Vehicle = row.GetString(3) is { Length: > 0 } vehicle ? VehicleId.FromStored(vehicle) : null,
            Reason = row.GetString(4),
            Detail = new(row.GetString(5), row.GetString(6)),
            RefusedAt = new(row.GetInt64(7)),
            Place = row.GetString(8) is { Length: > 0 } topic ? new(topic, row.GetInt32(9), row.GetInt64(10)) : null,
            Body = row.GetFieldValue<byte[]>(11),
            BodyLength = row.GetInt32(12),
        },
        row.IsDBNull(13) ? null : new(row.GetInt64(13)),
        row.IsDBNull(14) ? null : row.GetString(14));
}
