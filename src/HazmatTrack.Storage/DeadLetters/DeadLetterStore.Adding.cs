using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.DeadLetters;

/// <content>
/// Adding letters as they are read from the topic. What was read is recorded in the transaction that stores it, so that nothing is stored or counted twice,
/// no matter which process reads it again after a crash or next to another one. A letter that was written to the topic twice is recognized by its origin
/// while one of both is kept.
/// </content>
public sealed partial class DeadLetterStore
{
    /// <summary>Errors of SQLite that the values cause.</summary>
    private const int TooBig = 18, Mismatch = 20;

    /// <summary>Adds what was read of one partition.</summary>
    /// <param name="log">The identity of the topic that the letters were on.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="letters">The letters with their offsets there, in order.</param>
    /// <param name="mostPerDay">How many letters of an operator and a day are kept.</param>
    public async Task<LettersAdded> AddAsync(
        string log, int partition, IReadOnlyList<(long Offset, LetterContent Letter)> letters, int mostPerDay, CancellationToken cancellation)
    {
        if (letters.Count == 0)
        {
            return default;
        }

        await using var connection = await OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        long last;
        await using (var counter = connection.Command(transaction, "update dead_letter_counter set last = last returning last"))
        {
            last = (long)(await counter.ExecuteScalarAsync(cancellation))!;
        }

        var next = await NextAsync(connection, transaction, log, partition, cancellation);
        var unread = letters.Where(l => l.Offset >= next).Select(l => l.Letter).ToList();
        var known = await KnownAsync(connection, transaction, unread, cancellation);
        var kept = await KeptAsync(connection, transaction, unread, cancellation);
        var (rows, counts, added) = (new List<object[]>(), new Dictionary<(string, int, string, string), (long Refused, long Kept)>(), default(LettersAdded));
        foreach (var letter in unread)
        {
            // A number of reports has no origin of its own.
            if (!letter.IsCounted && !known.Add(letter.Origin))
            {
                added = added with { Repeated = added.Repeated + 1 };
                continue;
            }

            var day = (letter.Operator ?? "", letter.Day.Number);
            var isKept = !letter.IsCounted && kept.GetValueOrDefault(day) < mostPerDay;
            if (isKept)
            {
                kept[day] = kept.GetValueOrDefault(day) + 1;
                rows.Add(RowOf(++last, letter));
            }

            var key = (day.Item1, day.Number, letter is { IsOwn: true, Vehicle: { } own } ? own.ToString() : "", letter.Reason);
            var (refused, some) = counts.GetValueOrDefault(key);
            counts[key] = (refused + letter.Reports, some + (isKept ? 1 : 0));
            added = isKept ? added with { Kept = added.Kept + 1 } : added with { NotKept = added.NotKept + letter.Reports };
        }

        await connection.InsertAsync(
            transaction,
            "dead_letter (id, origin, operator, vehicle, reason, detail_zh, detail_en, refused_at, day, topic, partition, position, body, body_length)",
            rows, "", _database.RowsPerStatement, cancellation);
        await connection.InsertAsync(
            transaction,
            "dead_letter_count (operator, day, vehicle, reason, refused, kept)",
            counts.Select(object[] (c) => [c.Key.Item1, c.Key.Item2, c.Key.Item3, c.Key.Item4, c.Value.Refused, c.Value.Kept]),
            "on conflict (operator, day, vehicle, reason) do update set refused = dead_letter_count.refused + excluded.refused, kept = dead_letter_count.kept + excluded.kept",
            _database.RowsPerStatement, cancellation);
        await AdvanceAsync(connection, transaction, log, partition, Math.Max(next, letters[^1].Offset + 1), last, cancellation);
        await transaction.CommitAsync(cancellation);
        return added with { IsReadAgain = letters[0].Offset < next };
    }

    /// <summary>
    /// Whether the letters themselves, and not the state of the store, are why they could not be added: then they cannot be added later either.
    /// </summary>
    public static bool IsOfLetters(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            // Texts that are no text are refused before they are sent, values of a wrong form or size by the database.
            if (e is ArgumentException or FormatException or OverflowException or InvalidCastException
                || e is SqliteException { SqliteErrorCode: TooBig or Mismatch }
                || (e is DbException { SqlState: { } state }
                    && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("54", StringComparison.Ordinal))))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<long> NextAsync(DbConnection connection, DbTransaction transaction, string log, int partition, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            transaction, "select next from dead_letter_read where log = @log and partition = @partition", ("@log", log), ("@partition", partition));
        return await command.ExecuteScalarAsync(cancellation) is long next ? next : 0;
    }

    private async Task<HashSet<string>> KnownAsync(
        DbConnection connection, DbTransaction transaction, List<LetterContent> letters, CancellationToken cancellation)
    {
        await using var command = connection.Command(transaction, $"select origin from dead_letter where origin in (select value from {_database.List})");
        _database.BindList(command, [.. letters.Select(l => l.Origin).Distinct()]);
        return [.. await ReadAsync(command, r => r.GetString(0), cancellation)];
    }

    /// <summary>How many letters were kept so far of each operator and day.</summary>
    private async Task<Dictionary<(string Operator, int Number), long>> KeptAsync(
        DbConnection connection, DbTransaction transaction, List<LetterContent> letters, CancellationToken cancellation)
    {
        var kept = new Dictionary<(string, int), long>();
        foreach (var day in letters.GroupBy(l => l.Day.Number))
        {
            await using var command = connection.Command(
                transaction,
                $"select operator, cast(sum(kept) as bigint) from dead_letter_count where day = @day and operator in (select value from {_database.List}) "
                + "group by operator",
                ("@day", day.Key));
            _database.BindList(command, [.. day.Select(l => l.Operator ?? "").Distinct()]);
            foreach (var (code, count) in await ReadAsync(command, r => (r.GetString(0), r.GetInt64(1)), cancellation))
            {
                kept[(code, day.Key)] = count;
            }
        }

        return kept;
    }

    private async Task AdvanceAsync(
        DbConnection connection, DbTransaction transaction, string log, int partition, long next, long last, CancellationToken cancellation)
    {
        await using var read = connection.Command(
            transaction,
            "insert into dead_letter_read (log, partition, next, read_at) values (@log, @partition, @next, @now) "
            + "on conflict (log, partition) do update set next = excluded.next, read_at = excluded.read_at",
            ("@log", log), ("@partition", partition), ("@next", next), ("@now", Now.UnixMilliseconds));
        await read.ExecuteNonQueryAsync(cancellation);
        await using var counter = connection.Command(transaction, "update dead_letter_counter set last = @last", ("@last", last));
        await counter.ExecuteNonQueryAsync(cancellation);
    }

    private static object[] RowOf(long id, LetterContent letter) =>
    [
        id, letter.Origin, letter.Operator ?? "", letter.Vehicle?.ToString() ?? "", letter.Reason, letter.Detail.Chinese, letter.Detail.English,
        letter.RefusedAt.UnixMilliseconds, letter.Day.Number, letter.Place?.Topic ?? "", letter.Place?.Partition ?? -1, letter.Place?.Offset ?? -1L,
        letter.Body.ToArray(), letter.BodyLength,
    ];
}
