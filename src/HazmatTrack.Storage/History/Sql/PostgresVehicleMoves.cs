using HazmatTrack.Storage.History.Model;
using Npgsql;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>The part of a write that moves vehicles between partitions: placements, and all data that is kept by partition.</summary>
internal static class PostgresVehicleMoves
{
    /// <summary>Locks the rows of all written partitions in order, so that two partitions that move vehicles to each other cannot deadlock.</summary>
    public static void Lock(NpgsqlBatch batch, HistoryWrite write)
    {
        if (write.Moves.Count > 0)
        {
            PostgresHistoryBatch.Add(
                batch,
                "select from history_owner where partition = any($1) order by partition for update",
                write.Moves.Select(m => m.To).Concat(write.Owners.Select(o => o.Partition)).Distinct().ToArray());
        }
    }

    /// <summary>Adds the placements and moves of the write.</summary>
    public static void Add(NpgsqlBatch batch, HistoryWrite write)
    {
        foreach (var (partition, placement) in write.Placements)
        {
            PostgresHistoryBatch.Add(
                batch, "update history_owner set partitions = $2, grows_to = $3, cut = $4 where partition = $1",
                partition, placement.Partitions, placement.GrowsTo, placement.Cut);
        }

        if (write.Moves.Count > 0)
        {
            Move(batch, write.Moves);
        }

        if (write.MovedQuarantines.Count > 0)
        {
            PostgresHistoryBatch.Add(
                batch,
                """
                with gone as (
                  delete from history_quarantine k using unnest($1, $2, $3) as m (source, vehicle, target)
                  where k.partition = m.source and k.vehicle = m.vehicle returning m.target, k.vehicle, k.since, k.reason)
                insert into history_quarantine (partition, vehicle, since, reason) select target, vehicle, since, reason from gone on conflict do nothing
                """,
                write.MovedQuarantines.Select(q => q.From).ToArray(),
                write.MovedQuarantines.Select(q => q.Vehicle).ToArray(),
                write.MovedQuarantines.Select(q => q.To).ToArray());
        }
    }

    private static void Move(NpgsqlBatch batch, List<VehicleMove> moves)
    {
        var vehicles = moves.Select(m => m.Vehicle).ToArray();
        var targets = moves.Select(m => m.To).ToArray();

        // A target that was never opened gets a row, which records from where on filings are to be noted for the vehicle.
        PostgresHistoryBatch.Add(
            batch,
            """
            insert into history_owner as held (partition, epoch, journal_id, incarnation, last_offset, documents_revision, documents_passed)
            select t.target, 0, 0, 0, -1, s.documents_revision, s.documents_passed
            from (select source, target from unnest($1, $2) as m (source, target) group by source, target) as t join history_owner s on s.partition = t.source
            order by t.target
            on conflict (partition) do update set documents_revision = least(held.documents_revision, excluded.documents_revision),
              documents_passed = nullif(concat_ws(' ', held.documents_passed, excluded.documents_passed), '')
            """,
            moves.Select(m => m.From).ToArray(),
            targets);

        // Of two partitions that were judged by different builds, either has vehicles that were judged without a rule of the other. One without records has
        // judged none.
        PostgresHistoryBatch.Add(
            batch,
            """
            insert into history_parameters as held (partition, rule, version, body)
            select t.target, p.rule, $3, ''
            from (select source, target from unnest($1, $2) as m (source, target) group by source, target) as t
              join history_parameters p on p.partition in (t.source, t.target)
            where exists (select from history_parameters where partition = t.source) and exists (select from history_parameters where partition = t.target)
            group by t.source, t.target, p.rule having count(distinct p.partition) = 1
            order by t.target, p.rule
            on conflict (partition, rule, version) do update set moves = held.moves + 1
            """,
            moves.Select(m => m.From).ToArray(),
            targets,
            JudgedBy.AlwaysWithout);

        // Where the target has the parameters already, its owner must not treat them as superseded before it knows the vehicle.
        PostgresHistoryBatch.Add(
            batch,
            """
            insert into history_parameters as held (partition, rule, version, body)
            select t.target, s.rule, s.version, s.body
            from (select source, target from unnest($1, $2) as m (source, target) group by source, target) as t join history_parameters s on s.partition = t.source
            order by t.target, s.rule, s.version
            on conflict (partition, rule, version) do update set moves = held.moves + 1
            """,
            moves.Select(m => m.From).ToArray(),
            targets);

        // The numbers of notes belong to their partition, and begin with 1.
        PostgresHistoryBatch.Add(
            batch,
            """
            with gone as (
              delete from history_rejudge r
              using unnest($1, $2, $3) as m (vehicle, name, target) join history_vehicle o on o.name = m.name and o.partition = m.target
              where r.vehicle = m.vehicle returning o.id, o.partition, r.since, r.cause)
            insert into history_rejudge as held (vehicle, partition, since, id, cause) select id, partition, since, 0, cause from gone
            on conflict (vehicle) do update set since = least(held.since, excluded.since), id = 0, cause = excluded.cause
            """,
            vehicles,
            moves.Select(m => m.Name).ToArray(),
            targets);
        PostgresHistoryBatch.Add(
            batch,
            "update history_rejudge r set partition = m.target, id = 0 from unnest($1, $2) as m (vehicle, target) where r.vehicle = m.vehicle",
            vehicles,
            targets);
        PostgresHistoryBatch.Add(
            batch,
            """
            update history_damaged d set partition = m.target from unnest($1, $2) as m (vehicle, target)
            where d.kind = 'chunk' and d.number = m.vehicle
            """,
            vehicles,
            targets);
        PostgresHistoryBatch.Add(
            batch,
            """
            update history_vehicle v set partition =
              case when exists (select from history_vehicle o where o.name = v.name and o.partition = m.target) then m.closed else m.target end
            from unnest($1, $2, $3) as m (vehicle, target, closed) where v.id = m.vehicle
            """,
            vehicles,
            targets,
            moves.Select(m => m.Closed).ToArray());
    }
}
