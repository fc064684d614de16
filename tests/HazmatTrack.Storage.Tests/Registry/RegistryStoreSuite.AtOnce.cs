using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Storage.Registry;
using static HazmatTrack.Storage.Tests.Registry.SomeDocuments;

namespace HazmatTrack.Storage.Tests.Registry;

/// <summary>Several who file at once, and revisions that all of them see in one order.</summary>
public abstract partial class RegistryStoreSuite
{
    [Fact]
    public async Task Recorded_times_never_go_back_though_a_clock_does()
    {
        await using var store = await OpenAsync();
        await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        Clock.Now = new(500_000);
        Assert.Equal(new Instant(1_000_000), (await store.FileAsync(DocumentKinds.Permit, Permit("P2"), "a", s_none)).Current!.RecordedAt);
    }

    [Fact]
    public async Task Two_processes_filing_at_once_get_each_revision_once_and_a_follower_misses_none()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var writing = Task.WhenAll(new[] { one, two, one, two }.Select((store, w) => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await store.FileAsync(DocumentKinds.Permit, Permit($"P{i % 7}", to: 2000 + (100 * w) + i), $"w{w}", s_none);
            }
        })));
        var followed = new List<long>();
        while (!writing.IsCompleted || followed.Count < await one.RevisionAsync(s_none))
        {
            followed.AddRange((await two.FiledAfterAsync(followed.LastOrDefault(), s_none).AllAsync()).Select(f => f.Revision));
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, 100).Select(r => (long)r), followed);
        Assert.Equal(7, (await one.ListAsync(DocumentKinds.Permit, new(), s_none)).Count);
    }

    [Fact]
    public async Task Of_many_who_change_the_same_version_at_once_one_succeeds_and_the_others_are_told()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).FileAsync(DocumentKinds.Permit, Permit("P1", to: 2001 + i), $"w{i}", new() { MustExist = true, OneOf = [1] }, s_none))));
        var winner = Assert.Single(results, r => r.Outcome == SaveOutcome.Replaced);
        Assert.All(results, r => Assert.Equal(2, r.Current!.Version));
        Assert.Equal(7, results.Count(r => r.Outcome == SaveOutcome.Stale));
        Assert.Equal(winner.Current!.FiledBy, (await two.GetAsync(DocumentKinds.Permit, "P1", null, s_none))!.FiledBy);
        Assert.Equal(2, (await one.VersionsAsync(DocumentKinds.Permit, "P1", s_none)).Count);
    }

    [Fact]
    public async Task A_filing_that_rests_on_another_version_changes_nothing()
    {
        await using var store = await OpenAsync();
        var (any, first, fresh) =
            (new VersionCondition { MustExist = true }, new VersionCondition { MustExist = true, OneOf = [1] }, new VersionCondition { MustNotExist = true });
        Assert.Equal(SaveOutcome.Stale, (await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", any, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Created, (await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", fresh, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Stale, (await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", fresh, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Stale, (await store.FileAsync(DocumentKinds.Permit, Permit("P1", to: 2100), "a", new() { NoneOf = [1] }, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Replaced, (await store.FileAsync(DocumentKinds.Permit, Permit("P1", to: 2100), "a", first, s_none)).Outcome);

        // Sent again, as after a lost answer, it stands already; another content is refused.
        Assert.Equal(SaveOutcome.Unchanged, (await store.FileAsync(DocumentKinds.Permit, Permit("P1", to: 2100), "a", first, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Stale, (await store.FileAsync(DocumentKinds.Permit, Permit("P1", to: 2200), "a", first, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Stale, (await store.WithdrawAsync(DocumentKinds.Permit, "P1", new Instant(1500), "a", first, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Replaced, (await store.WithdrawAsync(DocumentKinds.Permit, "P1", new Instant(1500), "a", any, s_none)).Outcome);
        Assert.Equal(3, (await store.VersionsAsync(DocumentKinds.Permit, "P1", s_none)).Count);
    }

    [Fact]
    public async Task Of_two_who_file_the_same_new_number_at_once_one_is_told_that_it_is_taken()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).FileNewAsync(DocumentKinds.Permit, Permit("P1", to: 2000 + i), "a", s_none))));
        Assert.Single(results, r => r.Outcome == SaveOutcome.Created);
        Assert.Equal(7, results.Count(r => r.Outcome == SaveOutcome.Taken));
    }
}
