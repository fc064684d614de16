using System.Security.Cryptography;
using System.Text;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>Signs checkpoints with a key of the caller (ECDSA on P-256 with SHA-256, signatures in DER).</summary>
public sealed class AuditSigner : IDisposable
{
    private readonly ECDsa _key;

    /// <param name="name">The name of the key; for a log its origin.</param>
    /// <param name="key">The private key; the caller disposes of it.</param>
    /// <param name="isWitness">Whether it cosigns logs of others.</param>
    /// <exception cref="AuditFormatException">The key is not on P-256, or the name cannot be one.</exception>
    public AuditSigner(string name, ECDsa key, bool isWitness = false) =>
        (_key, PublicKey) = (key, AuditPublicKey.From(name, key.ExportSubjectPublicKeyInfo(), isWitness));

    /// <summary>By which others verify.</summary>
    public AuditPublicKey PublicKey { get; }

    /// <summary>Signs a checkpoint of the log that is named like the key.</summary>
    /// <exception cref="ArgumentException">It is a checkpoint of another log, or the key is a witness's.</exception>
    public SignedNote Sign(AuditCheckpoint checkpoint)
    {
        if (PublicKey.IsWitness || checkpoint.Origin != PublicKey.Name)
        {
            throw new ArgumentException($"The key of '{PublicKey.Name}' does not sign for the log '{checkpoint.Origin}'.", nameof(checkpoint));
        }

        var text = checkpoint.ToString();
        return new(text, [Signature(SignData(Encoding.UTF8.GetBytes(text)))]);
    }

    /// <summary>The signature of a witness on a checkpoint of which it has verified that it continues those that it saw before.</summary>
    /// <exception cref="ArgumentException">The key is not a witness's.</exception>
    public NoteSignature Cosign(SignedNote note, Instant at)
    {
        if (!PublicKey.IsWitness)
        {
            throw new ArgumentException($"The key of '{PublicKey.Name}' signs a log of its own and is no witness.", nameof(note));
        }

        var seconds = at.ToDateTimeOffset().ToUnixTimeSeconds();
        return Signature([.. SignedNote.TimeBytes(seconds), .. SignData(SignedNote.Cosigned(note.Text, seconds))]);
    }

    public void Dispose() => PublicKey.Dispose();

    private byte[] SignData(byte[] text) => _key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private NoteSignature Signature(byte[] bytes) => new(PublicKey.Name, PublicKey.Id, bytes);
}
