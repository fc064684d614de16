using System.Security.Cryptography;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Audit.Verification;

namespace HazmatTrack.Testing.Audit;

/// <summary>A record in memory, as a store writes it, with all that somebody who tampers with it needs.</summary>
public sealed class SomeLog : IDisposable
{
    public const string Origin = "audit.hazmat.example.cn";

    private readonly List<ECDsa> _keys = [];
    private readonly AuditSigner _signer;
    private readonly AuditSigner _witness;

    public SomeLog()
    {
        _signer = NewSigner(Origin);
        _witness = NewSigner("jiangsu.example.cn", isWitness: true);
    }

    public List<AuditRow> Rows { get; } = [];

    public List<SignedNote> Checkpoints { get; } = [];

    public AuditSigner Signer => _signer;

    public AuditSigner Witness => _witness;

    public AuditTrust Trust => new(Origin, [_signer.PublicKey], [_witness.PublicKey]);

    /// <summary>A signer with a key of its own.</summary>
    public AuditSigner NewSigner(string name, bool isWitness = false)
    {
        _keys.Add(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        return new(name, _keys[^1], isWitness);
    }

    /// <summary>Records entries a minute apart, with a cosigned checkpoint after every so many.</summary>
    public static SomeLog Of(int count, int checkpointEvery)
    {
        var log = new SomeLog();
        for (var i = 1; i <= count; i++)
        {
            log.Append(SomeAudit.Read(i, null, i % 2 == 0 ? [SomeAudit.Truck] : []), SomeAudit.Morning + TimeSpan.FromMinutes(i));
            if (i % checkpointEvery == 0)
            {
                log.Sign();
            }
        }

        return log;
    }

    public void Append(AuditEntry entry, Instant at)
    {
        Rows.Add(Row(new(Rows.Count + 1, at, entry), Chain(Rows.Count)));
    }

    /// <summary>Signs and cosigns what the rows are.</summary>
    public SignedNote Sign(AuditSigner? signer = null, Instant? at = null)
    {
        var note = (signer ?? _signer).Sign(Checkpoint(at));
        note = note.With(_witness.Cosign(note, at ?? Last));
        Checkpoints.Add(note);
        return note;
    }

    public AuditCheckpoint Checkpoint(Instant? at = null)
    {
        var tree = MerkleFrontier.Empty();
        Rows.ForEach(r => tree.Add(MerkleHash.Leaf(r.Body.Span)));
        return new(Origin, Rows.Count, tree.Root, Chain(Rows.Count), at ?? Last);
    }

    /// <summary>What a clever tamperer does afterwards: numbers the records again and computes the whole chain.</summary>
    public void ChainAgain()
    {
        for (var i = 0; i < Rows.Count; i++)
        {
            Rows[i] = Row(AuditCodec.Decode(Rows[i].Body.Span) with { Sequence = i + 1 }, Chain(i));
        }
    }

    /// <summary>Changes a record in place and leaves its chain as it was.</summary>
    public void Change(long number, Func<AuditRecord, AuditRecord> change)
    {
        var record = change(AuditCodec.Decode(Rows[(int)number - 1].Body.Span));
        Rows[(int)number - 1] = Rows[(int)number - 1] with { Body = AuditCodec.Encode(record), Columns = AuditColumns.From(record) };
    }

    public AuditVerdict Verify(AuditTrust? trust = null, AuditAnchor? start = null) =>
        AuditVerifier.Verify(trust ?? Trust, start ?? AuditAnchor.Beginning(), Checkpoints, Rows);

    public void Dispose() => _keys.ForEach(k => k.Dispose());

    private Instant Last => Rows.Count == 0 ? SomeAudit.Morning : AuditCodec.Decode(Rows[^1].Body.Span).RecordedAt;

    private AuditHash Chain(int count) => count == 0 ? HashChain.Genesis : AuditHash.FromBytes(Rows[count - 1].Chain.Span);

    private static AuditRow Row(AuditRecord record, AuditHash before)
    {
        var body = AuditCodec.Encode(record);
        return new(record.Sequence, body, HashChain.Next(before, body).ToBytes(), AuditColumns.From(record));
    }
}
