using HazmatTrack.Domain.Audit.Verification;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Storage.Tests.Audit;

public abstract partial class AuditStoreSuite
{
    [Fact]
    public async Task A_lease_belongs_to_one_holder_until_it_ends_or_is_left_and_the_next_goes_on_from_the_progress()
    {
        var (now, until) = (Clock.Now, Clock.Now + TimeSpan.FromSeconds(30));
        Assert.Equal(0, await Store.TakeLeaseAsync("topic", "one", now, until, default));
        Assert.Null(await Store.TakeLeaseAsync("topic", "two", now, until, default));
        Assert.Equal(0, await Store.TakeLeaseAsync("another", "two", now, until, default));
        Assert.True(await Store.AdvanceLeaseAsync("topic", "one", 7, until, default));
        Assert.False(await Store.AdvanceLeaseAsync("topic", "one", 6, until, default));
        Assert.Equal(7, await Store.TakeLeaseAsync("topic", "one", now, until, default));

        Assert.Equal(7, await Store.TakeLeaseAsync("topic", "two", until, until + TimeSpan.FromSeconds(30), default));
        Assert.False(await Store.AdvanceLeaseAsync("topic", "one", 8, until, default));
        await Store.LeaveLeaseAsync("topic", "one", default);
        Assert.Null(await Store.TakeLeaseAsync("topic", "one", now, until, default));
        await Store.LeaveLeaseAsync("topic", "two", default);
        Assert.Equal(7, await Store.TakeLeaseAsync("topic", "one", now, until, default));
    }

    [Fact]
    public async Task The_status_says_how_much_is_signed_and_since_when_the_rest_waits()
    {
        Assert.Equal(new(0, 0, null), await Store.StatusAsync(default));
        await RecordAsync(5, 3);
        Assert.Equal(new(5, 3, SomeAudit.Morning + TimeSpan.FromMinutes(4)), await Store.StatusAsync(default));
        await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Equal(new(5, 5, null), await Store.StatusAsync(default));
        Assert.Equal((1L, 0L), (await Store.CheckpointsAfterAsync(3, default), await Store.CheckpointsAfterAsync(5, default)));
    }

    [Fact]
    public async Task A_span_of_time_is_verified_from_the_checkpoint_before_it_to_the_one_after_it()
    {
        await RecordAsync(20, 5);
        var report = await AuditVerification.ReportAsync(
            Store, Keys.Trust, [], SomeAudit.Morning + TimeSpan.FromMinutes(7), SomeAudit.Morning + TimeSpan.FromMinutes(12), default);
        Assert.Equal(new AuditVerdict(6, 15, 15, null), report.Verdict);
        Assert.Equal((10L, 3), (report.Entries, report.Checkpoints));
        Assert.Equal(SomeAudit.Morning + TimeSpan.FromMinutes(6), report.From);
        Assert.Equal(SomeAudit.Morning + TimeSpan.FromMinutes(15), report.To);
        Assert.Equal([Keys.Signer.PublicKey.Id], report.Keys);

        // What retention has dropped is not asked for again.
        await Store.DropBeforeAsync(SomeAudit.Morning + TimeSpan.FromMinutes(11), default);
        var kept = await AuditVerification.ReportAsync(Store, Keys.Trust, [], SomeAudit.Morning + TimeSpan.FromMinutes(7), null, default);
        Assert.Equal(new AuditVerdict(11, 20, 20, null), kept.Verdict);
    }

    [Fact]
    public async Task A_record_that_is_opened_for_reading_is_read_while_it_is_written()
    {
        await RecordAsync(3, 3);
        await using var reading = Read();
        Assert.Equal(new(1, 3, 3, null), await AuditVerification.VerifyAsync(reading, Keys.Trust, [], default));
        await RecordAsync(1, 1);
        Assert.Equal(new(1, 4, 4, null), await AuditVerification.VerifyAsync(reading, Keys.Trust, [], default));
    }

    /// <summary>The test's database, opened for reading.</summary>
    private protected abstract AuditStore Read();
}
