using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using static HazmatTrack.Storage.Tests.Access.SomeAccess;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>Whose vehicle is it, and whose was it?</summary>
public abstract partial class AccessStoreSuite
{
    [Fact]
    public async Task Vehicles_of_another_operator_are_refused_and_named_and_the_others_registered()
    {
        await using var store = await OpenWithAsync(1, 2);
        var first = await store.RegisterVehiclesAsync(Code(1), Trucks(3), "a", s_none);
        Assert.Equal((3, 0, 0), (first!.Registered.Count, first.Already, first.Refused.Count));
        var second = await store.RegisterVehiclesAsync(Code(2), [.. Trucks(4, from: 1), Truck(4)], "a", s_none);
        Assert.True(second!.Registered.ToHashSet().SetEquals([Truck(3), Truck(4)]));
        Assert.Equal(0, second.Already);
        Assert.Equal([(Truck(1), Code(1)), (Truck(2), Code(1))], second.Refused);

        // Sent again, it changes nothing.
        var revision = await store.RevisionAsync(s_none);
        var again = await store.RegisterVehiclesAsync(Code(2), Trucks(4, from: 1), "a", s_none);
        Assert.Equal((0, 2, 2), (again!.Registered.Count, again.Already, again.Refused.Count));
        Assert.Equal(revision, await store.RevisionAsync(s_none));
        Assert.Null(await store.RegisterVehiclesAsync(Code(3), Trucks(1, from: 9), "a", s_none));

        var (upTo, operators) = await store.OperatorsOfAsync(Trucks(6), s_none);
        Assert.Equal(revision, upTo);
        Assert.Equal(
            new Dictionary<VehicleId, string> { [Truck(0)] = Code(1), [Truck(1)] = Code(1), [Truck(2)] = Code(1), [Truck(3)] = Code(2), [Truck(4)] = Code(2) },
            operators.ToDictionary(o => o.Key, o => o.Value.Code));
        Assert.All(operators.Values, o => Assert.Equal(default, o.OwnFrom));
        Assert.Empty((await store.OperatorsOfAsync([], s_none)).Value);
    }

    [Fact]
    public async Task A_vehicle_that_changes_its_operator_stays_the_first_ones_for_the_time_before()
    {
        await using var store = await OpenWithAsync(1, 2);
        var (bought, sold, bought2) = (new Instant(2_000_000), new Instant(3_000_000), new Instant(4_000_000));
        Clock.Now = bought;
        await store.RegisterVehiclesAsync(Code(1), [Truck(1)], "a", s_none);
        Clock.Now = sold;
        Assert.Empty(await store.ReleaseVehiclesAsync(Code(2), [Truck(1)], "a", s_none));
        Assert.Equal([Truck(1)], await store.ReleaseVehiclesAsync(Code(1), Trucks(3), "a", s_none));
        Assert.Empty(await store.ReleaseVehiclesAsync(Code(1), Trucks(3), "a", s_none));
        Clock.Now = bought2;
        await store.RegisterVehiclesAsync(Code(2), [Truck(1)], "a", s_none);

        async Task<string?> AtAsync(long at) => await store.OperatorOfAsync(Truck(1), new(at), s_none);
        Assert.Null(await AtAsync(1_999_999));
        Assert.Equal(Code(1), await AtAsync(2_000_000));
        Assert.Equal(Code(1), await AtAsync(2_999_999));
        Assert.Null(await AtAsync(3_000_000));
        Assert.Null(await AtAsync(3_999_999));
        Assert.Equal(Code(2), await AtAsync(4_000_000));
        Assert.Equal(Code(2), await AtAsync(9_000_000));
        Assert.Equal(new(Code(2), bought2), (await store.OperatorsOfAsync([Truck(1)], s_none)).Value[Truck(1)]);
        Assert.Equal([new(Truck(1), bought2, bought2)], await store.VehiclesOfAsync(Code(2), null, 9, s_none));
        Assert.Empty(await store.VehiclesOfAsync(Code(1), null, 9, s_none));
    }

    [Fact]
    public async Task A_vehicle_that_is_released_and_registered_within_one_tick_of_the_clock_has_both_times()
    {
        await using var store = await OpenWithAsync(1, 2);
        for (var i = 0; i < 3; i++)
        {
            await store.RegisterVehiclesAsync(Code(1), [Truck(1)], "a", s_none);
            Assert.Single(await store.ReleaseVehiclesAsync(Code(1), [Truck(1)], "a", s_none));
            await store.RegisterVehiclesAsync(Code(2), [Truck(1)], "a", s_none);
            Assert.Single(await store.ReleaseVehiclesAsync(Code(2), [Truck(1)], "a", s_none));
        }

        Assert.Empty((await store.OperatorsOfAsync([Truck(1)], s_none)).Value);
    }

    [Fact]
    public async Task A_fleet_larger_than_one_transaction_is_registered_whole_and_listed_page_by_page()
    {
        await using var store = await OpenWithAsync(1);
        var fleet = Trucks(20_500);
        Assert.Equal(20_500, (await store.RegisterVehiclesAsync(Code(1), fleet, "a", s_none))!.Registered.Count);
        var (found, after) = (new List<VehicleId>(), (VehicleId?)null);
        while (await store.VehiclesOfAsync(Code(1), after, 6000, s_none) is [.., var last] page)
        {
            found.AddRange(page.Select(v => v.Vehicle));
            after = last.Vehicle;
        }

        Assert.Equal(fleet, found);
        Assert.Equal(20_500, (await store.OperatorsOfAsync(fleet, s_none)).Value.Count);
        Assert.Equal(4, await store.RevisionAsync(s_none));
    }

    [Fact]
    public async Task Two_processes_that_register_the_same_vehicles_at_once_never_both_have_one()
    {
        await using var one = await OpenWithAsync(1, 2);
        await using var two = await OpenAsync();
        var fleet = Trucks(60);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).RegisterVehiclesAsync(Code(1 + (i % 2)), fleet[(i * 5)..(20 + (i * 5))], $"w{i}", s_none))));
        Assert.Equal(55, results.Sum(r => r!.Registered.Count));
        Assert.All(results, r => Assert.Equal(20, r!.Registered.Count + r.Already + r.Refused.Count));
        var mine = await one.VehiclesOfAsync(Code(1), null, 99, s_none);
        var others = await one.VehiclesOfAsync(Code(2), null, 99, s_none);
        Assert.Equal(55, mine.Count + others.Count);
        Assert.Empty(mine.IntersectBy(others.Select(v => v.Vehicle), v => v.Vehicle));
        foreach (var (vehicle, code) in results.SelectMany(r => r!.Refused))
        {
            Assert.Equal(code, (await two.OperatorsOfAsync([vehicle], s_none)).Value[vehicle].Code);
        }
    }

    [Fact]
    public async Task Times_of_ownership_are_found_by_vehicle_and_by_operator_and_period()
    {
        await using var store = await OpenWithAsync(1, 2);
        var (first, sold, again) = (new Instant(2_000_000), new Instant(3_000_000), new Instant(4_000_000));
        Clock.Now = first;
        await store.RegisterVehiclesAsync(Code(1), Trucks(3), "a", s_none);
        Clock.Now = sold;
        await store.ReleaseVehiclesAsync(Code(1), [Truck(1)], "a", s_none);
        await store.RegisterVehiclesAsync(Code(2), [Truck(1)], "a", s_none);
        Clock.Now = again;
        await store.ReleaseVehiclesAsync(Code(2), [Truck(1)], "a", s_none);
        await store.RegisterVehiclesAsync(Code(1), [Truck(1)], "a", s_none);

        var all = (await store.TenuresOfAsync([Truck(1), Truck(9)], s_none)).ToList();
        Assert.Equal([Code(1), Code(2), Code(1)], all.Select(t => t.Operator));
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.Until <= pair.Second.Since));
        Assert.Null(all[2].Until);
        Assert.True(all[0].Includes(first) && !all[0].Includes(all[0].Until!.Value) && all[1].Includes(all[1].Since) && all[2].Includes(new(long.MaxValue)));

        async Task<IEnumerable<(VehicleId, Instant)>> OfAsync(int number, Instant from, Instant to, VehicleId? after = null, int limit = 9) =>
            (await store.TenuresAsync(Code(number), from, to, after, limit, s_none)).Select(t => (t.Vehicle, t.Since));

        Assert.Equal([(Truck(0), first), (Truck(1), first), (Truck(1), all[2].Since), (Truck(2), first)], await OfAsync(1, first, new(9_000_000)));
        Assert.Equal([(Truck(0), first), (Truck(2), first)], await OfAsync(1, all[0].Until!.Value, all[2].Since));
        Assert.Equal([(Truck(1), all[1].Since)], await OfAsync(2, first, new(9_000_000)));
        Assert.Empty(await OfAsync(1, new(0), first));
        Assert.Empty(await OfAsync(3, first, new(9_000_000)));

        // A page has whole vehicles.
        Assert.Equal([Truck(0), Truck(1), Truck(1)], (await OfAsync(1, first, new(9_000_000), limit: 2)).Select(t => t.Item1));
        Assert.Equal([Truck(2)], (await OfAsync(1, first, new(9_000_000), after: Truck(1))).Select(t => t.Item1));
    }
}
