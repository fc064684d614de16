using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit.Verification;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Storage.Tests.Audit;

public abstract partial class AuditStoreSuite
{
    [Fact]
    public async Task Old_records_are_dropped_up_to_a_checkpoint_and_the_rest_is_still_proven()
    {
        await RecordAsync(23, 5);
        Assert.Equal(0, await Store.DropBeforeAsync(SomeAudit.Morning, default));

        // Recorded before minute 18 are 17 records; the last checkpoint over no more than those is the one at 15.
        Assert.Equal(15, await Store.DropBeforeAsync(SomeAudit.Morning + TimeSpan.FromMinutes(18), default));
        Assert.Equal(new(16, 23, 20, null), await VerifyAsync());
        Assert.Equal(15, (await Store.AnchorAsync(default)).Frontier.Size);
        Assert.Equal(2, (await Store.CheckpointsAsync(0, 10, default)).Count);
        var found = await Store.FindAsync(new() { Vehicle = SomeAudit.Truck }, default);
        Assert.Equal([23, 22, 21, 20, 19, 18, 17, 16], found.Rows.Select(r => r.Sequence));

        Assert.Equal(0, await Store.DropBeforeAsync(SomeAudit.Morning + TimeSpan.FromMinutes(18), default));
        await RecordAsync(2, 2);
        Assert.Equal(10, await Store.DropBeforeAsync(SomeAudit.Morning + TimeSpan.FromHours(9), default));
        Assert.Equal(new(0, 25, 25, null), await VerifyAsync());
        await Store.AppendAsync([SomeAudit.Read(26)], default);
        Assert.Equal(new(26, 26, 25, null), await VerifyAsync());
    }

    [Fact]
    public async Task Records_of_the_last_three_years_are_not_dropped_whoever_asks()
    {
        Clock.Now = Instant.From(TimeProvider.System.GetUtcNow()) - TimeSpan.FromDays(1090);
        await RecordAsync(4, 2);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Store.DropBeforeAsync(Clock.Now + TimeSpan.FromDays(1), default));
        Assert.Contains("three years", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new(1, 4, 4, null), await VerifyAsync());
    }

    [Fact]
    public async Task Nothing_is_dropped_without_a_checkpoint_that_proves_it()
    {
        await RecordAsync(4, 9);
        Assert.Equal(0, await Store.DropBeforeAsync(SomeAudit.Morning + TimeSpan.FromHours(1), default));
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync("insert into audit_drop (size, at) values (4, 0)"));
        Assert.Contains("no checkpoint", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_was_changed_keeps_its_records()
    {
        await RecordAsync(4, 2);
        await TamperAsync("audit_checkpoint", "update audit_checkpoint set frontier = (select frontier from audit_checkpoint where size = 2) where size = 4");
        var later = SomeAudit.Morning + TimeSpan.FromHours(1);
        var refused = await Assert.ThrowsAsync<Domain.Audit.AuditFormatException>(() => Store.DropBeforeAsync(later, default));
        Assert.Contains("checkpoint at record 4 was changed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await Store.ReadAsync(1, 10, default)).Count);
    }

    [Fact]
    public async Task Records_that_were_deleted_under_the_name_of_retention_beyond_it_are_missed()
    {
        await RecordAsync(8, 4);
        await Store.DropBeforeAsync(SomeAudit.Morning + TimeSpan.FromMinutes(5), default);
        await TamperAsync("audit_record", "delete from audit_record where sequence < 6");
        var verdict = await VerifyAsync();
        Assert.Equal((AuditFaultKind.Missing, 5L), (verdict.Fault?.Kind, verdict.Fault?.From));
    }
}
