using HazmatTrack.Domain;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Model;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>The prepared statements of the writing connection.</summary>
internal sealed class SqliteHistoryWriter(SqliteConnection connection) : IDisposable
{
    private const string NearestChunk =
        """
        (select max(start_at) from history_chunk where vehicle = $vehicle and start_at <= $at)
        """;

    private readonly Dictionary<string, SqliteCommand> _commands = [];

    /// <summary>Executes all changes of a write, in the given transaction.</summary>
    /// <exception cref="FencedException">An owner has been replaced.</exception>
    public void Write(HistoryWrite write, SqliteTransaction transaction)
    {
        foreach (var command in _commands.Values)
        {
            command.Transaction = transaction;
        }

        foreach (var o in write.Owners)
        {
            if (Run(
                    transaction,
                    "update history_owner set journal_id = $journal, incarnation = $incarnation, last_offset = $offset where partition = $partition and epoch = $epoch",
                    ("$journal", o.JournalId), ("$incarnation", o.Incarnation), ("$offset", o.LastOffset),
                    ("$partition", o.Partition), ("$epoch", o.Epoch)) == 0)
            {
                throw new FencedException(o.Partition);
            }
        }

        foreach (var j in write.Journal)
        {
            Run(
                transaction,
                $"insert into {j.Table.Name()} (partition, id, written, data) values ($partition, $id, $written, $data)",
                ("$partition", j.Partition), ("$id", j.Id), ("$written", j.Written), ("$data", j.Data));
        }

        foreach (var (table, partition, below) in write.JournalDone)
        {
            Run(transaction, $"delete from {table.Name()} where partition = $partition and id < $below", ("$partition", partition), ("$below", below));
        }

        Damaged(write, transaction);
        Chunks(write, transaction);
        Vehicles(write, transaction);
        Checkpoints(write, transaction);
        Documents(write, transaction);
        Parameters(write, transaction);
        SqliteVehicleMoves.Write(write, (text, parameters) => Run(transaction, text, parameters));
    }

    /// <summary>Removes up to some number of chunks that end before an instant; returns how many.</summary>
    public int DropBefore(Instant before, int atMost)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var minute = SqliteHistoryDatabase.Minute(before);
        Run(transaction, "create temp table if not exists history_gone (id integer primary key)");
        Run(transaction, "delete from history_gone");
        Run(
            transaction,
            "insert into history_gone select p.id from history_place p join history_chunk c on c.id = p.id where p.end_min <= $minute and c.end_at < $before limit $most",
            ("$minute", minute), ("$before", before.UnixMilliseconds), ("$most", atMost));

        // Bare columns next to max() are those of the row that has the maximum.
        Run(
            transaction,
            """
            insert into history_last_checkpoint (vehicle, checkpoint_at, checkpoint)
            select vehicle, max(checkpoint_at), checkpoint from history_chunk
            where id in (select id from history_gone) and checkpoint_at is not null group by vehicle
            on conflict (vehicle) do update set checkpoint_at = excluded.checkpoint_at, checkpoint = excluded.checkpoint
            where checkpoint_at < excluded.checkpoint_at
            """);
        Run(transaction, "delete from history_place where id in (select id from history_gone)");
        var gone = Run(transaction, "delete from history_chunk where id in (select id from history_gone)");
        transaction.Commit();
        return gone;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }
    }

    private void Damaged(HistoryWrite write, SqliteTransaction transaction)
    {
        foreach (var row in write.Damaged)
        {
            var isChunk = row.Journal is null;
            Run(
                transaction,
                isChunk
                    ? """
                      insert or ignore into history_damaged (kind, partition, number, at, found_at, vehicle, end_at, points, checkpoint_at, checkpoint, data, reason, given_up_at)
                      select 'chunk', $partition, vehicle, start_at, $found, $name, end_at, points, checkpoint_at, checkpoint, data, $reason, $given_up
                      from history_chunk where vehicle = $number and start_at = $at
                      """
                    : $"""
                      insert or ignore into history_damaged (kind, partition, number, at, found_at, vehicle, end_at, points, data, reason, given_up_at)
                      select '{row.Kind}', partition, $number, id, $found, $name, written, 0, data, $reason, $given_up
                      from {row.Journal!.Value.Name()} where partition = $partition and id = $at
                      """,
                ("$partition", row.Partition), ("$number", row.Number), ("$at", row.At), ("$name", row.Vehicle), ("$reason", row.Reason),
                ("$found", row.Found.UnixMilliseconds), ("$given_up", row.IsGivenUp ? row.Found.UnixMilliseconds : null));
            if (isChunk)
            {
                Run(
                    transaction,
                    "delete from history_place where id = (select id from history_chunk where vehicle = $number and start_at = $at)",
                    ("$number", row.Number), ("$at", row.At));
                Run(transaction, "delete from history_chunk where vehicle = $number and start_at = $at", ("$number", row.Number), ("$at", row.At));
            }
            else
            {
                Run(transaction, $"delete from {row.Journal!.Value.Name()} where partition = $partition and id = $at", ("$partition", row.Partition), ("$at", row.At));
            }
        }

        foreach (var (vehicle, since) in write.GivenUp)
        {
            Run(
                transaction,
                "update history_damaged set given_up_at = $since where vehicle = $vehicle and given_up_at is null",
                ("$since", since.UnixMilliseconds), ("$vehicle", vehicle));
        }

        foreach (var (partition, quarantine) in write.Quarantined)
        {
            Run(
                transaction,
                "insert or ignore into history_quarantine (partition, vehicle, since, reason) values ($partition, $vehicle, $since, $reason)",
                ("$partition", partition), ("$vehicle", quarantine.Vehicle.ToString()), ("$since", quarantine.Since.UnixMilliseconds),
                ("$reason", quarantine.Reason));
        }

        foreach (var (partition, vehicle) in write.Released)
        {
            Run(
                transaction,
                "delete from history_quarantine where partition = $partition and vehicle = $vehicle",
                ("$partition", partition), ("$vehicle", vehicle));
        }
    }

    private void Chunks(HistoryWrite write, SqliteTransaction transaction)
    {
        foreach (var c in write.Inserted)
        {
            Run(
                transaction,
                "insert into history_chunk (vehicle, start_at, end_at, points, checkpoint_at, checkpoint, data, provinces) values ($vehicle, $start, $end, $points, $checkpoint_at, $checkpoint, $data, $provinces)",
                ("$vehicle", c.Vehicle), ("$start", c.Start.UnixMilliseconds), ("$end", c.End.UnixMilliseconds), ("$points", c.Points),
                ("$checkpoint_at", c.Checkpoint?.At.UnixMilliseconds), ("$checkpoint", c.Checkpoint?.State.ToArray()), ("$data", c.Data),
                ("$provinces", c.Provinces?.Bits));
            Place(transaction, c, "last_insert_rowid()");
        }

        foreach (var c in write.Updated)
        {
            Run(
                transaction,
                """
                update history_chunk set end_at = $end, points = $points, data = $data, provinces = $provinces,
                  checkpoint_at = coalesce($checkpoint_at, checkpoint_at), checkpoint = coalesce($checkpoint, checkpoint)
                where vehicle = $vehicle and start_at = $start
                """,
                ("$vehicle", c.Vehicle), ("$start", c.Start.UnixMilliseconds), ("$end", c.End.UnixMilliseconds), ("$points", c.Points),
                ("$checkpoint_at", c.Checkpoint?.At.UnixMilliseconds), ("$checkpoint", c.Checkpoint?.State.ToArray()), ("$data", c.Data),
                ("$provinces", c.Provinces?.Bits));
            Place(transaction, c, "(select id from history_chunk where vehicle = $vehicle and start_at = $start)");
        }
    }

    // A chunk without a position has an empty box that no area meets, so that retention still finds it by its time.
    private void Place(SqliteTransaction transaction, ChunkRow c, string id)
    {
        var box = c.Box;
        Run(
            transaction,
            $"insert or replace into history_place (id, start_min, end_min, south, north, west, east) select {id}, $start_min, $end_min, $south, $north, $west, $east where $vehicle is not null and $start is not null",
            ("$vehicle", c.Vehicle), ("$start", c.Start.UnixMilliseconds),
            ("$start_min", SqliteHistoryDatabase.Minute(c.Start)), ("$end_min", SqliteHistoryDatabase.Minute(c.End)),
            ("$south", box?.SouthWest.LatitudeE6 ?? int.MinValue), ("$north", box?.NorthEast.LatitudeE6 ?? int.MinValue),
            ("$west", box?.SouthWest.LongitudeE6 ?? int.MinValue), ("$east", box?.NorthEast.LongitudeE6 ?? int.MinValue));
    }

    private void Vehicles(HistoryWrite write, SqliteTransaction transaction)
    {
        foreach (var v in write.Vehicles)
        {
            Run(
                transaction,
                "update history_vehicle set sealed_to = $sealed, chunk_start = $start, chunk_points = $points, checkpoint_bound = $bound where id = $id",
                ("$sealed", v.SealedTo?.UnixMilliseconds), ("$start", v.ChunkStart.UnixMilliseconds), ("$points", v.ChunkPoints),
                ("$bound", v.CheckpointBound?.UnixMilliseconds), ("$id", v.Key));
        }

        foreach (var n in write.Notes)
        {
            Run(
                transaction,
                """
                insert into history_rejudge (vehicle, partition, since, id, cause) values ($vehicle, $partition, $since, $id, $cause)
                on conflict (vehicle) do update set since = min(since, excluded.since), id = excluded.id, cause = excluded.cause
                """,
                ("$vehicle", n.Vehicle), ("$partition", n.Partition), ("$since", n.From.UnixMilliseconds), ("$id", n.Id), ("$cause", (int)n.Cause));
        }

        foreach (var (vehicle, id) in write.NotesDone)
        {
            Run(transaction, "delete from history_rejudge where vehicle = $vehicle and id = $id", ("$vehicle", vehicle), ("$id", id));
        }
    }

    private void Documents(HistoryWrite write, SqliteTransaction transaction)
    {
        foreach (var (partition, from, to) in write.DocumentsNoted)
        {
            Run(
                transaction,
                "update history_owner set documents_revision = $to where partition = $partition and documents_revision = $from",
                ("$to", to), ("$partition", partition), ("$from", from));
        }

        foreach (var (partition, from, to) in write.DocumentsPassed)
        {
            Run(
                transaction,
                "update history_owner set documents_passed = $to where partition = $partition and documents_passed is $from",
                ("$to", to), ("$partition", partition), ("$from", from));
        }

        foreach (var (partition, revision) in write.DocumentsLowered)
        {
            Run(
                transaction,
                "update history_owner set documents_revision = min(coalesce(documents_revision, $revision), $revision) where partition = $partition",
                ("$revision", revision), ("$partition", partition));
        }
    }

    private void Parameters(HistoryWrite write, SqliteTransaction transaction)
    {
        foreach (var (partition, by) in write.JudgesBy)
        {
            Run(
                transaction,
                "insert or ignore into history_parameters (partition, rule, version, body) values ($partition, $rule, $version, $body)",
                ("$partition", partition), ("$rule", by.Rule), ("$version", by.Version), ("$body", by.Text));
        }

        foreach (var (partition, by) in write.NoLongerJudgedBy)
        {
            Run(
                transaction,
                "delete from history_parameters where partition = $partition and rule = $rule and version = $version and moves = $moves",
                ("$partition", partition), ("$rule", by.Rule), ("$version", by.Version), ("$moves", by.Moves));
        }
    }

    private void Checkpoints(HistoryWrite write, SqliteTransaction transaction)
    {
        foreach (var (vehicle, from) in write.StaleCheckpoints)
        {
            Run(
                transaction,
                "update history_chunk set checkpoint_at = null, checkpoint = null where vehicle = $vehicle and start_at > $after and checkpoint_at >= $from",
                ("$vehicle", vehicle), ("$after", HistoryBounds.CheckpointStart(from)), ("$from", from.UnixMilliseconds));
            Run(
                transaction,
                "delete from history_last_checkpoint where vehicle = $vehicle and checkpoint_at >= $from",
                ("$vehicle", vehicle), ("$from", from.UnixMilliseconds));
        }

        foreach (var (vehicle, checkpoint) in write.Checkpoints)
        {
            Run(
                transaction,
                $"update history_chunk set checkpoint_at = $at, checkpoint = $state where vehicle = $vehicle and start_at = {NearestChunk} and end_at >= $least",
                ("$vehicle", vehicle), ("$at", checkpoint.At.UnixMilliseconds), ("$state", checkpoint.State.ToArray()),
                ("$least", (checkpoint.At - ChunkSize.LongestCheckpointLead).UnixMilliseconds));
        }
    }

    private int Run(SqliteTransaction transaction, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(text, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this file.
            command.CommandText = text;
#pragma warning restore CA2100
            command.Transaction = transaction;
            foreach (var (name, value) in parameters)
            {
                command.Parameters.Add(new SqliteParameter(name, value ?? DBNull.Value));
            }

            _commands.Add(text, command);
            return command.ExecuteNonQuery();
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        command.Transaction = transaction;
        return command.ExecuteNonQuery();
    }
}
