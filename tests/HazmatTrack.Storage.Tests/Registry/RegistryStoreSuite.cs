using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;
using static HazmatTrack.Storage.Tests.Registry.SomeDocuments;

namespace HazmatTrack.Storage.Tests.Registry;

/// <summary>What the registry must do on every engine.</summary>
public abstract partial class RegistryStoreSuite
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    private protected HandClock Clock { get; } = new();

    /// <summary>A registry on the same database each time within one test.</summary>
    /// <param name="kinds">The kinds that are read; the product's where it is null.</param>
    private protected abstract Task<RegistryStore> OpenAsync(DocumentCatalog? kinds = null);

    [Fact]
    public async Task What_was_filed_comes_back_in_every_field()
    {
        await using var store = await OpenAsync();
        var permit = Permit("沪公危通〔2026〕7号", provinces: [ProvinceCode.Anhui, ProvinceCode.Shanghai]);
        var route = Route("R-1");
        Assert.Equal(SaveOutcome.Created, (await store.FileNewAsync(DocumentKinds.Permit, permit, "张三", s_none)).Outcome);
        Clock.Now = new(1_000_500);
        Assert.Equal(SaveOutcome.Created, (await store.FileNewAsync(DocumentKinds.Route, route, "李四", s_none)).Outcome);

        Assert.Equal(new(permit, 1, 1, new(1_000_000), "张三"), await store.GetAsync(DocumentKinds.Permit, permit.Number, null, s_none));
        Assert.Equal(new(route, 1, 2, new(1_000_500), "李四"), await store.GetAsync(DocumentKinds.Route, "R-1", null, s_none));
        Assert.Null(await store.GetAsync(DocumentKinds.Permit, "R-1", null, s_none));
        Assert.Equal(2, await store.RevisionAsync(s_none));
    }

    [Fact]
    public async Task Filings_come_page_by_page_each_with_the_version_before_it()
    {
        await using var store = await OpenAsync();
        var permit = Permit("P1");
        await store.FileNewAsync(DocumentKinds.Permit, permit, "a", s_none);
        await store.FileNewAsync(DocumentKinds.Route, Route("P1"), "a", s_none);
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P2", Other), "a", s_none);
        await store.WithdrawAsync(DocumentKinds.Permit, "P1", new(5), "a", s_none);
        var corrected = permit with { Vehicle = Other };
        await store.FileAsync(DocumentKinds.Permit, corrected, "a", s_none);

        async Task<(List<Filing> Filings, long Revision)> AllAsync(long after, long upTo, Func<VehicleId, bool> concerns)
        {
            var all = new List<Filing>();
            while (after < upTo)
            {
                var page = await store.FilingsAsync(after, upTo, concerns, 2, s_none);
                Assert.True(page.Revision > after && page.Filings.Count <= 2);
                all.AddRange(page.Filings);
                after = page.Revision;
            }

            return (all, after);
        }

        var withdrawn = permit with { WithdrawnAt = new(5) };
        var (all, last) = await AllAsync(0, 5, _ => true);
        Assert.Equal(5, last);
        Assert.Equal([null, null, null, permit, withdrawn], all.Select(f => f.Before));
        Assert.Equal([permit, Route("P1"), Permit("P2", Other), withdrawn, corrected], all.Select(f => f.After));
        Assert.Equal([new(null, Permit("P2", Other)), new(withdrawn, corrected)], (await AllAsync(0, 5, v => v == Other)).Filings);
        Assert.Equal([new(permit, withdrawn), new(withdrawn, corrected)], (await AllAsync(2, 5, v => v == Truck)).Filings);
        Assert.Empty((await AllAsync(0, 4, v => v == new VehicleId("沪C00001", PlateColour.Yellow))).Filings);
    }

    [Fact]
    public async Task Filings_of_a_kind_that_the_program_does_not_know_are_passed_over_and_named_where_they_concern_the_vehicles_asked_for()
    {
        await using var store = await OpenAsync();
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        await store.FileNewAsync(DocumentKinds.Route, Route("R1"), "a", s_none);
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P2", Other), "a", s_none);
        await ExecuteAsync("update registry_document set kind = 'of-tomorrow' where number in ('P1', 'P2')");
        Assert.False(store.Knows("of-tomorrow"));

        var page = await store.FilingsAsync(0, 3, v => v == Truck, 10, s_none);
        Assert.Equal([Route("R1")], page.Filings.Select(f => f.After));
        Assert.Equal([new("of-tomorrow", 0)], page.Unknown);
        Assert.Equal([new("of-tomorrow", 2)], (await store.FilingsAsync(0, 3, v => v == Other, 10, s_none)).Unknown);
        Assert.Empty((await store.FilingsAsync(0, 3, _ => false, 10, s_none)).Unknown);
        Assert.Equal([Route("R1")], (await store.FilingsOfAsync(DocumentKinds.Route.Id, 0, 3, _ => true, 10, s_none)).Filings.Select(f => f.After));
        Assert.Empty((await store.FilingsOfAsync(DocumentKinds.Permit.Id, 0, 3, _ => true, 10, s_none)).Filings);

        // For no vehicle, it may concern any.
        await ExecuteAsync("update registry_document set vehicle = null where number = 'P2'");
        Assert.Equal([new("of-tomorrow", 2)], (await store.FilingsAsync(0, 3, _ => false, 10, s_none)).Unknown);
    }

    [Fact]
    public async Task Opened_again_it_holds_the_same()
    {
        await using (var store = await OpenAsync())
        {
            await store.FileNewAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        }

        await using var again = await OpenAsync();
        Assert.Equal(Permit("P1"), (await again.GetAsync(DocumentKinds.Permit, "P1", null, s_none))?.Document);
        Assert.Equal(1, await again.RevisionAsync(s_none));
    }

    /// <summary>A replica takes over that lacks the newest filings, of which a partition may have recorded that they are noted.</summary>
    [Fact]
    public async Task On_another_timeline_no_revision_is_given_again_and_some_are_left_out_once()
    {
        await using var store = await OpenAsync();
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        await ExecuteAsync("update registry_counter set timeline = timeline + 7");
        Assert.Equal(1, await store.RevisionAsync(s_none));
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P2"), "a", s_none);
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P3"), "a", s_none);
        Assert.Equal(2 + DatabaseTimeline.Revisions, await store.RevisionAsync(s_none));
        var filed = await store.FiledAfterAsync(0, s_none).AllAsync();
        Assert.Equal([1, 1 + DatabaseTimeline.Revisions, 2 + DatabaseTimeline.Revisions], filed.Select(f => f.Revision));
        var page = await store.FilingsAsync(1, 2 + DatabaseTimeline.Revisions, v => v == Truck, 10, s_none);
        Assert.Equal([Permit("P2"), Permit("P3")], page.Filings.Select(f => f.After));
    }

    [Fact]
    public async Task A_document_that_an_earlier_version_stored_for_a_careless_spelling_is_the_trucks()
    {
        var spelt = Domain.Vehicles.VehicleId.FromStored("沪a12345_2");
        await using (var store = await OpenAsync())
        {
            await store.FileNewAsync(DocumentKinds.Permit, Permit("P1", spelt), "a", s_none);
            await store.FileNewAsync(DocumentKinds.Permit, Permit("P2"), "a", s_none);
            await store.FileNewAsync(DocumentKinds.Permit, Permit("P3", Other), "a", s_none);
        }

        await using var again = await OpenAsync();
        var listed = await again.ListAsync(DocumentKinds.Permit, new() { Vehicle = Truck }, s_none);
        Assert.Equal([("P1", Truck), ("P2", Truck)], listed.Select(f => (f.Document.Number, f.Document.Vehicle)));
        var book = new RegistrySnapshotBuilder();
        await foreach (var filed in again.ValidDocumentsAsync(new(0), s_none))
        {
            book.Take(filed);
        }

        Assert.Equal(["P1", "P2"], book.Snapshot().For(Truck).From(DocumentKinds.Permit).Select(p => p.Number).Order());
        Assert.Equal(["P1", "P2"], book.Snapshot().For(spelt).From(DocumentKinds.Permit).Select(p => p.Number).Order());
    }

    [Fact]
    public async Task A_new_document_never_takes_the_number_of_another()
    {
        await using var store = await OpenAsync();
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        var second = await store.FileNewAsync(DocumentKinds.Permit, Permit("P1", Other), "b", s_none);
        Assert.Equal((SaveOutcome.Taken, "a"), (second.Outcome, second.Current!.FiledBy));
        Assert.Equal(1, await store.RevisionAsync(s_none));
    }

    [Fact]
    public async Task Filing_again_adds_a_version_and_keeps_what_was_known_before()
    {
        await using var store = await OpenAsync();
        await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        Clock.Now = new(1_001_000);
        var changed = Permit("P1", Other, to: 3000);
        Assert.Equal(SaveOutcome.Replaced, (await store.FileAsync(DocumentKinds.Permit, changed, "b", s_none)).Outcome);

        Assert.Equal(changed, (await store.GetAsync(DocumentKinds.Permit, "P1", null, s_none))?.Document);
        Assert.Equal(Permit("P1"), (await store.GetAsync(DocumentKinds.Permit, "P1", new(1_000_999), s_none))?.Document);
        Assert.Null(await store.GetAsync(DocumentKinds.Permit, "P1", new(999_999), s_none));
        Assert.Equal([(1, "a"), (2, "b")], (await store.VersionsAsync(DocumentKinds.Permit, "P1", s_none)).Select(v => (v.Version, v.FiledBy)));
    }

    [Fact]
    public async Task Filing_exactly_what_stands_changes_nothing()
    {
        await using var store = await OpenAsync();
        await store.FileAsync(DocumentKinds.Route, Route("R1"), "a", s_none);
        var again = await store.FileAsync(DocumentKinds.Route, Route("R1"), "b", s_none);
        Assert.Equal((SaveOutcome.Unchanged, 1, "a"), (again.Outcome, again.Current!.Version, again.Current.FiledBy));
        Assert.Equal(1, await store.RevisionAsync(s_none));
    }

    [Fact]
    public async Task A_withdrawal_is_a_version_that_ends_the_document_and_leaves_what_went_before()
    {
        await using var store = await OpenAsync();
        await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        var withdrawn = await store.WithdrawAsync(DocumentKinds.Permit, "P1", new Instant(1500), "b", s_none);
        Assert.Equal((SaveOutcome.Replaced, 2, (Instant?)new Instant(1500)),
            (withdrawn.Outcome, withdrawn.Current!.Version, withdrawn.Current.Document.WithdrawnAt));
        Assert.True(withdrawn.Current.Document.IsValidAt(new(1499)));
        Assert.False(withdrawn.Current.Document.IsValidAt(new(1500)));

        Assert.Equal(SaveOutcome.Unchanged, (await store.WithdrawAsync(DocumentKinds.Permit, "P1", new Instant(1600), "b", s_none)).Outcome);
        Assert.Equal(SaveOutcome.Unchanged, (await store.WithdrawAsync(DocumentKinds.Permit, "P1", null, "b", s_none)).Outcome);
        Assert.Equal(SaveOutcome.Replaced, (await store.WithdrawAsync(DocumentKinds.Permit, "P1", new Instant(1400), "b", s_none)).Outcome);
        Assert.Equal(SaveOutcome.Unknown, (await store.WithdrawAsync(DocumentKinds.Permit, "P2", null, "b", s_none)).Outcome);

        Assert.Equal(SaveOutcome.Taken, (await store.FileNewAsync(DocumentKinds.Permit, Permit("P1"), "c", s_none)).Outcome);
        Assert.Null((await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "c", s_none)).Current!.Document.WithdrawnAt);
    }

    [Fact]
    public async Task Withdrawn_without_a_time_means_now()
    {
        await using var store = await OpenAsync();
        await store.FileAsync(DocumentKinds.Route, Route("R1"), "a", s_none);
        Clock.Now = new(1_777_777);
        Assert.Equal(new Instant(1_777_777), (await store.WithdrawAsync(DocumentKinds.Route, "R1", null, "b", s_none)).Current!.Document.WithdrawnAt);
    }

    [Fact]
    public async Task Lists_go_by_number_page_by_page_and_show_only_newest_versions()
    {
        await using var store = await OpenAsync();
        foreach (var number in new[] { "b", "B", "é", "a", "危1", "Z9", "a-1" })
        {
            await store.FileAsync(DocumentKinds.Permit, Permit(number), "a", s_none);
            await store.FileAsync(DocumentKinds.Permit, Permit(number, to: 2500), "a", s_none);
        }

        var seen = new List<DocumentVersion<Permit>>();
        IReadOnlyList<DocumentVersion<Permit>> page;
        do
        {
            page = await store.ListAsync(DocumentKinds.Permit, new() { After = seen.LastOrDefault()?.Document.Number, Limit = 3 }, s_none);
            seen.AddRange(page);
        }
        while (page.Count == 3);

        Assert.Equal(["B", "Z9", "a", "a-1", "b", "é", "危1"], seen.Select(p => p.Document.Number));
        Assert.All(seen, p => Assert.Equal(2, p.Version));
        Assert.Empty(await store.ListAsync(DocumentKinds.Route, new(), s_none));
    }

    [Fact]
    public async Task Lists_answer_by_vehicle_by_event_time_and_by_what_was_known_when()
    {
        await using var store = await OpenAsync();
        await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        await store.FileAsync(DocumentKinds.Permit, Permit("P2", Other, from: 1800, to: 2800), "a", s_none);
        Clock.Now = new(2_000_000);
        await store.FileAsync(DocumentKinds.Permit, Permit("P1", Other), "a", s_none);
        await store.WithdrawAsync(DocumentKinds.Permit, "P1", new Instant(1900), "a", s_none);

        Assert.Equal([], await Numbers(new() { Vehicle = Truck }));
        Assert.Equal(["P1", "P2"], await Numbers(new() { Vehicle = Other }));
        Assert.Equal(["P1"], await Numbers(new() { Vehicle = Truck, AsOf = new Instant(1_999_999) }));
        Assert.Equal(["P1", "P2"], await Numbers(new() { ValidAt = new Instant(1899) }));
        Assert.Equal(["P2"], await Numbers(new() { ValidAt = new Instant(1900) }));
        Assert.Equal(["P1", "P2"], await Numbers(new() { ValidAt = new Instant(1900), AsOf = new Instant(1_999_999) }));
        Assert.Equal([], await Numbers(new() { ValidAt = new Instant(2800) }));
        Assert.Equal([], await Numbers(new() { ValidAt = new Instant(999) }));

        async Task<IEnumerable<string>> Numbers(DocumentQuery query) =>
            (await store.ListAsync(DocumentKinds.Permit, query, s_none)).Select(p => p.Document.Number);
    }

    [Fact]
    public async Task Standing_documents_leave_out_what_ended_before()
    {
        await using var store = await OpenAsync();
        await store.FileAsync(DocumentKinds.Permit, Permit("P1", to: 2000), "a", s_none);
        await store.FileAsync(DocumentKinds.Permit, Permit("P2", to: 3000), "a", s_none);
        await store.FileAsync(DocumentKinds.Permit, Permit("P3", to: 3000), "a", s_none);
        await store.WithdrawAsync(DocumentKinds.Permit, "P3", new Instant(1500), "a", s_none);
        await store.FileAsync(DocumentKinds.Route, Route("R1"), "a", s_none);
        Assert.Equal(["P2"], (await store.ValidDocumentsAsync(new(2000), s_none).AllAsync()).Select(f => f.Document.Number));
        Assert.Equal(["P1", "P2", "R1"], (await store.ValidDocumentsAsync(new(1999), s_none).AllAsync()).Select(f => f.Document.Number));
    }

    [Fact]
    public async Task However_documents_are_filed_the_books_of_all_who_follow_say_the_same_as_the_store()
    {
        await using var store = await OpenAsync();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 15; round++)
        {
            var before = await store.RevisionAsync(s_none);
            for (var n = random.Next(1, 12); n > 0; n--)
            {
                var (number, from) = ($"P{random.Next(6)}", random.Next(1, 30));
                Clock.Now += TimeSpan.FromMilliseconds(random.Next(40));
                await (random.Next(4) == 0
                    ? store.WithdrawAsync(DocumentKinds.Permit, number, new Instant(random.Next(40)), "a", s_none)
                    : store.FileAsync(
                        DocumentKinds.Permit, Permit(number, random.Next(2) == 0 ? Truck : Other, from, from + random.Next(1, 30)), "a", s_none));
            }

            var fresh = new RegistrySnapshotBuilder();
            (await store.ValidDocumentsAsync(new(0), s_none).AllAsync()).ForEach(fresh.Take);
            var follower = new RegistrySnapshotBuilder();
            var all = await store.FiledAfterAsync(0, s_none).AllAsync();
            all.TakeWhile(f => f.Revision <= before).ToList().ForEach(follower.Take);
            _ = follower.Snapshot();
            all.Where(f => f.Revision > before - 3).Reverse().ToList().ForEach(follower.Take);

            foreach (var vehicle in new[] { Truck, Other })
            {
                var stored = await store.ListAsync(DocumentKinds.Permit, new() { Vehicle = vehicle }, s_none);
                var expected = stored.Select(f => f.Document).OrderBy(p => p.ValidFrom).ThenBy(p => p.Number, StringComparer.Ordinal);
                Assert.True(expected.SequenceEqual(follower.Snapshot().For(vehicle).From(DocumentKinds.Permit)), $"The follower differs; seed {seed}.");
                Assert.True(
                    expected.Where(p => p.EndsAt > new Instant(0)).SequenceEqual(fresh.Snapshot().For(vehicle).From(DocumentKinds.Permit)),
                    $"The fresh book differs; seed {seed}.");
            }
        }
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_is_told_and_is_not_taken_for_none()
    {
        await using var store = await OpenAsync();
        var found = new List<Damage>();
        store.Damaged += found.Add;
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P1"), "a", s_none);
        await store.FileNewAsync(DocumentKinds.Permit, Permit("P2", Other), "a", s_none);
        await ExecuteAsync("update registry_document set content = '{\"provinces\":' where number = 'P1'");
        var book = new RegistrySnapshotBuilder();
        foreach (var filed in await store.ValidDocumentsAsync(default, s_none).AllAsync())
        {
            book.Take(filed);
        }

        var documents = book.Snapshot().For(Truck);
        Assert.Throws<UnreadableDocumentException>(() => documents.EnsureReadable(DocumentKinds.Permit));
        documents.EnsureReadable(DocumentKinds.Route);
        Assert.Single(book.Snapshot().For(Other).From(DocumentKinds.Permit));
        Assert.Equal(("document", "kind=permit number=P1 version=1", Truck), (Assert.Single(found).Kind, found[0].Key, found[0].Vehicle));
        Assert.Equal(["P2"], (await store.ListAsync(DocumentKinds.Permit, new() { Limit = 10 }, s_none)).Select(f => f.Document.Number));
        await Assert.ThrowsAsync<InvalidDataException>(() => store.GetAsync(DocumentKinds.Permit, "P1", null, s_none));

        // Filed again it is known.
        Assert.Equal(SaveOutcome.Replaced, (await store.FileAsync(DocumentKinds.Permit, Permit("P1"), "b", s_none)).Outcome);
        await foreach (var filed in store.FiledAfterAsync(2, s_none))
        {
            book.Take(filed);
        }

        book.Snapshot().For(Truck).EnsureReadable(DocumentKinds.Permit);
        Assert.Single(book.Snapshot().For(Truck).From(DocumentKinds.Permit));
    }

    /// <summary>Runs a statement on the test's own database.</summary>
    private protected abstract Task ExecuteAsync(string sql);
}
