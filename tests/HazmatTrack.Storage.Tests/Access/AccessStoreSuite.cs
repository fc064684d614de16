using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Storage.Tests.Registry;
using static HazmatTrack.Storage.Tests.Access.SomeAccess;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>What the store of operators, vehicles, keys and sessions must do on every engine.</summary>
public abstract partial class AccessStoreSuite
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    private protected HandClock Clock { get; } = new();

    /// <summary>A store on the same database each time within one test.</summary>
    private protected abstract Task<AccessStore> OpenAsync();

    private protected abstract Task ExecuteAsync(string sql);

    private async Task<AccessStore> OpenWithAsync(params int[] operators)
    {
        var store = await OpenAsync();
        foreach (var number in operators)
        {
            await store.SaveOperatorAsync(Operator(number), "a", VersionCondition.None, s_none);
        }

        return store;
    }

    [Fact]
    public async Task An_operator_comes_back_in_every_field_and_changes_by_versions()
    {
        await using var store = await OpenAsync();
        var created = await store.SaveOperatorAsync(Operator(1), "李四", new() { MustNotExist = true }, s_none);
        Assert.Equal(new(SaveOutcome.Created, new(Operator(1), 1, new(1_000_000), "李四")), created);
        var suspended = Operator(1) with { IsSuspended = true, Province = ProvinceCode.Anhui, Contact = "" };
        Clock.Now = new(1_000_500);
        var replaced = await store.SaveOperatorAsync(suspended, "王五", new() { MustExist = true, OneOf = [1] }, s_none);
        Assert.Equal((SaveOutcome.Replaced, created.Current), (replaced.Outcome, replaced.Before));
        var stored = new StoredOperator(suspended, 2, new(1_000_500), "王五");
        Assert.Equal(new(2, stored), await store.FindOperatorAsync(Code(1), s_none));
        Assert.Equal(new(2, null), await store.FindOperatorAsync(Code(2), s_none));

        // Sent again, as after a lost answer, it stands already; another content is refused.
        Assert.Equal(new(SaveOutcome.Unchanged, stored), await store.SaveOperatorAsync(suspended, "王五", new() { OneOf = [1] }, s_none));
        Assert.Equal(new(SaveOutcome.Stale, stored), await store.SaveOperatorAsync(Operator(1), "x", new() { OneOf = [1] }, s_none));
        Assert.Equal(SaveOutcome.Stale, (await store.SaveOperatorAsync(Operator(1), "x", new() { MustNotExist = true }, s_none)).Outcome);
        Assert.Equal(SaveOutcome.Stale, (await store.SaveOperatorAsync(Operator(2), "x", new() { MustExist = true }, s_none)).Outcome);
        Assert.Equal(2, await store.RevisionAsync(s_none));
    }

    [Fact]
    public async Task Operators_are_listed_page_by_page_in_order_of_their_codes()
    {
        await using var store = await OpenWithAsync(3, 1, 5, 2, 4);
        var (found, after) = (new List<string>(), (string?)null);
        while (await store.OperatorsAsync(after, 2, s_none) is [.., var last] page)
        {
            found.AddRange(page.Select(o => o.Operator.Code));
            after = last.Operator.Code;
        }

        Assert.Equal(Enumerable.Range(1, 5).Select(Code).Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task An_operator_with_faults_is_not_stored()
    {
        await using var store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => store.SaveOperatorAsync(Operator(1) with { Code = "沪运" }, "a", VersionCondition.None, s_none));
        Assert.Equal(0, await store.RevisionAsync(s_none));
    }

    [Fact]
    public async Task Of_many_who_change_the_same_operator_at_once_one_succeeds()
    {
        await using var one = await OpenWithAsync(1);
        await using var two = await OpenAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).SaveOperatorAsync(Operator(1) with { Contact = $"{i}" }, "a", new() { OneOf = [1] }, s_none))));
        Assert.Single(results, r => r.Outcome == SaveOutcome.Replaced);
        Assert.Equal(7, results.Count(r => r.Outcome == SaveOutcome.Stale));
    }

    [Fact]
    public async Task Garbage_among_the_rows_gives_nothing_to_anybody_is_reported_and_stops_nothing_else()
    {
        await using var store = await OpenWithAsync(1, 2);
        var (good, bad) = (Draft(), Draft());
        foreach (var draft in new[] { good, bad })
        {
            await store.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(9)), "a", s_none);
        }

        var (_, session) = Secret();
        await store.CreateSessionAsync(session, Person(), TimeSpan.FromHours(12), s_none);
        await store.RegisterVehiclesAsync(Code(1), [Truck(1), Truck(2)], "a", s_none);
        await ExecuteAsync($"update access_operator set province = 7 where code = '{Code(2)}'");
        await ExecuteAsync($"update access_key set actions = 'alerts:read everything:do' where id = '{bad.Id}'");
        await ExecuteAsync("update access_session set roles = 'king'");
        await ExecuteAsync($"update access_vehicle set vehicle = 'no plate' where vehicle = '{Truck(1)}'");
        var damage = new List<Damage>();
        store.Damaged += damage.Add;

        Assert.Equal([Code(1)], (await store.OperatorsAsync(null, 9, s_none)).Select(o => o.Operator.Code));
        Assert.Null((await store.FindKeyAsync(bad.Id, s_none)).Value);
        Assert.NotNull((await store.FindKeyAsync(good.Id, s_none)).Value);
        Assert.Null((await store.FindSessionAsync(session, TimeSpan.FromHours(1), s_none)).Value);
        Assert.Equal([Truck(2)], (await store.VehiclesOfAsync(Code(1), null, 1, s_none)).Select(v => v.Vehicle));
        Assert.Equal([Truck(2)], (await store.VehiclesOfAsync(Code(1), null, 9, s_none)).Select(v => v.Vehicle));
        Assert.Equal(["operator", "api-key", "session", "operator-vehicle"], damage.Select(d => d.Kind).Distinct());
        Assert.All(damage, d => Assert.Contains(d.Kind, Damage.Kinds));
        Assert.Equal([Code(2), bad.Id, session.ToString(), "no plate"], damage.Select(d => d.Key).Distinct());

        // A damaged operator is repaired by saving it, under the next version.
        var repaired = await store.SaveOperatorAsync(Operator(2), "a", new() { OneOf = [1] }, s_none);
        Assert.Equal((SaveOutcome.Replaced, 2), (repaired.Outcome, repaired.Current!.Version));
    }

    [Fact]
    public async Task Instants_of_changes_grow_though_a_clock_goes_back()
    {
        await using var store = await OpenWithAsync(1);
        Clock.Now = new(500_000);
        Assert.Equal(new Instant(1_000_001), (await store.SaveOperatorAsync(Operator(2), "a", VersionCondition.None, s_none)).Current!.ChangedAt);
    }
}
