using HazmatTrack.Domain;
using static HazmatTrack.Storage.Tests.Access.SomeAccess;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>Sessions of people.</summary>
public abstract partial class AccessStoreSuite
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_shift = TimeSpan.FromHours(12);

    [Fact]
    public async Task A_session_comes_back_with_its_person_until_its_end()
    {
        await using var store = await OpenAsync();
        var (text, id) = Secret();
        var begun = await store.CreateSessionAsync(id, Person(), s_shift, s_none);
        var found = (await store.FindSessionAsync(id, s_idle, s_none)).Value!;
        Assert.Equal(begun with { Roles = found.Roles }, found);
        Assert.True(begun.Roles.SetEquals(found.Roles));
        Assert.Equal((new Instant(1_000_000), Clock.Now + s_shift), (found.CreatedAt, found.EndsAt));
        var caller = found.ToCaller();
        Assert.Equal(Person() with { Roles = caller.Roles, Session = id.ToString() }, caller);
        Assert.DoesNotContain(text, id.ToString(), StringComparison.Ordinal);
        Assert.Null((await store.FindSessionAsync(Secret().Id, s_idle, s_none)).Value);

        // Used to the end, it ends all the same.
        Clock.Now += s_shift - TimeSpan.FromMinutes(1);
        await store.RecordSessionUsesAsync([(id, Clock.Now)], s_none);
        Assert.Equal(Clock.Now, (await store.FindSessionAsync(id, s_idle, s_none)).Value!.LastSeenAt);
        Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null((await store.FindSessionAsync(id, s_idle, s_none)).Value);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.CreateSessionAsync(Secret().Id, Person(), TimeSpan.Zero, s_none));
    }

    [Fact]
    public async Task A_session_that_is_idle_for_too_long_is_over()
    {
        await using var store = await OpenAsync();
        var id = Secret().Id;
        await store.CreateSessionAsync(id, Person(), s_shift, s_none);
        Clock.Now += s_idle;
        Assert.NotNull((await store.FindSessionAsync(id, s_idle, s_none)).Value);
        await store.RecordSessionUsesAsync([(id, Clock.Now), (Secret().Id, Clock.Now)], s_none);
        Clock.Now += s_idle;
        Assert.NotNull((await store.FindSessionAsync(id, s_idle, s_none)).Value);
        Clock.Now += TimeSpan.FromMilliseconds(1);
        Assert.Null((await store.FindSessionAsync(id, s_idle, s_none)).Value);
        Assert.Empty(await store.SessionsOfAsync(Person().Issuer, Person().Subject, s_idle, s_none));
    }

    [Fact]
    public async Task A_persons_sessions_are_listed_and_ended_one_by_one_or_all_at_once()
    {
        await using var store = await OpenAsync();
        var ids = Enumerable.Range(0, 3).Select(_ => Secret().Id).ToList();
        foreach (var i in ids)
        {
            await store.CreateSessionAsync(i, Person(), s_shift, s_none);
        }

        // The same subject of another issuer is another person.
        var other = Secret().Id;
        await store.CreateSessionAsync(other, Person(issuer: "demo"), s_shift, s_none);
        Assert.Equal(Enumerable.Reverse(ids), (await store.SessionsOfAsync(Person().Issuer, Person().Subject, s_idle, s_none)).Select(s => s.Id));
        Assert.True(await store.EndSessionAsync(ids[1], "p-1", s_none));
        Assert.False(await store.EndSessionAsync(ids[1], "p-1", s_none));
        Assert.False(await store.EndSessionAsync(Secret().Id, "p-1", s_none));
        Assert.Null((await store.FindSessionAsync(ids[1], s_idle, s_none)).Value);
        await store.RecordSessionUsesAsync([(ids[1], Clock.Now + TimeSpan.FromMinutes(5))], s_none);
        Assert.Null((await store.FindSessionAsync(ids[1], s_idle, s_none)).Value);
        Assert.Equal(2, await store.EndSessionsOfAsync(Person().Issuer, Person().Subject, "admin", s_none));
        Assert.Empty(await store.SessionsOfAsync(Person().Issuer, Person().Subject, s_idle, s_none));
        Assert.NotNull((await store.FindSessionAsync(other, s_idle, s_none)).Value);
    }

    [Fact]
    public async Task Sessions_that_ended_long_ago_are_removed_and_no_others()
    {
        await using var store = await OpenAsync();
        var (ended, running) = (Secret().Id, Secret().Id);
        await store.CreateSessionAsync(ended, Person(), s_shift, s_none);
        await store.CreateSessionAsync(running, Person(), s_shift, s_none);
        await store.EndSessionAsync(ended, "p-1", s_none);
        Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(1, await store.RemoveSessionsAsync(Clock.Now, s_none));
        Assert.Equal(0, await store.RemoveSessionsAsync(Clock.Now, s_none));
        Assert.NotNull((await store.FindSessionAsync(running, s_shift, s_none)).Value);
        Assert.Equal(1, await store.RemoveSessionsAsync(Clock.Now + s_shift, s_none));
    }
}
