using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>The part of a write that moves vehicles between partitions: placements, and all data that is kept by partition.</summary>
internal static class SqliteVehicleMoves
{
    /// <summary>Runs a statement in the write's transaction.</summary>
    /// <param name="parameters">Its parameters, in the order of the first call.</param>
    public delegate int Run(string text, params ReadOnlySpan<(string Name, object? Value)> parameters);

    /// <summary>Executes the placements and moves of the write.</summary>
    public static void Write(HistoryWrite write, Run run)
    {
        foreach (var (partition, placement) in write.Placements)
        {
            run(
                "update history_owner set partitions = $partitions, grows_to = $grows, cut = $cut where partition = $partition",
                ("$partitions", placement.Partitions), ("$grows", placement.GrowsTo), ("$cut", placement.Cut), ("$partition", partition));
        }

        // A target that was never opened gets a row, which records from where on filings are to be noted for the vehicle. min() returns null where an
        // argument is null.
        foreach (var (source, target) in write.Moves.Select(m => (m.From, m.To)).Distinct())
        {
            run(
                """
                insert into history_owner (partition, epoch, journal_id, incarnation, last_offset, documents_revision, documents_passed)
                select $target, 0, 0, 0, -1, documents_revision, documents_passed from history_owner where partition = $source
                on conflict (partition) do update set documents_revision =
                  min(coalesce(documents_revision, excluded.documents_revision), coalesce(excluded.documents_revision, documents_revision)),
                  documents_passed = coalesce(documents_passed || ' ' || excluded.documents_passed, documents_passed, excluded.documents_passed)
                """,
                ("$target", target), ("$source", source));

            // Of two partitions that were judged by different builds, either has vehicles that were judged without a rule of the other. One without records has
            // judged none.
            run(
                """
                insert into history_parameters (partition, rule, version, body)
                select $target, rule, $without, '' from history_parameters
                where partition in ($source, $target) and exists (select 1 from history_parameters where partition = $source)
                  and exists (select 1 from history_parameters where partition = $target)
                group by rule having count(distinct partition) = 1
                on conflict (partition, rule, version) do update set moves = moves + 1
                """,
                ("$target", target), ("$source", source), ("$without", JudgedBy.AlwaysWithout));

            // Where the target has the parameters already, its owner must not treat them as superseded before it knows the vehicle.
            run(
                """
                insert into history_parameters (partition, rule, version, body)
                select $target, rule, version, body from history_parameters where partition = $source
                on conflict (partition, rule, version) do update set moves = moves + 1
                """,
                ("$target", target), ("$source", source));
        }

        foreach (var move in write.Moves)
        {
            Move(move, run);
        }

        foreach (var (from, vehicle, to) in write.MovedQuarantines)
        {
            run(
                """
                insert or ignore into history_quarantine (partition, vehicle, since, reason)
                select $to, vehicle, since, reason from history_quarantine where partition = $from and vehicle = $vehicle
                """,
                ("$to", to), ("$from", from), ("$vehicle", vehicle));
            run("delete from history_quarantine where partition = $from and vehicle = $vehicle", ("$from", from), ("$vehicle", vehicle));
        }
    }

    private static void Move(in VehicleMove move, Run run)
    {
        // The numbers of notes belong to their partition, and begin with 1.
        run(
            """
            insert into history_rejudge (vehicle, partition, since, id, cause)
            select o.id, $to, r.since, 0, r.cause from history_rejudge r join history_vehicle o on o.name = $name and o.partition = $to where r.vehicle = $vehicle
            on conflict (vehicle) do update set since = min(since, excluded.since), id = 0, cause = excluded.cause
            """,
            ("$to", move.To), ("$name", move.Name), ("$vehicle", move.Vehicle));
        run(
            "delete from history_rejudge where vehicle = $vehicle and exists (select 1 from history_vehicle o where o.name = $name and o.partition = $to)",
            ("$vehicle", move.Vehicle), ("$name", move.Name), ("$to", move.To));
        run("update history_rejudge set partition = $to, id = 0 where vehicle = $vehicle", ("$to", move.To), ("$vehicle", move.Vehicle));
        run("update history_damaged set partition = $to where kind = 'chunk' and number = $vehicle", ("$to", move.To), ("$vehicle", move.Vehicle));
        run(
            """
            update history_vehicle set partition =
              case when exists (select 1 from history_vehicle o where o.name = $name and o.partition = $to) then $closed else $to end
            where id = $vehicle
            """,
            ("$name", move.Name), ("$to", move.To), ("$closed", move.Closed), ("$vehicle", move.Vehicle));
    }
}
