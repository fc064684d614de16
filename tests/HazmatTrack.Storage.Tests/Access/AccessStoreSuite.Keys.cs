using System.Collections.Frozen;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using static HazmatTrack.Storage.Tests.Access.SomeAccess;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>API keys.</summary>
public abstract partial class AccessStoreSuite
{
    [Fact]
    public async Task A_key_comes_back_in_every_field_but_its_secret()
    {
        await using var store = await OpenAsync();
        var draft = Draft();
        var terms = Terms(Clock.Now + TimeSpan.FromDays(365)) with
        {
            Roles = FrozenSet.Create(Role.Inspector, Role.ProvinceOfficer),
            Actions = FrozenSet.Create(AccessAction.ReadAlerts, AccessAction.FileDocuments),
            Provinces = default(ProvinceSet).With(ProvinceCode.Anhui),
            Addresses = [AddressRange.Parse("10.20.0.0/16"), AddressRange.Parse("2001:db8::/32")],
        };
        var created = (await store.CreateKeyAsync(draft, terms, "管理员", s_none)).Created!;
        var (revision, key) = await store.FindKeyAsync(draft.Id, s_none);
        foreach (var k in new[] { created, key! })
        {
            Assert.Equal((draft.Id, draft.Secret, new Instant(1_000_000), "管理员"), (k.Id, k.Secret, k.CreatedAt, k.CreatedBy));
            Assert.Equal((terms.Name, terms.Owner, terms.Provinces, terms.ExpiresAt), (k.Terms.Name, k.Terms.Owner, k.Terms.Provinces, k.Terms.ExpiresAt));
            Assert.True(terms.Roles.SetEquals(k.Terms.Roles) && terms.Actions.SetEquals(k.Terms.Actions));
            Assert.Equal(terms.Addresses, k.Terms.Addresses);
            Assert.Equal((null, null, null), (k.LastUsedAt, k.RevokedAt, k.RevokedBy));
        }

        Assert.Equal(1, revision);
        Assert.Null((await store.FindKeyAsync(Draft().Id, s_none)).Value);
        var caller = key!.ToCaller();
        Assert.Equal(("key", draft.Id, terms.Owner), (caller.Issuer, caller.Subject, caller.Organisation));
        Assert.True(AccessRights.Allows(caller, AccessAction.ReadAlerts) && !AccessRights.Allows(caller, AccessAction.ReadVehicles));
    }

    [Fact]
    public async Task A_third_active_key_of_one_owner_and_name_is_refused_until_one_is_revoked_or_has_expired()
    {
        await using var store = await OpenAsync();
        var month = Clock.Now + TimeSpan.FromDays(30);
        var first = (await store.CreateKeyAsync(Draft(), Terms(month), "a", s_none)).Created!;
        var second = (await store.CreateKeyAsync(Draft(), Terms(month + TimeSpan.FromDays(30)), "a", s_none)).Created!;
        var refused = await store.CreateKeyAsync(Draft(), Terms(month), "a", s_none);
        Assert.Null(refused.Created);
        Assert.Equal([first.Id, second.Id], refused.Active.Select(k => k.Id));
        Assert.Equal(2, await store.RevisionAsync(s_none));
        Assert.NotNull((await store.CreateKeyAsync(Draft(), Terms(month, name: "other"), "a", s_none)).Created);
        Assert.NotNull((await store.CreateKeyAsync(Draft(), Terms(month, owner: 2), "a", s_none)).Created);

        var revoked = await store.RevokeKeyAsync(first.Id, "b", s_none);
        Assert.Equal((true, "b"), (revoked!.IsNew, revoked.Key.RevokedBy));
        Assert.False(revoked.Key.IsActive(Clock.Now));
        var again = await store.RevokeKeyAsync(first.Id, "c", s_none);
        Assert.Equal((false, "b", revoked.Key.RevokedAt), (again!.IsNew, again.Key.RevokedBy, again.Key.RevokedAt));
        Assert.Null(await store.RevokeKeyAsync("000000000000", "c", s_none));
        Assert.NotNull((await store.CreateKeyAsync(Draft(), Terms(month), "a", s_none)).Created);
        Assert.Null((await store.CreateKeyAsync(Draft(), Terms(month), "a", s_none)).Created);
        Clock.Now = month;
        Assert.NotNull((await store.CreateKeyAsync(Draft(), Terms(month + TimeSpan.FromDays(9)), "a", s_none)).Created);
        Assert.Equal(5, (await store.KeysOfAsync(Code(1), s_none)).Count);
        Assert.Single(await store.KeysOfAsync(Code(2), s_none));
    }

    [Fact]
    public async Task Of_many_who_create_keys_of_one_name_at_once_two_succeed()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.CreateKeyAsync(Draft(), Terms(Clock.Now + TimeSpan.FromDays(30)), "a", s_none);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).CreateKeyAsync(Draft(), Terms(Clock.Now + TimeSpan.FromDays(30)), "a", s_none))));
        Assert.Single(results, r => r.Created is not null);
        Assert.Equal(2, (await one.KeysOfAsync(Code(1), s_none)).Count);
    }

    [Fact]
    public async Task A_key_that_no_one_may_have_is_not_stored()
    {
        await using var store = await OpenAsync();
        var terms = Terms(Clock.Now + TimeSpan.FromDays(9));
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.CreateKeyAsync(Draft(), terms with { ExpiresAt = Clock.Now + TimeSpan.FromDays(367) }, "a", s_none));
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.CreateKeyAsync(Draft(), terms with { Actions = FrozenSet.Create(AccessAction.HandleAlerts) }, "a", s_none));
        Assert.Equal(0, await store.RevisionAsync(s_none));
    }

    [Fact]
    public async Task The_next_key_to_end_is_the_first_of_those_that_are_used_and_not_revoked()
    {
        await using var store = await OpenAsync();
        async Task<string> UsedAsync(int days, Instant? used, string name)
        {
            var draft = Draft();
            await store.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(days), name: name), "a", s_none);
            await store.RecordKeyUsesAsync(used is { } at ? [(draft.Id, at)] : [], s_none);
            return draft.Id;
        }

        var (begun, old) = (Clock.Now, Clock.Now - TimeSpan.FromSeconds(600));
        Assert.Null(await store.NextKeyExpiryAsync(old, s_none));
        await UsedAsync(2, null, "never used");
        await UsedAsync(3, old - TimeSpan.FromSeconds(1), "not used lately");
        var first = await UsedAsync(4, begun, "in use");
        await UsedAsync(5, begun, "in use for longer");
        Assert.Equal(begun + TimeSpan.FromDays(4), await store.NextKeyExpiryAsync(old, s_none));
        await store.RevokeKeyAsync(first, "a", s_none);
        Assert.Equal(begun + TimeSpan.FromDays(5), await store.NextKeyExpiryAsync(old, s_none));
        Clock.Now = begun + TimeSpan.FromDays(5);
        Assert.Null(await store.NextKeyExpiryAsync(old, s_none));
    }

    [Fact]
    public async Task Uses_of_keys_are_written_in_bulk_once_a_minute_and_never_backwards()
    {
        await using var store = await OpenAsync();
        var keys = new List<ApiKeyDraft>();
        for (var i = 0; i < 3; i++)
        {
            keys.Add(Draft());
            await store.CreateKeyAsync(keys[i], Terms(Clock.Now + TimeSpan.FromDays(9), name: $"{i}"), "a", s_none);
        }

        await store.RecordKeyUsesAsync([(keys[0].Id, new(2_000_000)), (keys[1].Id, new(2_000_500)), ("000000000000", new(1))], s_none);
        await store.RecordKeyUsesAsync([(keys[0].Id, new(2_059_999)), (keys[1].Id, new(1_000_000))], s_none);
        await store.RecordKeyUsesAsync([], s_none);
        var found = (await store.KeysOfAsync(Code(1), s_none)).ToDictionary(k => k.Id, k => k.LastUsedAt);
        Assert.Equal(new Instant(2_000_000), found[keys[0].Id]);
        Assert.Equal(new Instant(2_000_500), found[keys[1].Id]);
        Assert.Null(found[keys[2].Id]);
        await store.RecordKeyUsesAsync([(keys[0].Id, new(2_060_001))], s_none);
        Assert.Equal(new Instant(2_060_001), (await store.FindKeyAsync(keys[0].Id, s_none)).Value!.LastUsedAt);
        Assert.Equal(3, await store.RevisionAsync(s_none));
    }
}
