namespace HazmatTrack.Domain.Audit.Verification;

/// <summary>What is wrong with a record or a checkpoint.</summary>
public enum AuditFaultKind
{
    /// <summary>The stored bytes are not a record.</summary>
    Unreadable,

    /// <summary>The bytes are those of a record with another number, as after a swap.</summary>
    Misplaced,

    /// <summary>Two records have one number.</summary>
    Duplicate,

    /// <summary>Records are missing between two that are there.</summary>
    Missing,

    /// <summary>The hash of the chain does not follow from the record and the hash before it: one of them was edited, inserted or replaced.</summary>
    ChainBroken,

    /// <summary>The record was recorded before the one in front of it, or on the wrong side of a checkpoint.</summary>
    ClockSetBack,

    /// <summary>What the record is searched by is not what it says.</summary>
    IndexDiffers,

    /// <summary>The records up to a checkpoint are not those that were signed, although their chain is whole: they were written again.</summary>
    NotAsSigned,

    /// <summary>A checkpoint was signed over more records than there are, or the store has counted more: the tail was cut off.</summary>
    TailMissing,

    /// <summary>There are more records than the store has counted.</summary>
    TailAdded,

    /// <summary>The first records are missing, and no checkpoint proves what they were.</summary>
    UnprovenStart,

    /// <summary>The checkpoint is not in the form of one.</summary>
    UnreadableCheckpoint,

    /// <summary>The checkpoint belongs to another log.</summary>
    OtherLog,

    /// <summary>The checkpoint is signed by no key that is trusted for this log.</summary>
    UnknownKey,

    /// <summary>A trusted key is named, and the signature is not of this text: root, size, time or chain were replaced.</summary>
    BadSignature,

    /// <summary>Fewer witnesses have cosigned the checkpoint than are demanded.</summary>
    TooFewWitnesses,
}
