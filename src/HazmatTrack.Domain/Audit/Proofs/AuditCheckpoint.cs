using System.Globalization;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>
/// What the record was at one time. Its text is a C2SP tlog-checkpoint: origin, number of records and root of the Merkle tree, each on a line, and two
/// extension lines with the head of the chain and the time.
/// </summary>
/// <param name="Origin">The name of the log; that of its key.</param>
/// <param name="Size">The number of records from the first one ever written, whether they are still kept or not.</param>
/// <param name="Root">The root of the Merkle tree over them.</param>
/// <param name="ChainHead">The hash of the chain up to the last one.</param>
/// <param name="At">When it was made. No record up to <paramref name="Size"/> was recorded after it, and none behind was recorded before it.</param>
public sealed record AuditCheckpoint(string Origin, long Size, AuditHash Root, AuditHash ChainHead, Instant At)
{
    private const string Chain = "chain ";
    private const string Time = "time ";

    /// <exception cref="AuditFormatException">It is not the text of a checkpoint.</exception>
    public static AuditCheckpoint Parse(string text)
    {
        var checkpoint = text.Split('\n') is [var origin, var size, var root, var chain, var time, ""]
            && AuditPublicKey.IsName(origin)
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var records)
            && TryHash(root, out var rootHash)
            && chain.StartsWith(Chain, StringComparison.Ordinal) && TryHash(chain[Chain.Length..], out var chainHash)
            && time.StartsWith(Time, StringComparison.Ordinal)
            && long.TryParse(time[Time.Length..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
                ? new AuditCheckpoint(origin, records, rootHash, chainHash, new(at))
                : null;

        // One text for each checkpoint: a second one, such as with leading zeros, could carry a signature of its own.
        return checkpoint is not null && checkpoint.ToString() == text
            ? checkpoint
            : throw new AuditFormatException("A checkpoint has five lines: origin, number of records, root, 'chain' with a hash, 'time' with milliseconds since 1970.");
    }

    /// <summary>The text that is signed, with the end of its last line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n{Chain}{ChainHead}\n{Time}{At.UnixMilliseconds}\n");

    private static bool TryHash(string base64, out AuditHash hash)
    {
        Span<byte> bytes = stackalloc byte[AuditHash.Size + 3];
        var isHash = Convert.TryFromBase64String(base64, bytes, out var length) && length == AuditHash.Size;
        hash = isHash ? AuditHash.FromBytes(bytes[..length]) : default;
        return isHash;
    }
}
