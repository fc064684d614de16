using System.Data.Common;
using HazmatTrack.Domain.Audit.Verification;

namespace HazmatTrack.Storage.Tests.Audit;

public abstract partial class AuditStoreSuite
{
    [Theory]
    [InlineData("update audit_record set organisation = 'x' where sequence = 2", "update of audit_record is refused")]
    [InlineData("delete from audit_record where sequence = 2", "deleting from audit_record")]
    [InlineData("update audit_vehicle set vehicle = 'x'", "update of audit_vehicle is refused")]
    [InlineData("delete from audit_vehicle", "deleting from audit_vehicle")]
    [InlineData("update audit_checkpoint set note = 'x'", "update of audit_checkpoint is refused")]
    [InlineData("delete from audit_checkpoint", "deleting from audit_checkpoint")]
    [InlineData("delete from audit_head", "delete of audit_head is refused")]
    public async Task The_database_itself_refuses_to_change_or_delete_what_was_recorded(string sql, string reason)
    {
        await RecordAsync(3, 2);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(sql));
        Assert.Contains("The audit record is append-only", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.True((await VerifyAsync()).IsWhole);
    }

    [Theory]
    [InlineData("audit_record", "update audit_record set body = (select body from audit_record where sequence = 3) where sequence = 2", AuditFaultKind.Misplaced)]
    [InlineData("audit_record", "update audit_record set chain = (select chain from audit_record where sequence = 3) where sequence = 2", AuditFaultKind.ChainBroken)]
    [InlineData("audit_record", "delete from audit_record where sequence = 2", AuditFaultKind.Missing)]
    [InlineData("audit_record", "update audit_record set organisation = 'x' where sequence = 2", AuditFaultKind.IndexDiffers)]
    [InlineData("audit_vehicle", "delete from audit_vehicle where sequence = 2", AuditFaultKind.IndexDiffers)]
    public async Task What_somebody_with_all_rights_changes_is_named_by_the_first_bad_record(string table, string sql, AuditFaultKind kind)
    {
        await RecordAsync(5, 5);
        await TamperAsync(table, sql);
        var verdict = await VerifyAsync();
        Assert.Equal((kind, 2L), (verdict.Fault?.Kind, verdict.Fault?.From));
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_named_and_a_checkpoint_that_was_changed_too()
    {
        await RecordAsync(5, 5);
        var copy = await Store.CheckpointsAsync(0, 10, default);
        await TamperAsync("audit_record", "delete from audit_record where sequence > 3");
        Assert.Equal((AuditFaultKind.TailMissing, 4L), ((await VerifyAsync()).Fault?.Kind, (await VerifyAsync()).Fault?.From));

        // Who deletes the checkpoint as well is found by the count, and who changes that too by the copy that a witness has.
        await TamperAsync("audit_checkpoint", "delete from audit_checkpoint");
        var counted = await VerifyAsync();
        Assert.Equal((AuditFaultKind.TailMissing, 4L, 5L), (counted.Fault?.Kind, counted.Fault?.From, counted.Fault?.To));
        await ExecuteAsync("update audit_head set sequence = 2");
        Assert.Equal((AuditFaultKind.TailAdded, 3L), ((await VerifyAsync()).Fault?.Kind, (await VerifyAsync()).Fault?.From));
        await ExecuteAsync("update audit_head set sequence = 3");
        Assert.True((await VerifyAsync()).IsWhole);
        Assert.Equal(AuditFaultKind.TailMissing, (await Storage.Audit.AuditVerification.VerifyAsync(Store, Keys.Trust, copy, default)).Fault?.Kind);
        await ExecuteAsync("insert into audit_checkpoint (size, at, note, frontier) select 3, 0, 'x', chain from audit_head");
        Assert.Equal(AuditFaultKind.UnreadableCheckpoint, (await VerifyAsync()).Fault?.Kind);
    }

    private async Task TamperAsync(string table, string sql)
    {
        var (off, on) = Triggers(table);
        await ExecuteAsync($"{off}; {sql}; {on}");
    }
}
