using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Storage.Tests.Registry;

namespace HazmatTrack.Storage.Tests.Subscriptions;

/// <summary>What the store of subscriptions must do on every engine.</summary>
public abstract partial class SubscriptionStoreSuite
{
    private protected const string Me = "me", Other = "other";

    private protected static readonly CancellationToken None = CancellationToken.None;
    private protected static readonly VehicleId A = new("沪A00001", PlateColour.Yellow), B = new("沪A00002", PlateColour.Yellow);

    private protected static readonly Subscription Webhook = new()
    {
        Name = "江苏执法平台",
        Channel = SubscriptionChannel.Webhook,
        Role = Role.Inspector,
        Provinces = default(ProvinceSet).With(ProvinceCode.Jiangsu).With(ProvinceCode.Shanghai),
        Rules = ["crossing", "permit"],
        Severities = [Severity.Orange, Severity.Red],
        Targets = ["https://receiver.example/alerts?key=1"],
    };

    private protected HandClock Clock { get; } = new();

    /// <summary>A store on the same database each time within one test.</summary>
    private protected abstract Task<SubscriptionStore> OpenAsync();

    private protected abstract Task ExecuteAsync(string sql);

    /// <summary>A store with the subscription s, which this process holds.</summary>
    private protected async Task<SubscriptionStore> OpenHeldAsync(Subscription? terms = null)
    {
        var store = await OpenAsync();
        Assert.NotNull(await store.CreateAsync("s", terms ?? Webhook, "protected", 0, "a", None));
        Assert.True(await store.TakeAsync("s", Me, Clock.Now, Clock.Now + TimeSpan.FromSeconds(30), None));
        return store;
    }

    private protected static NewDelivery Event(long sequence, VehicleId vehicle, bool isGone = false) => new(sequence, $"alert.{sequence}", vehicle, isGone);

    private protected Task<bool> TakeInAsync(SubscriptionStore store, long from, params NewDelivery[] events) =>
        store.TakeInAsync("s", Me, from, events[^1].Sequence, events, Clock.Now, None);

    private protected static async Task<IEnumerable<long>> HeadsAsync(SubscriptionStore store, int limit = 10) =>
        (await store.HeadsAsync("s", limit, None)).Select(d => d.Sequence);

    [Fact]
    public async Task A_subscription_comes_back_in_every_field_and_changes_by_versions()
    {
        await using var store = await OpenAsync();
        var created = await store.CreateAsync("s", Webhook, "protected", 17, "张三", None);
        Assert.Equivalent(Webhook, created!.Terms, strict: true);
        Assert.Equal((1, "protected", 17, 17), (created.Version, created.Secret, created.Since, created.TakenTo));
        Assert.Equal((new Instant(1_000_000), "张三", true), (created.CreatedAt, created.CreatedBy, created.IsEnabled));

        Clock.Now = new(1_000_500);
        var mail = Webhook with
        {
            Channel = SubscriptionChannel.Mail,
            Role = Role.Operator,
            Operator = "91310000DEMA00001B",
            Provinces = default,
            Rules = [],
            Severities = [],
            Targets = ["a@example.cn", "b@example.cn"],
        };
        var changed = await store.ChangeAsync("s", mail, "李四", None);
        Assert.Equivalent(mail, changed!.Terms, strict: true);
        Assert.Equal((2, new Instant(1_000_500), new Instant(1_000_000)), (changed.Version, changed.ChangedAt, changed.CreatedAt));
        Assert.Null(await store.ChangeAsync("unknown", mail, "a", None));
        Assert.Single(await store.AllAsync(None));
        Assert.True(await store.DeleteAsync("s", None));
        Assert.False(await store.DeleteAsync("s", None));
        Assert.Empty(await store.AllAsync(None));
    }

    [Fact]
    public async Task There_are_no_more_subscriptions_than_may_be()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < Subscription.Most; i++)
        {
            Assert.NotNull(await store.CreateAsync($"s{i}", Webhook, null, 0, "a", None));
        }

        Assert.Null(await store.CreateAsync("more", Webhook, null, 0, "a", None));
        await store.DeleteAsync("s7", None);
        Assert.NotNull(await store.CreateAsync("more", Webhook, null, 0, "a", None));
    }

    [Fact]
    public async Task Of_two_secrets_the_old_one_ends_by_itself_and_a_third_must_wait_or_ends_both()
    {
        await using var store = await OpenHeldAsync();
        var until = Clock.Now + TimeSpan.FromHours(24);
        Assert.True(await store.RotateAsync("s", "second", until, "a", None));
        await AssertSecretsAsync("second", "protected", until);
        Assert.False(await store.RotateAsync("s", "third", until, "a", None));
        await AssertSecretsAsync("second", "protected", until);

        // After a leak both end at once.
        Assert.True(await store.RotateAsync("s", "third", null, "a", None));
        await AssertSecretsAsync("third", null, null);

        Assert.True(await store.RotateAsync("s", "fourth", until, "a", None));
        Clock.Now = until;
        Assert.True(await store.RotateAsync("s", "fifth", until + TimeSpan.FromHours(1), "a", None));
        await AssertSecretsAsync("fifth", "fourth", until + TimeSpan.FromHours(1));
        Clock.Now = until + TimeSpan.FromHours(1);
        await store.DropBeforeAsync(default, None);
        await AssertSecretsAsync("fifth", null, null);
        Assert.False(await store.RotateAsync("unknown", "x", until, "a", None));

        async Task AssertSecretsAsync(string secret, string? old, Instant? oldUntil)
        {
            var found = (await store.FindAsync("s", None))!;
            Assert.Equal((secret, old, oldUntil), (found.Secret, found.OldSecret, found.OldUntil));
        }
    }

    [Fact]
    public async Task A_disabled_subscription_keeps_its_first_reason_and_goes_on_where_it_was_or_later()
    {
        await using var store = await OpenHeldAsync();
        Assert.True(await TakeInAsync(store, 0, Event(5, A)));
        var version = (await store.FindAsync("s", None))!.Version;
        Assert.True((await store.DisableAsync("s", version - 1, DisabledBy.Receiver, "receiver", None))!.IsEnabled);
        var disabled = await store.DisableAsync("s", version, DisabledBy.Receiver, "receiver", None);
        Assert.Equal((DisabledBy.Receiver, false), (disabled!.DisabledWhy, disabled.IsEnabled));
        Assert.Equal(DisabledBy.Receiver, (await store.DisableAsync("s", DisabledBy.Administrator, "a", None))!.DisabledWhy);
        Assert.False(await TakeInAsync(store, 5, Event(6, A)));
        Assert.False(await store.TakeAsync("s", Other, Clock.Now + TimeSpan.FromHours(1), Clock.Now + TimeSpan.FromHours(2), None));
        Assert.Equal((5, true), Place(await store.EnableAsync("s", null, "a", None)));
        Assert.Equal((9, true), Place(await store.EnableAsync("s", 9, "a", None)));
        Assert.Equal((9, true), Place(await store.EnableAsync("s", 3, "a", None)));
        Assert.Equal([5], await HeadsAsync(store));

        static (long, bool) Place(StoredSubscription? found) => (found!.TakenTo, found.IsEnabled);
    }

    [Fact]
    public async Task One_process_at_a_time_holds_a_subscription_until_its_time_ends_or_it_leaves()
    {
        await using var store = await OpenHeldAsync();
        var later = Clock.Now + TimeSpan.FromSeconds(30);
        Assert.False(await store.TakeAsync("s", Other, Clock.Now, later, None));
        Assert.Equal(1, await store.RenewAsync(Me, later + TimeSpan.FromSeconds(10), None));
        Assert.False(await store.TakeAsync("s", Other, later, later + TimeSpan.FromSeconds(30), None));
        Assert.True(await store.TakeAsync("s", Other, later + TimeSpan.FromSeconds(10), later + TimeSpan.FromSeconds(40), None));
        Assert.Equal(0, await store.RenewAsync(Me, later + TimeSpan.FromSeconds(99), None));
        Assert.Equal(0, await store.ReleaseAsync("s", Me, None));
        Assert.Equal(1, await store.ReleaseAsync("s", Other, None));
        Assert.True(await store.TakeAsync("s", Me, Clock.Now, later, None));
    }

    [Fact]
    public async Task Of_many_that_take_a_subscription_at_once_one_has_it()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.CreateAsync("s", Webhook, null, 0, "a", None);
        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => (i % 2 == 0 ? one : two).TakeAsync("s", $"holder {i}", Clock.Now, Clock.Now + TimeSpan.FromSeconds(30), None)));
        Assert.Single(taken, t => t);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_named_and_holds_up_no_other()
    {
        await using var store = await OpenHeldAsync();
        await store.CreateAsync("t", Webhook, null, 0, "a", None);
        await ExecuteAsync("update subscription set role = 'boss' where id = 's'");
        var damaged = new List<Damage>();
        store.Damaged += damaged.Add;
        Assert.Equal(["t"], (await store.AllAsync(None)).Select(s => s.Id));
        Assert.Equal(("subscription", "s"), (Assert.Single(damaged).Table, damaged[0].Key));
        Assert.Contains(damaged[0].Kind, Damage.Kinds);
    }
}
