using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>A text with signatures of one or more keys, in the form of C2SP signed-note: the text, an empty line, and a line for each signature.</summary>
/// <param name="Text">What is signed, with the end of its last line.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>The most signatures of one note.</summary>
    private const int MaxSignatures = 64;

    /// <summary>The number of bytes of a witness's time.</summary>
    private const int TimeSize = 8;

    /// <exception cref="AuditFormatException">It is no note.</exception>
    public static SignedNote Parse(string note)
    {
        var cut = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (cut < 0 || !note.EndsWith('\n') || note.Any(c => c < ' ' && c != '\n'))
        {
            throw new AuditFormatException("The checkpoint is no signed note: expected a text, an empty line and lines of signatures.");
        }

        var lines = note[(cut + 2)..].Split('\n')[..^1];
        return lines.Length is > 0 and <= MaxSignatures
            ? new(note[..(cut + 1)], [.. lines.Select(NoteSignature.Parse)])
            : throw new AuditFormatException($"The checkpoint has {lines.Length} signatures; expected 1 to {MaxSignatures}.");
    }

    /// <summary>The same note with one more signature.</summary>
    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    /// <summary>Whether a key is named by a signature, and whether that signature is right; null where none names it.</summary>
    public bool? IsSignedBy(AuditPublicKey key)
    {
        var named = Signatures.Where(s => s.IsBy(key)).ToList();
        return named.Count == 0 ? null : named.TrueForAll(s => IsRight(s, key));
    }

    public override string ToString() => Text + "\n" + string.Concat(Signatures.Select(s => $"{s}\n"));

    /// <summary>What a witness signs: that it saw nothing later of this log at a time (C2SP tlog-cosignature).</summary>
    internal static byte[] Cosigned(string text, long seconds) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}"));

    internal static byte[] TimeBytes(long seconds)
    {
        var bytes = new byte[TimeSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seconds);
        return bytes;
    }

    private bool IsRight(NoteSignature signature, AuditPublicKey key)
    {
        var bytes = signature.Bytes.Span;
        return !key.IsWitness ? key.IsSignatureOf(Encoding.UTF8.GetBytes(Text), bytes)
            : bytes.Length > TimeSize && key.IsSignatureOf(Cosigned(Text, BinaryPrimitives.ReadInt64BigEndian(bytes)), bytes[TimeSize..]);
    }
}
