using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Audit.Verification;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.Tests.Registry;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Storage.Tests.Audit;

/// <summary>What the audit record must do on every engine.</summary>
public abstract partial class AuditStoreSuite : IAsyncLifetime
{
    private static readonly AuditActor s_operator = new() { KeyId = "k7", Organisation = "甲物流", Province = ProvinceCode.Jiangsu };

    private protected HandClock Clock { get; } = new() { Now = SomeAudit.Morning };

    /// <summary>Keys of the log and of a witness.</summary>
    private protected SomeLog Keys { get; } = new();

    private protected AuditStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Keys.Dispose();
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }
    }

    /// <summary>A store on the same database each time within one test.</summary>
    private protected abstract Task<AuditStore> OpenAsync();

    private protected abstract Task ExecuteAsync(string sql);

    /// <summary>Statements that let a tamperer with all rights past the triggers, and those that set them up again.</summary>
    private protected abstract (string Off, string On) Triggers(string table);

    [Fact]
    public async Task Entries_are_numbered_without_gaps_and_come_back_in_every_field()
    {
        var first = await Store.AppendAsync([SomeAudit.Read(1, null, SomeAudit.Truck, SomeAudit.Other), SomeAudit.Read(2, s_operator)], default);
        Clock.Now += TimeSpan.FromMinutes(1);
        var second = await Store.AppendAsync([SomeAudit.Read(3)], default);
        Assert.Empty(await Store.AppendAsync([], default));
        Assert.Equal([1, 2, 3], first.Concat(second).Select(r => r.Sequence));
        Assert.Equal(SomeAudit.Morning + TimeSpan.FromMinutes(1), second[0].RecordedAt);

        var rows = await Store.ReadAsync(1, 10, default);
        Assert.Equal(first.Concat(second), rows.Select(r => AuditCodec.Decode(r.Body.Span)));
        Assert.Equal(first.Concat(second).Select(AuditColumns.From), rows.Select(r => r.Columns));
        Assert.Equal([2L], (await Store.ReadAsync(2, 1, default)).Select(r => r.Sequence));
    }

    [Fact]
    public async Task Entries_are_found_by_time_actor_organisation_province_and_vehicle_the_latest_first()
    {
        for (var i = 1; i <= 6; i++)
        {
            Clock.Now = SomeAudit.Morning + TimeSpan.FromMinutes(i);
            await Store.AppendAsync([SomeAudit.Read(i, i % 2 == 0 ? s_operator : null, i % 3 == 0 ? [SomeAudit.Truck, SomeAudit.Other] : [])], default);
        }

        Assert.Equal([6, 5, 4, 3, 2, 1], await FoundAsync(new()));
        Assert.Equal([6, 4, 2], await FoundAsync(new() { Actor = s_operator.Name }));
        Assert.Equal([6, 4, 2], await FoundAsync(new() { Organisation = "甲物流" }));
        Assert.Equal([5, 3, 1], await FoundAsync(new() { Province = ProvinceCode.Shanghai }));
        Assert.Equal([6, 3], await FoundAsync(new() { Vehicle = SomeAudit.Truck }));
        Assert.Equal([3], await FoundAsync(new() { Vehicle = SomeAudit.Other, Province = ProvinceCode.Shanghai }));
        Assert.Equal([4, 3], await FoundAsync(new() { From = SomeAudit.Morning + TimeSpan.FromMinutes(3), To = SomeAudit.Morning + TimeSpan.FromMinutes(4) }));
        Assert.Equal([6, 5], await FoundAsync(new() { Limit = 2 }));
        Assert.Equal([4, 3], await FoundAsync(new() { Before = 5, Limit = 2 }));
        Assert.Equal(2, (await Store.FindAsync(new() { Vehicle = SomeAudit.Truck }, default)).Rows[0].Columns!.Vehicles.Count);

        async Task<IEnumerable<long>> FoundAsync(AuditQuery query) => (await Store.FindAsync(query, default)).Rows.Select(r => r.Sequence);
    }

    [Fact]
    public async Task Recorded_times_do_not_go_back_when_the_clock_of_a_silo_does()
    {
        await Store.AppendAsync([SomeAudit.Read(1)], default);
        Clock.Now -= TimeSpan.FromHours(1);
        Assert.Equal(SomeAudit.Morning, (await Store.AppendAsync([SomeAudit.Read(2)], default))[0].RecordedAt);
        await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Equal(new(1, 2, 2, null), await VerifyAsync());
    }

    [Fact]
    public async Task Many_who_append_at_once_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(silo => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await Store.AppendAsync([.. Enumerable.Range(0, (silo % 3) + 1).Select(n => SomeAudit.Read(n, null, SomeAudit.Truck))], default);
                if (i % 4 == 0)
                {
                    await Store.CheckpointAsync(Keys.Signer, default);
                }
            }
        })));
        await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Equal(new(1, 150, 150, null), await VerifyAsync());
    }

    [Fact]
    public async Task A_record_goes_on_after_the_program_was_started_again()
    {
        await Store.AppendAsync([SomeAudit.Read(1)], default);
        await Store.DisposeAsync();
        Store = await OpenAsync();
        await Store.AppendAsync([SomeAudit.Read(2)], default);
        await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Equal(new(1, 2, 2, null), await VerifyAsync());
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_again_is_refused_and_nothing_of_its_group_is_stored()
    {
        await Assert.ThrowsAsync<AuditFormatException>(
            () => Store.AppendAsync([SomeAudit.Read(1), SomeAudit.Read(2) with { Outcome = (AuditOutcome)9 }], default));
        Assert.Empty(await Store.ReadAsync(1, 10, default));
    }

    [Fact]
    public async Task A_checkpoint_is_made_once_for_a_state_and_carries_the_signatures_of_witnesses()
    {
        var empty = await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Equal(0, AuditCheckpoint.Parse(empty.Text).Size);
        await Store.AppendAsync([SomeAudit.Read(1), SomeAudit.Read(2), SomeAudit.Read(3)], default);
        var note = await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Equal(note.ToString(), (await Store.CheckpointAsync(Keys.Signer, default)).ToString());

        var cosignature = Keys.Witness.Cosign(note, Clock.Now);
        await Store.CosignAsync(3, cosignature, Keys.Witness.PublicKey, default);
        await Store.CosignAsync(3, cosignature, Keys.Witness.PublicKey, default);
        Assert.Equal([empty.ToString(), note.With(cosignature).ToString()], (await Store.CheckpointsAsync(0, 10, default)).Select(n => n.ToString()));
        Assert.Single(await Store.CheckpointsAsync(1, 10, default));
        Assert.True((await AuditVerification.VerifyAsync(Store, Keys.Trust, [note], default)).IsWhole);

        var wrong = Keys.Witness.Cosign(empty, Clock.Now);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CosignAsync(3, wrong, Keys.Witness.PublicKey, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CosignAsync(2, cosignature, Keys.Witness.PublicKey, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CosignAsync(3, note.Signatures[0], Keys.Signer.PublicKey, default));
    }

    private Task<AuditVerdict> VerifyAsync() => AuditVerification.VerifyAsync(Store, Keys.Trust, [], default);

    /// <summary>Entries a minute apart, each recorded by itself, with a checkpoint after every so many.</summary>
    private async Task RecordAsync(int count, int checkpointEvery)
    {
        for (var i = 1; i <= count; i++)
        {
            Clock.Now += TimeSpan.FromMinutes(1);
            await Store.AppendAsync([SomeAudit.Read(i, null, SomeAudit.Truck)], default);
            if (i % checkpointEvery == 0)
            {
                await Store.CheckpointAsync(Keys.Signer, default);
            }
        }
    }
}
