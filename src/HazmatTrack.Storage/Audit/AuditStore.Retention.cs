using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;

namespace HazmatTrack.Storage.Audit;

public sealed partial class AuditStore
{
    /// <summary>Records of one transaction, so that appends come in between.</summary>
    private const int DroppedAtATime = 2000;

    public async Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation)
    {
        await DecideDropAsync(before, cancellation);
        long dropped = 0;
        while (true)
        {
            await using var transaction = await _database.BeginAsync(cancellation);
            await using var command = transaction.Command(_database.DeleteDropped, ("@most", (long)DroppedAtATime));
            var count = await command.ExecuteScalarAsync(cancellation) is long deleted ? deleted : 0;
            await transaction.CommitAsync(cancellation);
            dropped += count;
            if (count < DroppedAtATime)
            {
                return dropped;
            }
        }
    }

    /// <summary>
    /// Decides up to which checkpoint records are dropped, before the first of them is: readers begin behind it from now on, and a process that is killed
    /// amid the deleting leaves rows that nobody misses and the next call deletes.
    /// </summary>
    private async Task DecideDropAsync(Instant before, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await LockAsync(transaction, cancellation);
        long size;
        await using (var find = transaction.Command(
            """
            select c.size, c.note, c.frontier from audit_checkpoint c
            where c.size > (select coalesce(max(size), 0) from audit_drop)
              and c.size <= (select coalesce(max(sequence), 0) from audit_record where at < @before)
            order by c.size desc limit 1
            """,
            ("@before", before.UnixMilliseconds)))
        {
            await using var reader = await find.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
            {
                return;
            }

            size = reader.GetInt64(0);
            var (checkpoint, anchor) = Anchor(reader, 0);
            if (checkpoint.Size != size || checkpoint.Root != anchor.Frontier.Root)
            {
                throw new AuditFormatException(
                    $"No audit records are dropped: the checkpoint at record {size} was changed and would not prove what they were. Verify the record first.");
            }
        }

        await using var drop = transaction.Command(
            "insert into audit_drop (size, at) values (@size, @at)", ("@size", size), ("@at", Instant.From(_time.GetUtcNow()).UnixMilliseconds));
        await drop.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
