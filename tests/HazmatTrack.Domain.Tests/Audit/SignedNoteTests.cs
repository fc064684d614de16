using System.Security.Cryptography;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Domain.Tests.Audit;

public sealed class SignedNoteTests : IDisposable
{
    private readonly SomeLog _log = SomeLog.Of(3, 3);

    private SignedNote Note => _log.Checkpoints[0];

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_checkpoint_is_a_note_of_five_lines_with_the_signature_of_the_log_and_of_a_witness()
    {
        var lines = Note.ToString().Split('\n');
        Assert.Equal(
            [SomeLog.Origin, "3", _log.Checkpoint().Root.ToString(), $"chain {_log.Checkpoint().ChainHead}", "time 1614556980000", ""], lines[..6]);
        Assert.StartsWith($"— {SomeLog.Origin} ", lines[6], StringComparison.Ordinal);
        Assert.StartsWith("— jiangsu.example.cn ", lines[7], StringComparison.Ordinal);
        Assert.Equal([""], lines[8..]);
    }

    [Fact]
    public void A_note_that_was_written_and_read_is_signed_by_the_same_keys()
    {
        var read = SignedNote.Parse(Note.ToString());
        Assert.Equal(Note.ToString(), read.ToString());
        Assert.Equal(_log.Checkpoint(), AuditCheckpoint.Parse(read.Text));
        Assert.True(read.IsSignedBy(_log.Signer.PublicKey));
        Assert.True(read.IsSignedBy(_log.Witness.PublicKey));
        Assert.Null(read.IsSignedBy(_log.NewSigner(SomeLog.Origin).PublicKey));
    }

    [Fact]
    public void No_signature_holds_for_another_text()
    {
        var replaced = Note with { Text = Note.Text.Replace("\n3\n", "\n2\n", StringComparison.Ordinal) };
        Assert.False(replaced.IsSignedBy(_log.Signer.PublicKey));
        Assert.False(replaced.IsSignedBy(_log.Witness.PublicKey));
    }

    [Fact]
    public void A_witness_cannot_pass_for_the_log_nor_the_log_for_a_witness()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var log = new AuditSigner("one.example.cn", key);
        using var witness = new AuditSigner("one.example.cn", key, isWitness: true);
        Assert.NotEqual(log.PublicKey.Id, witness.PublicKey.Id);
        Assert.Throws<ArgumentException>(() => witness.Sign(_log.Checkpoint()));
        Assert.Throws<ArgumentException>(() => log.Cosign(Note, default));
        Assert.Throws<ArgumentException>(() => log.Sign(_log.Checkpoint()));
    }

    /// <summary>C2SP signed-note: a plain ECDSA key is named by the first bytes of the hash of its encoding.</summary>
    [Fact]
    public void The_id_of_the_key_of_a_log_follows_from_its_encoding() => Assert.Equal(
        Convert.ToHexStringLower(SHA256.HashData(_log.Signer.PublicKey.SubjectPublicKeyInfo.Span))[..8], _log.Signer.PublicKey.Id);

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\nno signature\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n— name with spaces AAAAAAAA\n")]
    [InlineData("text\n\n— na+me AAAAAAAA\n")]
    [InlineData("text\r\n\n— name AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAAAA")]
    public void What_is_no_note_is_refused(string text) => Assert.Throws<AuditFormatException>(() => SignedNote.Parse(text));

    [Theory]
    [InlineData("\n3\n", "\n03\n")]
    [InlineData("\n3\n", "\n-3\n")]
    [InlineData("time ", "time +")]
    [InlineData("chain ", "")]
    [InlineData(SomeLog.Origin, "")]
    public void There_is_one_text_for_a_checkpoint_and_others_are_refused(string part, string replacement)
    {
        Assert.Contains(part, Note.Text, StringComparison.Ordinal);
        Assert.Throws<AuditFormatException>(() => AuditCheckpoint.Parse(Note.Text.Replace(part, replacement, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("P-256", Assert.Throws<AuditFormatException>(() => new AuditSigner("a", key)).Message, StringComparison.Ordinal);
        Assert.Throws<AuditFormatException>(() => AuditPublicKey.From("a", [1, 2, 3], isWitness: false));
    }
}
