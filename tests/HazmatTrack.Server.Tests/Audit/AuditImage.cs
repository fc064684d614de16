using System.Data.Common;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Server.Tests.Audit;

/// <summary>Writes a record over that of a database, as somebody does who has all rights there: tables are made again, without triggers and keys.</summary>
internal static class AuditImage
{
    /// <param name="log">What the database has afterwards.</param>
    /// <param name="before">What the store had recorded: the right edges of the tree stay as it has stored them.</param>
    /// <param name="database">An open connection.</param>
    /// <param name="bytes">The type of bytes of the engine.</param>
    public static async Task WriteAsync(SomeLog log, IReadOnlyList<AuditRow> before, DbConnection database, string bytes)
    {
        await ExecuteAsync(
            database,
            $"""
            drop table audit_record;
            drop table audit_vehicle;
            drop table audit_checkpoint;
            create table audit_record (
              sequence bigint, at bigint, actor text, organisation text, province integer, action integer, outcome integer, body {bytes}, chain {bytes});
            create table audit_vehicle (sequence bigint, vehicle text);
            create table audit_checkpoint (size bigint, at bigint, note text, frontier {bytes});
            """);
        await ExecuteAsync(database, "update audit_head set sequence = @a", log.Rows[^1].Sequence);
        foreach (var row in log.Rows)
        {
            var columns = row.Columns!;
            await ExecuteAsync(
                database,
                "insert into audit_record values (@a, @b, @c, @d, @e, @f, @g, @h, @i)",
                row.Sequence, columns.At.UnixMilliseconds, columns.Actor, columns.Organisation, columns.Province, (int)columns.Action, (int)columns.Outcome,
                row.Body.ToArray(), row.Chain.ToArray());
            foreach (var vehicle in columns.Vehicles)
            {
                await ExecuteAsync(database, "insert into audit_vehicle values (@a, @b)", row.Sequence, vehicle.ToString());
            }
        }

        foreach (var note in log.Checkpoints)
        {
            var checkpoint = AuditCheckpoint.Parse(note.Text);
            var tree = MerkleFrontier.Empty();
            (before.Count >= checkpoint.Size ? before : log.Rows).Take((int)checkpoint.Size).ToList().ForEach(r => tree.Add(MerkleHash.Leaf(r.Body.Span)));
            await ExecuteAsync(
                database,
                "insert into audit_checkpoint values (@a, @b, @c, @d)",
                checkpoint.Size, checkpoint.At.UnixMilliseconds, note.ToString(), tree.ToBytes());
        }
    }

    private static async Task ExecuteAsync(DbConnection database, string sql, params object[] values)
    {
        await using var command = database.CreateCommand();
#pragma warning disable CA2100 // Texts of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@{(char)('a' + i)}", values[i]);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
    }
}
