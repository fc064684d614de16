using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Storage.Audit;

public sealed partial class AuditStore
{
    public async Task<SignedNote> CheckpointAsync(AuditSigner signer, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        var head = await LockAsync(transaction, cancellation);
        await using (var last = transaction.Command("select note from audit_checkpoint where size = @size", ("@size", head.Sequence)))
        {
            if (await last.ExecuteScalarAsync(cancellation) is string made)
            {
                return SignedNote.Parse(made);
            }
        }

        var at = Now(head);
        var note = signer.Sign(new(signer.PublicKey.Name, head.Sequence, head.Tree.Root, head.Chain, at));
        await using var insert = transaction.Command(
            "insert into audit_checkpoint (size, at, note, frontier) values (@size, @at, @note, @frontier)",
            ("@size", head.Sequence),
            ("@at", at.UnixMilliseconds),
            ("@note", note.ToString()),
            ("@frontier", head.Tree.ToBytes()));
        await insert.ExecuteNonQueryAsync(cancellation);

        // No later record may have an earlier time than the checkpoint.
        await WriteHeadAsync(transaction, head with { At = at }, cancellation);
        await transaction.CommitAsync(cancellation);
        return note;
    }

    public async Task<IReadOnlyList<SignedNote>> CheckpointsAsync(long from, int limit, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        var notes = new SortedDictionary<long, SignedNote>();
        await using (var command = connection.Command(
            "select size, note from audit_checkpoint where size >= @from order by size limit @limit", ("@from", from), ("@limit", limit)))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                notes.Add(reader.GetInt64(0), SignedNote.Parse(reader.GetString(1)));
            }
        }

        if (notes.Count > 0)
        {
            await using var cosigned = connection.Command(
                "select size, signature from audit_cosignature where size between @from and @to order by size, name, key_id",
                ("@from", notes.Keys.First()),
                ("@to", notes.Keys.Last()));
            await using var signatures = await cosigned.ExecuteReaderAsync(cancellation);
            while (await signatures.ReadAsync(cancellation))
            {
                if (notes.TryGetValue(signatures.GetInt64(0), out var note))
                {
                    notes[signatures.GetInt64(0)] = note.With(NoteSignature.Parse(signatures.GetString(1)));
                }
            }
        }

        return [.. notes.Values];
    }

    public async Task CosignAsync(long size, NoteSignature signature, AuditPublicKey witness, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using (var find = transaction.Command("select note from audit_checkpoint where size = @size", ("@size", size)))
        {
            if (await find.ExecuteScalarAsync(cancellation) is not string note)
            {
                throw new ArgumentException($"There is no checkpoint at audit record {size} to cosign.", nameof(size));
            }

            if (!witness.IsWitness || SignedNote.Parse(note).With(signature).IsSignedBy(witness) != true)
            {
                throw new ArgumentException(
                    $"The signature of '{signature.Name}' is not one of the witness '{witness.Name}' on the checkpoint at audit record {size}.", nameof(signature));
            }
        }

        await using var insert = transaction.Command(
            """
            insert into audit_cosignature (size, name, key_id, signature)
            select @size, @name, @key, @signature where not exists (select 1 from audit_cosignature where size = @size and name = @name and key_id = @key)
            """,
            ("@size", size),
            ("@name", signature.Name),
            ("@key", signature.KeyId),
            ("@signature", signature.ToString()));
        await insert.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task<AuditAnchor> AnchorAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            "select d.size, c.note, c.frontier from audit_drop d left join audit_checkpoint c on c.size = d.size order by d.size desc limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return !await reader.ReadAsync(cancellation) ? AuditAnchor.Beginning()
            : reader.IsDBNull(1)
                ? throw new AuditFormatException($"The checkpoint at audit record {reader.GetInt64(0)}, up to which records were dropped, is missing.")
                : Anchor(reader, 0).Anchor;
    }

    public async Task<AuditAnchor> AnchorAtAsync(long size, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command("select size, note, frontier from audit_checkpoint where size = @size", ("@size", size));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? Anchor(reader, 0).Anchor
            : throw new AuditFormatException($"The checkpoint at audit record {size} is missing.");
    }

    public async Task<AuditStatus> StatusAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            """
            select h.sequence, s.size, (select r.at from audit_record r where r.sequence = s.size + 1)
            from audit_head h cross join (select coalesce(max(size), 0) as size from audit_checkpoint) s
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : new Instant(reader.GetInt64(2)))
            : throw NoHead();
    }

    /// <summary>The number of checkpoints that cover more than so many records.</summary>
    public async Task<long> CheckpointsAfterAsync(long size, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command("select count(*) from audit_checkpoint where size > @size", ("@size", size));
        return await command.ExecuteScalarAsync(cancellation) is long count ? count : 0;
    }

    /// <summary>Reads size, note and frontier of a checkpoint.</summary>
    private static (AuditCheckpoint Checkpoint, AuditAnchor Anchor) Anchor(DbDataReader reader, int column)
    {
        var size = reader.GetInt64(column);
        var checkpoint = AuditCheckpoint.Parse(SignedNote.Parse(reader.GetString(column + 1)).Text);
        return (checkpoint, new(checkpoint.ChainHead, MerkleFrontier.FromBytes(size, Bytes(reader, column + 2))));
    }
}
