using System.Security.Cryptography;
using System.Text;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>A public key on the curve P-256 that signs checkpoints of a log or cosigns those of another's.</summary>
public sealed class AuditPublicKey : IDisposable
{
    /// <summary>
    /// The signature type of witnesses: C2SP has none for P-256, and reserves 0xff, followed by a longer name, for those of others.
    /// </summary>
    private static readonly byte[] s_witnessType = [0xff, .. "hazmattrack-cosignature/v1-p256"u8];

    private readonly ECDsa _key;

    private AuditPublicKey(string name, ECDsa key, bool isWitness)
    {
        (Name, _key, IsWitness) = (name, key, isWitness);
        var encoding = key.ExportSubjectPublicKeyInfo();
        SubjectPublicKeyInfo = encoding;

        // C2SP signed-note: a plain ECDSA key is named by the hash of its encoding alone, any other by name, type and encoding.
        byte[] named = isWitness ? [.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. s_witnessType, .. encoding] : encoding;
        Id = Convert.ToHexStringLower(SHA256.HashData(named).AsSpan(0, NoteSignature.IdSize));
    }

    /// <summary>Who signs, such as <c>audit.hazmat.example.cn</c>: no spaces and no plus sign.</summary>
    public string Name { get; }

    /// <summary>The id of the key, 8 hexadecimal digits; by it and the name a signature names its key.</summary>
    public string Id { get; }

    /// <summary>Whether it cosigns logs of others and signs none of its own.</summary>
    public bool IsWitness { get; }

    /// <summary>The encoding of the key (X.509 SubjectPublicKeyInfo, DER).</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Reads the encoding of a key.</summary>
    /// <param name="isWitness">Whether it cosigns logs of others.</param>
    /// <exception cref="AuditFormatException">It is no public key on P-256, or the name cannot be one.</exception>
    public static AuditPublicKey From(string name, ReadOnlySpan<byte> subjectPublicKeyInfo, bool isWitness)
    {
        if (!IsName(name))
        {
            throw new AuditFormatException($"'{name}' cannot name a key: a name is not empty and has no spaces, control characters or plus signs.");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);

            // 1.2.840.10045.3.1.7 is P-256 (RFC 5480).
            return key.ExportParameters(false).Curve.Oid is { Value: "1.2.840.10045.3.1.7" } or { FriendlyName: "nistP256" or "ECDSA_P256" }
                ? new(name, key, isWitness)
                : throw new AuditFormatException($"The key of '{name}' is not on the curve P-256.");
        }
        catch (Exception e) when (e is CryptographicException or AuditFormatException)
        {
            key.Dispose();
            throw e as AuditFormatException ?? new AuditFormatException($"The key of '{name}' cannot be read: {e.Message}");
        }
    }

    public void Dispose() => _key.Dispose();

    internal static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    internal bool IsSignatureOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        _key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
}
