namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>One signature of a note.</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="KeyId">The id of the key, 8 hexadecimal digits.</param>
/// <param name="Bytes">What the key signed with; of a witness, the time in front (8 bytes, big-endian, seconds since 1970).</param>
public sealed record NoteSignature(string Name, string KeyId, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The number of bytes of an id.</summary>
    internal const int IdSize = 4;

    private const string Dash = "— ";

    /// <summary>Reads a line of a note, without its end.</summary>
    /// <exception cref="AuditFormatException">It is no signature line.</exception>
    public static NoteSignature Parse(string line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal) || line[Dash.Length..].Split(' ') is not [var name, var base64] || !AuditPublicKey.IsName(name))
        {
            throw new AuditFormatException("A line of the checkpoint is no signature: expected a dash, the name of a key and the signature in Base64.");
        }

        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length > IdSize
            ? new(name, Convert.ToHexStringLower(bytes.AsSpan(0, IdSize)), bytes.AsMemory(IdSize, length - IdSize))
            : throw new AuditFormatException($"The signature of '{name}' on the checkpoint is not Base64.");
    }

    public override string ToString() => $"{Dash}{Name} {Convert.ToBase64String([.. Convert.FromHexString(KeyId), .. Bytes.Span])}";

    /// <summary>Whether a key is the one it names.</summary>
    internal bool IsBy(AuditPublicKey key) => key.Name == Name && key.Id == KeyId;
}
