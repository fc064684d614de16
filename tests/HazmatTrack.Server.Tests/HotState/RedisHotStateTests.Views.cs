using CsCheck;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Server.Tests.HotState;

/// <summary>The views by province and place agree with the values, whoever writes late.</summary>
public sealed partial class RedisHotStateTests
{
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whatever_moves_by_whichever_owner_the_views_agree_with_the_values(string engine)
    {
        var hot = await StartAsync(engine);
        var random = new Random(7);
        ProvinceCode[] provinces = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.None];
        var marks = new IndexMembership?[30];
        var truth = new HotStateEntry?[30];
        for (var round = 0; round < 150; round++)
        {
            var batch = Enumerable.Range(0, 30).Where(_ => random.Next(3) == 0).Select(i =>
            {
                // Now and then another silo takes the vehicle over, and knows nothing.
                marks[i] = random.Next(8) == 0 ? new() : marks[i] ?? new();
                var at = random.Next(6) == 0 ? (GeoPoint?)null : new(s_kunshan.LatitudeE6 + random.Next(100_000), s_kunshan.LongitudeE6 + random.Next(100_000));
                return Truck(i, at, provinces[random.Next(3)]) with { Mark = marks[i]! };
            }).ToList();
            if (random.Next(40) == 0)
            {
                await FlushAsync();
                truth = new HotStateEntry?[30];
            }

            await hot.WriteAsync(batch, Stop);
            batch.ForEach(b => truth[int.Parse(b.Vehicle.Plate[2..], System.Globalization.CultureInfo.InvariantCulture)] = b);
        }

        var there = truth.Where(t => t is not null).Select(t => t!.Value).ToList();
        Assert.NotEmpty(there);
        foreach (var province in provinces)
        {
            Assert.Equal(
                there.Where(t => t.Province == province).Select(t => t.Vehicle).Order(),
                (await hot.InProvinceAsync(province, null, 100, Stop)).Select(s => s.Vehicle));
        }

        Assert.Equal(there.Select(t => t.Vehicle).Order(), (await hot.ListAsync(provinces, null, 100, Stop)).Select(s => s.Vehicle).Order());
        Assert.Equal(
            there.Where(t => t.Position is not null).Select(t => t.Vehicle).Order(),
            (await hot.NearAsync(s_kunshan, Distance.FromKilometres(30), 100, Stop)).Select(s => s.Vehicle).Order());

        // Every vehicle stands once in each view: nothing stale is left behind by writing alone.
        Assert.Equal(there.Count, await CountAsync("p:*"));
        Assert.Equal(there.Count(t => t.Position is not null), await CountAsync("c:*"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_stale_entry_is_seen_through_and_taken_out(string engine)
    {
        var hot = await StartAsync(engine);
        await hot.WriteAsync([Truck(1, s_kunshan, ProvinceCode.Jiangsu)], Stop);

        // As a crash between the view and the value would leave it.
        var (first, second) = (Key(Id(1), "p:310000"), Key(Id(2), "p:310000"));
        await Database.SortedSetAddAsync(first, Id(1).ToString(), 0);
        await Database.SortedSetAddAsync(second, Id(2).ToString(), 0);
        Assert.Empty(await hot.InProvinceAsync(ProvinceCode.Shanghai, null, 10, Stop));
        Assert.Single(await hot.InProvinceAsync(ProvinceCode.Jiangsu, null, 10, Stop));
        Assert.Equal((0, 0), (await Database.SortedSetLengthAsync(first), await Database.SortedSetLengthAsync(second)));
    }

    /// <summary>Readers take out of a view what its value does not bear out; not what is just being put there.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Trucks_that_move_while_they_are_listed_are_where_they_went(string engine)
    {
        var hot = await StartAsync(engine);
        var trucks = Enumerable.Range(0, 40).Select(i => Truck(i, s_kunshan, ProvinceCode.Jiangsu)).ToList();
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await hot.InProvinceAsync(ProvinceCode.Jiangsu, null, 100, Stop);
                await hot.InProvinceAsync(ProvinceCode.Shanghai, null, 100, Stop);
            }
        })).ToList();
        for (var round = 0; round < 100; round++)
        {
            var to = round % 2 == 0 ? ProvinceCode.Shanghai : ProvinceCode.Jiangsu;
            await hot.WriteAsync([.. trucks.Select(t => t with { Province = to, Blob = default })], Stop);
            Assert.Equal(40, (await hot.InProvinceAsync(to, null, 100, Stop)).Count);
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Trucks_that_cross_borders_while_all_are_listed_page_by_page_are_each_listed_once(string engine)
    {
        var hot = await StartAsync(engine);
        var trucks = Enumerable.Range(0, 200).Select(i => Truck(i, s_kunshan, ProvinceCode.Jiangsu)).ToList();
        await hot.WriteAsync(trucks, Stop);
        using var end = new CancellationTokenSource();
        var moving = Task.Run(async () =>
        {
            for (var round = 0; !end.IsCancellationRequested; round++)
            {
                var to = round % 2 == 0 ? ProvinceCode.Shanghai : ProvinceCode.Zhejiang;
                await hot.WriteAsync([.. trucks.Select(t => t with { Province = to, Blob = default })], Stop);
            }
        });
        ProvinceCode[] provinces = [ProvinceCode.Zhejiang, ProvinceCode.None, ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.Anhui];
        foreach (var limit in Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 1000 : (i * 7 % 50) + 1))
        {
            var listed = new List<VehicleId>();
            for (IReadOnlyList<LastSeen>? page = null; page is null || page.Count == limit;)
            {
                page = await hot.ListAsync(provinces, page?[^1].Vehicle, limit, Stop);
                listed.AddRange(page.Select(p => p.Vehicle));
            }

            Assert.Equal(trucks.Select(t => t.Vehicle), listed.Order());
        }

        await end.CancelAsync();
        await moving;
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_late_removal_by_an_earlier_owner_does_not_hide_a_vehicle(string engine)
    {
        var hot = await StartAsync(engine);
        var early = new IndexMembership();
        await hot.WriteAsync([Truck(1, s_kunshan, ProvinceCode.Jiangsu) with { Mark = early }], Stop);
        var views = new HotViews(Database, new(_prefix), new(_redis!));
        views.Remove(HotParts.PartOf(Id(1)), ViewEntry.Province(320000), Id(1));
        await views.RemoveAsync();
        Assert.Single(await hot.InProvinceAsync(ProvinceCode.Jiangsu, null, 10, Stop));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_an_earlier_owner_that_was_held_up_writes_late_is_put_right_with_the_next_states(string engine)
    {
        var hot = await StartAsync(engine);
        var (before, now) = (Truck(1, s_kunshan, ProvinceCode.Jiangsu), Truck(1, s_kunshan with { LatitudeE6 = 30_000_000 }, ProvinceCode.Zhejiang));
        await hot.WriteAsync([before], Stop);
        await hot.WriteAsync([now], Stop);

        // Whoever looks meanwhile finds the vehicle where the earlier owner says it is, and takes it out of where it is.
        await hot.WriteAsync([before], Stop);
        Assert.Empty(await hot.InProvinceAsync(ProvinceCode.Zhejiang, null, 10, Stop));
        Assert.Empty(await hot.NearAsync(now.Position!.Value, Distance.FromKilometres(1), 10, Stop));
        await hot.WriteAsync([now with { Blob = default }], Stop);
        for (var i = 0; i < 8; i++)
        {
            await hot.WriteAsync([now], Stop);
        }

        Assert.Single(await hot.InProvinceAsync(ProvinceCode.Zhejiang, null, 10, Stop));
        Assert.Single(await hot.NearAsync(now.Position!.Value, Distance.FromKilometres(1), 10, Stop));
        Assert.Empty(await hot.InProvinceAsync(ProvinceCode.Jiangsu, null, 10, Stop));
    }
}
