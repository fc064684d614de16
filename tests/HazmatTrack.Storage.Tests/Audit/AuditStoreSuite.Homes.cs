using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Storage.Tests.Audit;

public abstract partial class AuditStoreSuite
{
    private static readonly VehicleId s_second = new("沪B23456", PlateColour.Yellow);

    [Fact]
    public async Task Entries_are_found_by_the_province_in_which_a_vehicle_that_they_name_is_at_home()
    {
        await RecordHomesAsync();
        Assert.Equal([6, 4, 1], await NumbersAsync(new() { Home = ProvinceCode.Shanghai }));
        Assert.Equal([4, 3, 2], await NumbersAsync(new() { Home = ProvinceCode.Jiangsu }));
        Assert.Empty(await NumbersAsync(new() { Home = ProvinceCode.Zhejiang }));
        Assert.Empty(await NumbersAsync(new() { Home = new(710000) }));

        Assert.Equal([4], await NumbersAsync(new() { Home = ProvinceCode.Shanghai, Vehicle = SomeAudit.Other }));
        Assert.Equal([3], await NumbersAsync(new() { Home = ProvinceCode.Jiangsu, Province = ProvinceCode.Shanghai }));
        Assert.Equal([4, 2], await NumbersAsync(new() { Home = ProvinceCode.Jiangsu, Actor = s_operator.Name }));
        Assert.Equal(
            [4], await NumbersAsync(new() { Home = ProvinceCode.Shanghai, From = SomeAudit.Morning + Minutes(2), To = SomeAudit.Morning + Minutes(5) }));

        Assert.Equal([6, 4], await NumbersAsync(new() { Home = ProvinceCode.Shanghai, Limit = 2 }));
        Assert.Equal([1], await NumbersAsync(new() { Home = ProvinceCode.Shanghai, Limit = 2, Before = 4 }));
        Assert.Equal([1, 3, 1], (await Store.FindAsync(new() { Home = ProvinceCode.Shanghai }, default)).Rows.Select(r => r.Columns!.Vehicles.Count));
    }

    [Fact]
    public async Task A_province_is_concerned_by_what_is_about_its_vehicles_and_by_what_its_people_did()
    {
        await RecordHomesAsync();
        var shanghai = default(ProvinceSet).With(ProvinceCode.Shanghai);
        Assert.Equal([6, 5, 4, 3, 1], await NumbersAsync(new() { Concerned = shanghai }));
        Assert.Equal([6, 4, 3, 2, 1], await NumbersAsync(new() { Concerned = default(ProvinceSet).With(ProvinceCode.Jiangsu) }));
        Assert.Equal([6, 5, 4, 3, 2, 1], await NumbersAsync(new() { Concerned = shanghai.With(ProvinceCode.Jiangsu) }));
        Assert.Empty(await NumbersAsync(new() { Concerned = default(ProvinceSet).With(ProvinceCode.Zhejiang) }));
        Assert.Empty(await NumbersAsync(new() { Concerned = default(ProvinceSet) }));

        Assert.Equal([6, 4, 1], await NumbersAsync(new() { Concerned = shanghai, Province = ProvinceCode.Jiangsu }));
        Assert.Equal([5, 3], await NumbersAsync(new() { Concerned = shanghai, Organisation = SomeAudit.Officer.Organisation }));
        Assert.Equal([4, 3], await NumbersAsync(new() { Concerned = shanghai, Vehicle = SomeAudit.Other }));
        Assert.Equal([4, 3], await NumbersAsync(new() { Concerned = shanghai, Home = ProvinceCode.Jiangsu }));
        Assert.Equal(
            [5, 4, 3], await NumbersAsync(new() { Concerned = shanghai, From = SomeAudit.Morning + Minutes(2), To = SomeAudit.Morning + Minutes(5) }));

        Assert.Equal([6, 5], await NumbersAsync(new() { Concerned = shanghai, Limit = 2 }));
        Assert.Equal([4, 3], await NumbersAsync(new() { Concerned = shanghai, Limit = 2, Before = 5 }));
        Assert.Equal([1], await NumbersAsync(new() { Concerned = shanghai, Limit = 2, Before = 3 }));
    }

    [Fact]
    public async Task Entries_are_found_by_the_authorities_whose_people_acted()
    {
        await RecordHomesAsync();
        var (shanghai, both) = (default(ProvinceSet).With(ProvinceCode.Shanghai), default(ProvinceSet).With(ProvinceCode.Shanghai).With(ProvinceCode.Jiangsu));
        Assert.Equal([5, 3], await NumbersAsync(new() { Authorities = shanghai }));
        Assert.Equal([6, 5, 4, 3, 2, 1], await NumbersAsync(new() { Authorities = both }));
        Assert.Empty(await NumbersAsync(new() { Authorities = default(ProvinceSet) }));

        Assert.Equal([3], await NumbersAsync(new() { Authorities = shanghai, Home = ProvinceCode.Jiangsu }));
        Assert.Equal([4, 3, 2], await NumbersAsync(new() { Authorities = both, Home = ProvinceCode.Jiangsu }));
        Assert.Equal([4, 3, 2], await NumbersAsync(new() { Authorities = both, Vehicle = SomeAudit.Other }));
        Assert.Equal([4, 2], await NumbersAsync(new() { Authorities = both, Vehicle = SomeAudit.Other, Province = ProvinceCode.Jiangsu }));
        Assert.Equal([5], await NumbersAsync(new() { Authorities = shanghai, Concerned = shanghai, From = SomeAudit.Morning + Minutes(4) }));
        Assert.Equal([4, 3], await NumbersAsync(new() { Authorities = both, Home = ProvinceCode.Jiangsu, Limit = 2 }));
        Assert.Equal([2], await NumbersAsync(new() { Authorities = both, Home = ProvinceCode.Jiangsu, Limit = 2, Before = 3 }));
    }

    [Fact]
    public async Task Entries_that_were_recorded_in_one_instant_are_found_together()
    {
        await Store.AppendAsync([SomeAudit.Read(1), SomeAudit.Read(2), SomeAudit.Read(3)], default);
        var later = Clock.Now += Minutes(1);
        await Store.AppendAsync([SomeAudit.Read(4), SomeAudit.Read(5)], default);
        Assert.Equal([3, 2, 1], await NumbersAsync(new() { From = SomeAudit.Morning, To = SomeAudit.Morning }));
        Assert.Equal([5, 4], await NumbersAsync(new() { From = later, To = later }));
        Assert.Empty(await NumbersAsync(new() { From = later + Minutes(1) }));
        Assert.Empty(await NumbersAsync(new() { To = SomeAudit.Morning - Minutes(1) }));
        Assert.Empty(await NumbersAsync(new() { From = later, To = SomeAudit.Morning }));
    }

    /// <summary>Of sixty entries, a half is about trucks of Shanghai and the other half by an operator; one, the first, is both.</summary>
    [Fact]
    public async Task A_search_by_two_conditions_that_seldom_meet_reads_so_many_entries_for_a_page_and_goes_on_from_page_to_page()
    {
        await Store.AppendAsync([SomeAudit.Read(1, s_operator, SomeAudit.Truck, s_second)], default);
        var others = Enumerable.Range(2, 59).Select(
            i => i % 2 == 0 ? SomeAudit.Read(i, null, SomeAudit.Truck, s_second) : SomeAudit.Read(i, s_operator, SomeAudit.Other));
        await Store.AppendAsync([.. others], default);
        var seldom = new AuditQuery { Home = ProvinceCode.Shanghai, Actor = s_operator.Name, MostRead = 5, Limit = 10 };
        Assert.Equal([1], await NumbersAsync(seldom with { MostRead = 1000 }));
        AuditQuery[] queries =
        [
            seldom,
            new() { Concerned = default(ProvinceSet).With(ProvinceCode.Shanghai), Actor = s_operator.Name, MostRead = 5, Limit = 10 },
            new() { Vehicle = SomeAudit.Truck, Organisation = s_operator.Organisation, MostRead = 5, Limit = 10 },
            new() { Authorities = default(ProvinceSet).With(ProvinceCode.Jiangsu), Home = ProvinceCode.Shanghai, MostRead = 5, Limit = 10 },
        ];
        foreach (var query in queries)
        {
            var (first, pages) = (await Store.FindAsync(query, default), await PagesAsync(query));
            Assert.Equal((0, true), (first.Rows.Count, first.NextBefore > 40));
            Assert.Equal([1], pages.SelectMany(p => p.Rows).Select(r => r.Sequence));
            Assert.InRange(pages.Count, 5, 12);
        }

        // Whose entries are few, they are all read for the first page, however many there are about the province.
        await Store.AppendAsync([SomeAudit.Read(61, s_operator with { KeyId = "k8" }, s_second)], default);
        await Store.AppendAsync([.. Enumerable.Range(62, 40).Select(i => SomeAudit.Read(i, null, SomeAudit.Truck))], default);
        var rare = await Store.FindAsync(seldom with { Actor = (s_operator with { KeyId = "k8" }).Name }, default);
        Assert.Equal((61L, (long?)null), (Assert.Single(rare.Rows).Sequence, rare.NextBefore));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task The_pages_of_a_search_have_every_entry_once_however_little_a_page_reads(int mostRead)
    {
        var named = new[] { SomeAudit.Truck, s_second, SomeAudit.Other };
        await Store.AppendAsync(
            [.. Enumerable.Range(1, 50).Select(i => SomeAudit.Read(i, i % 3 == 0 ? s_operator : null, named.Where((_, n) => (i & (1 << n)) != 0)))], default);
        var shanghai = default(ProvinceSet).With(ProvinceCode.Shanghai);
        AuditQuery[] queries =
        [
            new() { Home = ProvinceCode.Shanghai, Actor = s_operator.Name },
            new() { Home = ProvinceCode.Shanghai, Province = ProvinceCode.Shanghai, Vehicle = SomeAudit.Other },
            new() { Concerned = shanghai.With(ProvinceCode.Jiangsu), Authorities = shanghai, Home = ProvinceCode.Jiangsu },
            new() { Concerned = shanghai, Organisation = s_operator.Organisation },
        ];
        foreach (var query in queries)
        {
            var all = await NumbersAsync(query);
            Assert.NotEmpty(all);
            foreach (var limit in (int[])[1, 3, 100])
            {
                var pages = await PagesAsync(query with { MostRead = mostRead, Limit = limit });
                Assert.Equal(all, pages.SelectMany(p => p.Rows).Select(r => r.Sequence));
                Assert.All(pages, p => Assert.InRange(p.Rows.Count, 0, limit));
            }
        }
    }

    /// <summary>Six entries a minute apart: all but the third and the fifth of an operator of Jiangsu.</summary>
    private async Task RecordHomesAsync()
    {
        VehicleId[][] named = [[SomeAudit.Truck], [SomeAudit.Other], [SomeAudit.Other], [SomeAudit.Truck, SomeAudit.Other, s_second], [], [s_second]];
        foreach (var (i, vehicles) in named.Index())
        {
            Clock.Now += Minutes(1);
            await Store.AppendAsync([SomeAudit.Read(i, i is 2 or 4 ? SomeAudit.Officer : s_operator, vehicles)], default);
        }
    }

    private async Task<List<AuditPage>> PagesAsync(AuditQuery query)
    {
        List<AuditPage> pages = [await Store.FindAsync(query, default)];
        while (pages[^1].NextBefore is { } next)
        {
            Assert.InRange(pages.Count, 1, 200);
            pages.Add(await Store.FindAsync(query with { Before = next }, default));
        }

        return pages;
    }

    private async Task<IEnumerable<long>> NumbersAsync(AuditQuery query) => (await Store.FindAsync(query, default)).Rows.Select(r => r.Sequence);

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);
}
