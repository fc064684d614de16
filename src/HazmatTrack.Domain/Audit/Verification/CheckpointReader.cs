using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Domain.Audit.Verification;

/// <summary>Checks what a checkpoint says of itself: form, log, signature of the log, cosignatures of witnesses.</summary>
internal static class CheckpointReader
{
    /// <summary>The checkpoint of a note; null with a fault where it cannot be read at all.</summary>
    public static (AuditCheckpoint? Checkpoint, AuditFault? Fault) Read(SignedNote note)
    {
        try
        {
            return (AuditCheckpoint.Parse(note.Text), null);
        }
        catch (AuditFormatException e)
        {
            return (null, AuditFaultTexts.UnreadableCheckpoint(0, e.Message));
        }
    }

    /// <summary>The first fault of a checkpoint; null for none.</summary>
    public static AuditFault? Check(SignedNote note, AuditCheckpoint checkpoint, AuditTrust trust)
    {
        if (checkpoint.Origin != trust.Origin)
        {
            return AuditFaultTexts.OtherLog(checkpoint.Size, checkpoint.Origin, trust.Origin);
        }

        // A key that is named and did not sign is a fault, no matter who else signed (C2SP signed-note).
        if (trust.Keys.Concat(trust.Witnesses).FirstOrDefault(key => note.IsSignedBy(key) == false) is { } wrong)
        {
            return AuditFaultTexts.BadSignature(checkpoint.Size, wrong.Name);
        }

        if (!trust.Keys.Any(key => !key.IsWitness && note.IsSignedBy(key) == true))
        {
            return AuditFaultTexts.UnknownKey(checkpoint.Size, string.Join(", ", note.Signatures.Select(s => $"'{s.Name}' ({s.KeyId})")));
        }

        // A witness has one voice, however many keys it has had.
        var witnesses = trust.Witnesses.Where(key => key.IsWitness && note.IsSignedBy(key) == true).Select(key => key.Name).Distinct().Count();
        return witnesses < trust.Quorum ? AuditFaultTexts.TooFewWitnesses(checkpoint.Size, witnesses, trust.Quorum) : null;
    }
}
