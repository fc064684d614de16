using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;
using static HazmatTrack.Storage.Tests.Access.SomeAccess;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>What has changed since a revision.</summary>
public abstract partial class AccessStoreSuite
{
    [Fact]
    public async Task Each_change_is_named_once_after_the_revision_before_it()
    {
        await using var store = await OpenAsync();
        var (signals, key, session) = (0, Draft(), Secret().Id);
        store.Changed += () => signals++;
        await store.SaveOperatorAsync(Operator(1), "a", VersionCondition.None, s_none);
        await store.RegisterVehiclesAsync(Code(1), Trucks(2), "a", s_none);
        await store.CreateKeyAsync(key, Terms(Clock.Now + TimeSpan.FromDays(1)), "a", s_none);
        await store.CreateSessionAsync(session, Person(), s_shift, s_none);
        Assert.Equal(4, signals);

        var all = await store.ChangesAfterAsync(0, 100, s_none);
        Assert.Equal(4, all.Revision);
        Assert.Equal([Code(1)], all.Operators);
        Assert.Equal(Trucks(2), all.Vehicles.Order());
        Assert.Equal([key.Id], all.Keys);
        Assert.Equal([session], all.Sessions);
        Assert.Equal((4, 0), await AfterAsync(4));

        await store.RevokeKeyAsync(key.Id, "a", s_none);
        await store.ReleaseVehiclesAsync(Code(1), [Truck(1)], "a", s_none);
        await store.EndSessionAsync(session, "a", s_none);
        await store.RecordKeyUsesAsync([(key.Id, Clock.Now)], s_none);
        var rest = await store.ChangesAfterAsync(4, 100, s_none);
        Assert.Equal(7, rest.Revision);
        Assert.Empty(rest.Operators);
        Assert.Equal((Truck(1), key.Id, session), (Assert.Single(rest.Vehicles), Assert.Single(rest.Keys), Assert.Single(rest.Sessions)));
        Assert.Equal((7, 1), await AfterAsync(6));

        async Task<(long, int)> AfterAsync(long revision)
        {
            var changes = await store.ChangesAfterAsync(revision, 100, s_none);
            return (changes.Revision, changes.Operators.Count + changes.Vehicles.Count + changes.Keys.Count + changes.Sessions.Count);
        }
    }

    [Fact]
    public async Task A_page_of_changes_ends_with_a_whole_revision()
    {
        await using var store = await OpenWithAsync(1);
        await store.RegisterVehiclesAsync(Code(1), Trucks(10), "a", s_none);
        await store.RegisterVehiclesAsync(Code(1), Trucks(1, from: 50), "a", s_none);
        var (first, second, third) = (
            await store.ChangesAfterAsync(0, 3, s_none), await store.ChangesAfterAsync(2, 3, s_none), await store.ChangesAfterAsync(3, 3, s_none));
        Assert.Equal((2, 1, 10), (first.Revision, first.Operators.Count, first.Vehicles.Count));
        Assert.Equal((3, 1), (second.Revision, second.Vehicles.Count));
        Assert.Equal((3, 0), (third.Revision, third.Vehicles.Count));
    }

    [Fact]
    public async Task A_follower_misses_no_change_of_two_processes_that_make_them_at_once()
    {
        await using var one = await OpenWithAsync(1, 2);
        await using var two = await OpenAsync();
        var writing = Task.WhenAll(new[] { one, two, one, two }.Select((store, w) => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await store.RegisterVehiclesAsync(Code(1 + (w % 2)), Trucks(1, from: (w * 20) + i), $"w{w}", s_none);
            }
        })));
        var (seen, revision) = (new List<VehicleId>(), 0L);
        while (!writing.IsCompleted || revision < await one.RevisionAsync(s_none))
        {
            var changes = await two.ChangesAfterAsync(revision, 7, s_none);
            Assert.True(changes.Revision >= revision);
            (revision, seen) = (changes.Revision, [.. seen, .. changes.Vehicles]);
        }

        await writing;
        Assert.Equal(82, revision);
        Assert.Equal(Trucks(80), seen.Order());
    }
}
