using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Audit.Verification;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Domain.Tests.Audit;

/// <summary>
/// Ten ways to tamper with the record, each by somebody who changes rows only, and by somebody who computes the chain again as well. Twelve records a minute
/// apart, with a checkpoint after every four.
/// </summary>
public sealed class TamperingTests : IDisposable
{
    private readonly SomeLog _log = SomeLog.Of(12, 4);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_record_that_nobody_touched_is_whole()
    {
        Assert.Equal(new(1, 12, 12, null), _log.Verify());
        _log.Append(SomeAudit.Read(13), SomeAudit.Morning + TimeSpan.FromMinutes(13));
        Assert.Equal(new(1, 13, 12, null), _log.Verify());
        Assert.True(_log.Verify(_log.Trust with { Quorum = 1 }).IsWhole);
    }

    [Fact]
    public void An_edited_record_is_named()
    {
        _log.Change(6, r => r with { Entry = r.Entry with { Purpose = "another" } });
        AssertFault(AuditFaultKind.ChainBroken, 6, 6, "record 6 does not fit the hash chain");
        _log.ChainAgain();
        AssertFault(AuditFaultKind.NotAsSigned, 5, 8, "records 5–8 are not those that the checkpoint at record 8 signs");
    }

    [Fact]
    public void A_deleted_record_is_named()
    {
        _log.Rows.RemoveAt(5);
        AssertFault(AuditFaultKind.Missing, 6, 6, "records 6–6 are missing, between 2021-03-01T00:05:00.000Z and 2021-03-01T00:07:00.000Z");
        _log.ChainAgain();
        AssertFault(AuditFaultKind.NotAsSigned, 5, 8);
    }

    [Fact]
    public void An_inserted_record_is_named()
    {
        var forged = _log.Rows[4] with { Sequence = 6, Body = AuditCodec.Encode(AuditCodec.Decode(_log.Rows[4].Body.Span) with { Sequence = 6 }) };
        _log.Rows.Insert(5, forged);
        AssertFault(AuditFaultKind.ChainBroken, 6, 6);
        _log.ChainAgain();
        AssertFault(AuditFaultKind.NotAsSigned, 5, 8);
    }

    [Fact]
    public void Swapped_records_are_named()
    {
        (_log.Rows[5], _log.Rows[6]) = (_log.Rows[6] with { Sequence = 6 }, _log.Rows[5] with { Sequence = 7 });
        AssertFault(AuditFaultKind.Misplaced, 6, 6, "record 6 holds the content of record 7");
        _log.ChainAgain();
        AssertFault(AuditFaultKind.ClockSetBack, 7, 7);
    }

    [Fact]
    public void A_tail_that_was_cut_off_behind_a_checkpoint_is_named()
    {
        _log.Rows.RemoveRange(9, 3);
        AssertFault(AuditFaultKind.TailMissing, 10, 12, "records 10–12 are missing");
    }

    [Fact]
    public void Checkpoints_that_were_signed_again_with_another_key_are_named()
    {
        _log.Change(6, r => r with { Entry = r.Entry with { Purpose = "another" } });
        _log.ChainAgain();
        _log.Checkpoints.RemoveRange(1, 2);
        var mine = _log.NewSigner(SomeLog.Origin);
        var note = _log.Sign(mine);
        AssertFault(AuditFaultKind.UnknownKey, 12, 12, $"signed by no trusted key, but by '{SomeLog.Origin}' ({mine.PublicKey.Id})");

        // The id of a key is short: who finds another key of the same id still cannot sign.
        _log.Checkpoints[^1] = note with { Signatures = [note.Signatures[0] with { KeyId = _log.Signer.PublicKey.Id }] };
        AssertFault(AuditFaultKind.BadSignature, 12, 12);
    }

    [Fact]
    public void A_clock_that_was_set_back_is_named()
    {
        _log.Append(SomeAudit.Read(13), SomeAudit.Morning + TimeSpan.FromMinutes(11));
        AssertFault(AuditFaultKind.ClockSetBack, 13, 13, "recorded at 2021-03-01T00:11:00.000Z, before 2021-03-01T00:12:00.000Z");
    }

    [Fact]
    public void A_record_from_before_the_checkpoint_in_front_of_it_or_a_checkpoint_from_before_its_records_is_named()
    {
        using var later = SomeLog.Of(4, 5);
        later.Sign(at: SomeAudit.Morning + TimeSpan.FromMinutes(20));
        later.Append(SomeAudit.Read(5), SomeAudit.Morning + TimeSpan.FromMinutes(19));
        Assert.Equal((AuditFaultKind.ClockSetBack, 5), Fault(later.Verify()));

        using var earlier = SomeLog.Of(4, 5);
        earlier.Sign(at: SomeAudit.Morning);
        Assert.Equal((AuditFaultKind.ClockSetBack, 4), Fault(earlier.Verify()));
    }

    [Fact]
    public void A_number_that_two_records_have_is_named()
    {
        _log.Rows.Insert(6, _log.Rows[5]);
        AssertFault(AuditFaultKind.Duplicate, 6, 6, "record 6 is there twice");
        _log.ChainAgain();
        AssertFault(AuditFaultKind.NotAsSigned, 5, 8);
    }

    [Fact]
    public void A_replaced_root_is_named()
    {
        _log.Change(6, r => r with { Entry = r.Entry with { Purpose = "another" } });
        _log.ChainAgain();
        var honest = _log.Checkpoints[1];
        var tree = new MerkleTree([.. _log.Rows.Take(8).Select(r => MerkleHash.Leaf(r.Body.Span))]);
        var forged = AuditCheckpoint.Parse(honest.Text) with { Root = tree.Root(8) };
        _log.Checkpoints[1] = honest with { Text = forged.ToString() };
        AssertFault(AuditFaultKind.BadSignature, 8, 8, "root, number of records, time or chain head were replaced");

        // With the stolen key of the log there is still the witness, who signed another text.
        _log.Checkpoints[1] = _log.Signer.Sign(forged).With(honest.Signatures[1]);
        AssertFault(AuditFaultKind.BadSignature, 8, 8, "'jiangsu.example.cn'");
        _log.Checkpoints[1] = _log.Signer.Sign(forged);
        Assert.Equal((AuditFaultKind.TooFewWitnesses, 8), Fault(_log.Verify(_log.Trust with { Quorum = 1 })));
    }

    [Fact]
    public void A_whole_day_that_was_dropped_is_named()
    {
        using var days = new SomeLog();
        for (var hour = 0; hour < 72; hour++)
        {
            days.Append(SomeAudit.Read(hour * 60), SomeAudit.Morning + TimeSpan.FromHours(hour));
            if (hour % 12 == 11)
            {
                days.Sign();
            }
        }

        var whole = days.Rows.ToList();
        days.Rows.RemoveRange(24, 24);
        Assert.Equal((AuditFaultKind.Missing, 25), Fault(days.Verify()));
        Assert.Contains("between 2021-03-01T23:00:00.000Z and 2021-03-03T00:00:00.000Z", days.Verify().Fault!.Text.English, StringComparison.Ordinal);
        days.ChainAgain();
        Assert.Equal((AuditFaultKind.NotAsSigned, 25), Fault(days.Verify()));

        // The first day, as if it had been retention: no checkpoint fits where the rest begins.
        days.Rows.Clear();
        days.Rows.AddRange(whole[20..]);
        var tree = MerkleFrontier.Empty();
        whole[..20].ForEach(r => tree.Add(MerkleHash.Leaf(r.Body.Span)));
        Assert.Equal((AuditFaultKind.UnprovenStart, 1), Fault(days.Verify(start: new(AuditHash.FromBytes(whole[19].Chain.Span), tree))));
        Assert.Equal((AuditFaultKind.Missing, 1), Fault(days.Verify()));
    }

    [Fact]
    public void A_record_is_whole_from_where_retention_has_left_it_and_proven_by_the_checkpoint_there()
    {
        var tree = MerkleFrontier.Empty();
        _log.Rows[..8].ForEach(r => tree.Add(MerkleHash.Leaf(r.Body.Span)));
        var start = new AuditAnchor(AuditHash.FromBytes(_log.Rows[7].Chain.Span), tree);
        _log.Rows.RemoveRange(0, 8);
        Assert.Equal(new(9, 12, 12, null), _log.Verify(start: start));

        tree.Add(MerkleHash.Leaf("x"u8));
        Assert.Equal((AuditFaultKind.UnprovenStart, 1), Fault(_log.Verify(start: start)));
        _log.Checkpoints.RemoveAt(1);
        Assert.Equal((AuditFaultKind.UnprovenStart, 1), Fault(_log.Verify(start: start)));
    }

    [Fact]
    public void A_record_that_searches_would_miss_is_named()
    {
        _log.Rows[5] = _log.Rows[5] with { Columns = _log.Rows[5].Columns! with { Vehicles = AuditVehicles.None } };
        AssertFault(AuditFaultKind.IndexDiffers, 6, 6);
    }

    [Fact]
    public void Bytes_that_are_no_record_and_a_checkpoint_of_another_log_are_named()
    {
        Assert.Equal((AuditFaultKind.OtherLog, 4), Fault(_log.Verify(_log.Trust with { Origin = "audit.other.example.cn" })));
        _log.Rows[5] = _log.Rows[5] with { Body = new byte[] { 1, 2, 3 } };
        AssertFault(AuditFaultKind.Unreadable, 6, 6);
        _log.Checkpoints[2] = _log.Checkpoints[2] with { Text = "nothing\n" };
        Assert.Equal(AuditFaultKind.UnreadableCheckpoint, _log.Verify().Fault!.Kind);
    }

    /// <summary>Any change of any byte that is stored is found, at or before the record where it was made.</summary>
    [Fact]
    public void Every_changed_bit_of_every_record_is_found_there()
    {
        for (var i = 0; i < _log.Rows.Count; i++)
        {
            var honest = _log.Rows[i];
            for (var at = 0; at < honest.Body.Length; at++)
            {
                var body = honest.Body.ToArray();
                body[at] ^= 1;
                _log.Rows[i] = honest with { Body = body };
                Assert.Equal(i + 1, _log.Verify().Fault!.From);
            }

            _log.Rows[i] = honest;
        }
    }

    private static (AuditFaultKind, long) Fault(AuditVerdict verdict) => (verdict.Fault!.Kind, verdict.Fault.From);

    private void AssertFault(AuditFaultKind kind, long from, long to, string text = "")
    {
        var verdict = _log.Verify();
        Assert.NotNull(verdict.Fault);
        Assert.Equal((kind, from, to), (verdict.Fault.Kind, verdict.Fault.From, verdict.Fault.To));
        Assert.Contains(text, verdict.Fault.Text.English, StringComparison.Ordinal);
        Assert.NotEqual(verdict.Fault.Text.English, verdict.Fault.Text.Chinese);
        Assert.True(verdict.Last < from || kind is AuditFaultKind.Duplicate);
    }
}
