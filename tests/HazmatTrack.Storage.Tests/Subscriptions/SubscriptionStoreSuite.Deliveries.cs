namespace HazmatTrack.Storage.Tests.Subscriptions;

/// <remarks>This part has the events on their way, and those that were set aside.</remarks>
public abstract partial class SubscriptionStoreSuite
{
    [Fact]
    public async Task What_is_taken_in_is_on_its_way_once_and_in_order_of_each_vehicle()
    {
        await using var store = await OpenHeldAsync();
        Assert.True(await TakeInAsync(store, 0, Event(1, A), Event(2, A), Event(3, B, isGone: true)));

        // Another process, or one that has read another place, takes nothing in.
        Assert.False(await TakeInAsync(store, 0, Event(4, A)));
        Assert.False(await store.TakeInAsync("s", Other, 3, 9, [Event(4, A)], Clock.Now, None));
        Assert.Equal(3, await store.WaitingAsync("s", None));
        Assert.Equal([1, 3], await HeadsAsync(store));
        Assert.Equal([1], await HeadsAsync(store, 1));
        var head = (await store.HeadsAsync("s", 1, None))[0];
        Assert.Equal(("alert.1", A, false, 0, Clock.Now), (head.Event, head.Vehicle, head.IsGone, head.Attempts, head.TakenAt));
        Assert.True((await store.HeadsAsync("s", 2, None))[1].IsGone);

        await store.RemoveAsync("s", 1, None);
        Assert.Equal([2, 3], await HeadsAsync(store));
    }

    [Fact]
    public async Task Many_events_are_taken_in_at_once()
    {
        await using var store = await OpenHeldAsync();
        Assert.True(await TakeInAsync(store, 0, [.. Enumerable.Range(1, 500).Select(i => Event(i, i % 2 == 0 ? A : B))]));
        Assert.Equal(500, await store.WaitingAsync("s", None));
        Assert.Equal([1, 2], await HeadsAsync(store));
    }

    [Fact]
    public async Task A_failed_event_waits_before_the_later_ones_of_its_vehicle_and_holds_up_no_other_vehicle()
    {
        await using var store = await OpenHeldAsync();
        await TakeInAsync(store, 0, Event(1, A), Event(2, A), Event(3, B));
        var (now, next) = (Clock.Now, Clock.Now + TimeSpan.FromSeconds(5));
        Assert.True(await store.FailAsync("s", Me, [new(1, 1, now, next, 500, "The receiver answered 500.", "oops")], None));
        Assert.Equal([3, 1], await HeadsAsync(store));
        var failed = (await store.HeadsAsync("s", 9, None))[1];
        Assert.Equal((1, next, now, 500, "oops"), (failed.Attempts, failed.NextAt, failed.TriedAt, failed.Status, failed.Excerpt));
        Assert.Equal("The receiver answered 500.", (await store.CountsAsync(None))["s"].Error);

        // One who does not hold it any more changes nothing.
        Assert.False(await store.FailAsync("s", Other, [new(3, 1, now, null, 500, "x", null)], None));
        Assert.Equal(new(3, 0, "The receiver answered 500."), (await store.CountsAsync(None))["s"]);
    }

    [Fact]
    public async Task What_is_set_aside_is_listed_replayed_in_order_and_dropped()
    {
        await using var store = await OpenHeldAsync();
        await TakeInAsync(store, 0, Event(1, A), Event(2, A), Event(3, B), Event(4, A));
        var now = Clock.Now;
        await store.FailAsync("s", Me, [new(1, 7, now, null, null, "no answer", null), new(3, 7, now, null, 400, "refused", "why")], None);
        Assert.Equal([2], await HeadsAsync(store));
        Assert.Equal(new(2, 2, null), (await store.CountsAsync(None))["s"]);
        var dead = await store.DeadLettersAsync("s", 0, 10, None);
        Assert.Equal([1, 3], dead.Select(d => d.Sequence));
        Assert.Equal((7, "no answer", null, "refused"), (dead[0].Attempts, dead[0].Error, dead[0].Status, dead[1].Error));
        Assert.Equal([3], (await store.DeadLettersAsync("s", 1, 10, None)).Select(d => d.Sequence));

        Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(1, await store.ReplayAsync("s", ["alert.1", "alert.2", "unknown"], None));
        Assert.Equal([1], await HeadsAsync(store));
        var replayed = (await store.HeadsAsync("s", 9, None))[0];
        Assert.Equal((1, 0, Clock.Now, Clock.Now), (replayed.Sequence, replayed.Attempts, replayed.TakenAt, replayed.NextAt));
        Assert.Equal(1, await store.DropAsync("s", null, None));
        Assert.Empty(await store.DeadLettersAsync("s", 0, 10, None));
        Assert.Equal(0, await store.DropAsync("s", ["alert.1"], None));
        Assert.Equal(3, await store.WaitingAsync("s", None));
    }

    [Fact]
    public async Task What_has_waited_too_long_for_a_receiver_that_is_not_reached_is_set_aside_and_old_dead_letters_are_dropped()
    {
        await using var store = await OpenHeldAsync();
        await TakeInAsync(store, 0, Event(1, A), Event(2, B));
        var early = Clock.Now;
        Clock.Now += TimeSpan.FromHours(1);
        await TakeInAsync(store, 2, Event(3, A));
        Assert.Equal(0, await store.SetAsideAsync("s", Other, Clock.Now, Clock.Now, "x", None));
        Assert.Equal(2, await store.SetAsideAsync("s", Me, early + TimeSpan.FromMinutes(1), Clock.Now, "not reached", None));
        Assert.Equal([3], await HeadsAsync(store));
        Assert.All(await store.DeadLettersAsync("s", 0, 10, None), d => Assert.Equal(("not reached", Clock.Now), (d.Error, d.TriedAt)));

        // One that was under way meanwhile and was delivered after all is no dead letter.
        await store.RemoveAsync("s", 1, None);
        Assert.Equal(0, await store.DropBeforeAsync(Clock.Now, None));
        Assert.Equal(1, await store.DropBeforeAsync(Clock.Now + TimeSpan.FromMilliseconds(1), None));
    }

    [Fact]
    public async Task A_mail_that_was_begun_keeps_its_events_until_it_is_sent()
    {
        await using var store = await OpenHeldAsync();
        await TakeInAsync(store, 0, Event(1, A), Event(2, A), Event(3, B));
        Assert.Equal([1, 2], await BatchAsync("one", 2));
        await TakeInAsync(store, 3, Event(4, B));
        Assert.Equal([1, 2], await BatchAsync("two", 9));
        Assert.Empty(await store.BatchAsync("s", Other, "three", 9, None));
        Assert.False(await store.MailedAsync("s", "two", Clock.Now, None));
        Assert.True(await store.MailedAsync("s", "one", Clock.Now, None));
        Assert.Equal(Clock.Now, (await store.FindAsync("s", None))!.MailedAt);
        Assert.Equal([3, 4], await BatchAsync("two", 9));

        // What is set aside leaves the mail.
        await store.FailAsync("s", Me, [new(3, 1, Clock.Now, null, 550, "no such mailbox", null)], None);
        Assert.Equal([4], await BatchAsync("three", 9));

        async Task<IEnumerable<long>> BatchAsync(string id, int limit)
        {
            var batch = await store.BatchAsync("s", Me, id, limit, None);
            Assert.Single(batch.Select(d => d.Batch).Distinct());
            return batch.Select(d => d.Sequence);
        }
    }

    [Fact]
    public async Task A_subscription_takes_its_deliveries_with_it()
    {
        await using var store = await OpenHeldAsync();
        await TakeInAsync(store, 0, Event(1, A));
        await store.DeleteAsync("s", None);
        Assert.Empty(await store.CountsAsync(None));
    }
}
