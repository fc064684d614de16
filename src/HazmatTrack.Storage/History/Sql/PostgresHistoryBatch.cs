using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Model;
using Npgsql;
using NpgsqlTypes;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>Builds a write as one batch of statements: a single round trip, each kind of row as arrays.</summary>
internal static class PostgresHistoryBatch
{
    /// <summary>Builds the batch.</summary>
    /// <param name="write">The changes.</param>
    /// <param name="fence">The command that must affect as many rows as the write has owners; otherwise one of them is fenced.</param>
    public static NpgsqlBatch Create(HistoryWrite write, NpgsqlConnection connection, NpgsqlTransaction transaction, out NpgsqlBatchCommand fence)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        PostgresVehicleMoves.Lock(batch, write);
        fence = Owners(batch, write.Owners);
        foreach (var rows in write.Journal.GroupBy(j => j.Table))
        {
            Journal(batch, rows.Key, [.. rows]);
        }

        foreach (var (table, partition, below) in write.JournalDone)
        {
            Add(batch, $"delete from {table.Name()} where partition = $1 and id < $2", partition, below);
        }

        Damaged(batch, write);
        if (write.Inserted.Count > 0)
        {
            Chunks(
                batch,
                """
                insert into history_chunk (vehicle, start_at, end_at, points, checkpoint_at, checkpoint, data, south, north, west, east, provinces)
                select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """,
                write.Inserted);
        }

        if (write.Updated.Count > 0)
        {
            Chunks(
                batch,
                """
                update history_chunk c set end_at = u.end_at, points = u.points, data = u.data,
                  south = u.south, north = u.north, west = u.west, east = u.east, provinces = u.provinces,
                  checkpoint_at = coalesce(u.checkpoint_at, c.checkpoint_at), checkpoint = coalesce(u.checkpoint, c.checkpoint)
                from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                  as u (vehicle, start_at, end_at, points, checkpoint_at, checkpoint, data, south, north, west, east, provinces)
                where c.vehicle = u.vehicle and c.start_at = u.start_at and c.start_at between $13 and $14
                """,
                write.Updated,
                write.Updated.Min(c => c.Start.UnixMilliseconds),
                write.Updated.Max(c => c.Start.UnixMilliseconds));
        }

        Vehicles(batch, write);
        Checkpoints(batch, write);
        Documents(batch, write);
        Parameters(batch, write);
        PostgresVehicleMoves.Add(batch, write);
        return batch;
    }

    /// <summary>
    /// Locks the owners' rows in order, so that two silos cannot deadlock, and fences: also every owner of before another timeline of the database, where
    /// what it has stored may be missing.
    /// </summary>
    private static NpgsqlBatchCommand Owners(NpgsqlBatch batch, List<OwnerRow> owners) => Add(
        batch,
        $"""
        with mine as (
          select o.partition, u.journal_id, u.incarnation, u.last_offset
          from history_owner o join unnest($1, $2, $3, $4, $5) as u (partition, epoch, journal_id, incarnation, last_offset)
            on o.partition = u.partition and o.epoch = u.epoch
          where o.timeline = (select {DatabaseTimeline.OfPostgres})
          order by o.partition for update of o)
        update history_owner o set journal_id = mine.journal_id, incarnation = mine.incarnation, last_offset = mine.last_offset
        from mine where o.partition = mine.partition
        """,
        owners.Select(o => o.Partition).ToArray(),
        owners.Select(o => o.Epoch).ToArray(),
        owners.Select(o => o.JournalId).ToArray(),
        owners.Select(o => o.Incarnation).ToArray(),
        owners.Select(o => o.LastOffset).ToArray());

    private static void Documents(NpgsqlBatch batch, HistoryWrite write)
    {
        foreach (var (partition, from, to) in write.DocumentsNoted)
        {
            Add(batch, "update history_owner set documents_revision = $3 where partition = $1 and documents_revision = $2", partition, from, to);
        }

        foreach (var (partition, from, to) in write.DocumentsPassed)
        {
            // Empty for null, since the type of a null parameter is unknown.
            Add(
                batch,
                "update history_owner set documents_passed = nullif($3, '') where partition = $1 and coalesce(documents_passed, '') = $2",
                partition, from ?? "", to ?? "");
        }

        foreach (var (partition, revision) in write.DocumentsLowered)
        {
            // least() ignores null.
            Add(batch, "update history_owner set documents_revision = least(documents_revision, $2) where partition = $1", partition, revision);
        }
    }

    private static void Parameters(NpgsqlBatch batch, HistoryWrite write)
    {
        foreach (var (partition, by) in write.JudgesBy)
        {
            Add(
                batch, "insert into history_parameters (partition, rule, version, body) values ($1, $2, $3, $4) on conflict do nothing",
                partition, by.Rule, by.Version, by.Text);
        }

        foreach (var (partition, by) in write.NoLongerJudgedBy)
        {
            Add(
                batch, "delete from history_parameters where partition = $1 and rule = $2 and version = $3 and moves = $4",
                partition, by.Rule, by.Version, by.Moves);
        }
    }

    private static void Journal(NpgsqlBatch batch, JournalTable table, List<JournalRow> rows) => Add(
        batch,
        $"insert into {table.Name()} (partition, id, written, data) select * from unnest($1, $2, $3, $4)",
        rows.Select(j => j.Partition).ToArray(),
        rows.Select(j => j.Id).ToArray(),
        rows.Select(j => j.Written).ToArray(),
        rows.Select(j => j.Data).ToArray());

    private static void Chunks(NpgsqlBatch batch, string text, List<ChunkRow> chunks, params ReadOnlySpan<object> more)
    {
        var command = Add(
            batch,
            text,
            chunks.Select(c => c.Vehicle).ToArray(),
            chunks.Select(c => c.Start.UnixMilliseconds).ToArray(),
            chunks.Select(c => c.End.UnixMilliseconds).ToArray(),
            chunks.Select(c => c.Points).ToArray(),
            chunks.Select(c => c.Checkpoint?.At.UnixMilliseconds).ToArray());
        command.Parameters.Add(new()
        {
            Value = chunks.Select(c => c.Checkpoint?.State.ToArray()).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        command.Parameters.Add(new()
        {
            Value = chunks.Select(c => c.Data).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        Parameters(
            command,
            chunks.Select(c => c.Box?.SouthWest.LatitudeE6).ToArray(),
            chunks.Select(c => c.Box?.NorthEast.LatitudeE6).ToArray(),
            chunks.Select(c => c.Box?.SouthWest.LongitudeE6).ToArray(),
            chunks.Select(c => c.Box?.NorthEast.LongitudeE6).ToArray(),
            chunks.Select(c => c.Provinces?.Bits).ToArray());
        Parameters(command, more);
    }

    private static void Damaged(NpgsqlBatch batch, HistoryWrite write)
    {
        foreach (var row in write.Damaged.Where(r => r.Journal is null))
        {
            Add(
                batch,
                """
                with gone as (delete from history_chunk where vehicle = $1 and start_at = $2 returning *)
                insert into history_damaged (kind, partition, number, at, found_at, vehicle, end_at, points, checkpoint_at, checkpoint, data, reason, given_up_at)
                select 'chunk', $3, vehicle, start_at, $4, $5, end_at, points, checkpoint_at, checkpoint, data, $6, case when $7 then $4 end from gone
                on conflict do nothing
                """,
                row.Number,
                row.At,
                row.Partition,
                row.Found.UnixMilliseconds,
                row.Vehicle!,
                row.Reason,
                row.IsGivenUp);
        }

        foreach (var row in write.Damaged.Where(r => r.Journal is not null))
        {
            Add(
                batch,
                $"""
                with gone as (delete from {row.Journal!.Value.Name()} where partition = $1 and id = $2 returning *)
                insert into history_damaged (kind, partition, number, at, found_at, end_at, points, data, reason)
                select '{row.Kind}', partition, 0, id, $3, written, 0, data, $4 from gone
                on conflict do nothing
                """,
                row.Partition,
                row.At,
                row.Found.UnixMilliseconds,
                row.Reason);
        }

        foreach (var (vehicle, since) in write.GivenUp)
        {
            Add(batch, "update history_damaged set given_up_at = $2 where vehicle = $1 and given_up_at is null", vehicle, since.UnixMilliseconds);
        }

        foreach (var (partition, quarantine) in write.Quarantined)
        {
            Add(
                batch,
                "insert into history_quarantine (partition, vehicle, since, reason) values ($1, $2, $3, $4) on conflict do nothing",
                partition,
                quarantine.Vehicle.ToString(),
                quarantine.Since.UnixMilliseconds,
                quarantine.Reason);
        }

        foreach (var (partition, vehicle) in write.Released)
        {
            Add(batch, "delete from history_quarantine where partition = $1 and vehicle = $2", partition, vehicle);
        }
    }

    private static void Vehicles(NpgsqlBatch batch, HistoryWrite write)
    {
        if (write.Vehicles.Count > 0)
        {
            Add(
                batch,
                """
                update history_vehicle v set sealed_to = u.sealed_to, chunk_start = u.chunk_start, chunk_points = u.chunk_points,
                  checkpoint_bound = u.checkpoint_bound
                from unnest($1, $2, $3, $4, $5) as u (id, sealed_to, chunk_start, chunk_points, checkpoint_bound) where v.id = u.id
                """,
                write.Vehicles.Select(v => v.Key).ToArray(),
                write.Vehicles.Select(v => v.SealedTo?.UnixMilliseconds).ToArray(),
                write.Vehicles.Select(v => v.ChunkStart.UnixMilliseconds).ToArray(),
                write.Vehicles.Select(v => v.ChunkPoints).ToArray(),
                write.Vehicles.Select(v => v.CheckpointBound?.UnixMilliseconds).ToArray());
        }

        foreach (var n in write.Notes)
        {
            Add(
                batch,
                """
                insert into history_rejudge as held (vehicle, partition, since, id, cause) values ($1, $2, $3, $4, $5)
                on conflict (vehicle) do update set since = least(held.since, excluded.since), id = excluded.id, cause = excluded.cause
                """,
                n.Vehicle,
                n.Partition,
                n.From.UnixMilliseconds,
                n.Id,
                (int)n.Cause);
        }

        foreach (var (vehicle, id) in write.NotesDone)
        {
            Add(batch, "delete from history_rejudge where vehicle = $1 and id = $2", vehicle, id);
        }
    }

    private static void Checkpoints(NpgsqlBatch batch, HistoryWrite write)
    {
        foreach (var (vehicle, from) in write.StaleCheckpoints)
        {
            Add(
                batch,
                "update history_chunk set checkpoint_at = null, checkpoint = null where vehicle = $1 and start_at > $2 and checkpoint_at >= $3",
                vehicle,
                HistoryBounds.CheckpointStart(from),
                from.UnixMilliseconds);
            Add(batch, "delete from history_last_checkpoint where vehicle = $1 and checkpoint_at >= $2", vehicle, from.UnixMilliseconds);
        }

        foreach (var (vehicle, checkpoint) in write.Checkpoints)
        {
            var least = checkpoint.At - ChunkSize.LongestCheckpointLead;
            Add(
                batch,
                """
                update history_chunk set checkpoint_at = $2, checkpoint = $3
                where vehicle = $1 and end_at >= $4 and start_at > $5 and start_at <= $2
                  and start_at = (select start_at from history_chunk where vehicle = $1 and start_at <= $2 and start_at > $5 order by start_at desc limit 1)
                """,
                vehicle,
                checkpoint.At.UnixMilliseconds,
                checkpoint.State.ToArray(),
                least.UnixMilliseconds,
                (least - ChunkSize.LongestSpan).UnixMilliseconds);
        }
    }

    internal static NpgsqlBatchCommand Add(NpgsqlBatch batch, string text, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(text);
        Parameters(command, values);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static void Parameters(NpgsqlBatchCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
    }
}
