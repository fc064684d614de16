using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>The list of vehicles, read page by page while the vehicles drive on.</summary>
public sealed class VehiclePagesTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-pages-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_truck_that_crosses_a_border_while_the_pages_are_read_is_on_one_of_them_once()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var hot = silo.Host.App.Services.GetRequiredService<IHotState>();
        var trucks = Enumerable.Range(0, 60).Select(i => new VehicleId($"苏E{i:D5}", PlateColour.Yellow)).ToList();
        await MoveAsync(hot, trucks, ProvinceCode.Zhejiang);
        await Eventually.BecomesTrueAsync(async () => (await GetAsync(silo, "/api/v1/vehicles")).Status == HttpStatusCode.OK, "hot state is whole");

        var (read, cursor) = (new List<string>(), "");
        do
        {
            var (_, page) = await GetAsync(silo, $"/api/v1/vehicles?limit=7{cursor}");
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";

            // To a province that a list by province has before this one, and to one that it has after it.
            await MoveAsync(hot, trucks, read.Count % 2 == 0 ? ProvinceCode.Shanghai : ProvinceCode.Anhui);
        }
        while (cursor.Length > 0);
        Assert.Equal(trucks.Select(t => t.ToString()), read.Order(StringComparer.Ordinal));
    }

    /// <summary>A cursor is clear text, and the pages that are looked at for an inspector end with vehicles of other provinces.</summary>
    [Fact]
    public async Task A_cursor_names_the_last_vehicle_of_its_page_and_never_one_that_is_out_of_sight()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var hot = silo.Host.App.Services.GetRequiredService<IHotState>();
        var trucks = Enumerable.Range(0, 5001).Select(i => new VehicleId($"苏E{i:D5}", PlateColour.Yellow)).OrderBy(HotParts.PartOf).ThenBy(t => t).ToList();
        await MoveAsync(hot, trucks[..3], ProvinceCode.Shanghai);
        await MoveAsync(hot, trucks[3..], ProvinceCode.Zhejiang);
        await Eventually.BecomesTrueAsync(async () => (await GetAsync(silo, "/api/v1/vehicles")).Status == HttpStatusCode.OK, "hot state is whole");
        using var inspector = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = silo.Http.BaseAddress,
            DefaultRequestHeaders = { { "Cookie", await silo.SignInAsync("inspector-sh") } },
        };
        for (var limit = 1; limit < 5; limit++)
        {
            var page = await inspector.GetFromJsonAsync<JsonElement>($"/api/v1/vehicles?limit={limit}", Stop);
            var listed = page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ToList();
            Assert.Equal(trucks.Take(Math.Min(limit, 3)).Select(t => t.ToString()), listed);
            Assert.Equal(limit > 3 ? null : $"0:{listed[^1]}", page.GetProperty("nextCursor").GetString());
        }

        var rest = await inspector.GetFromJsonAsync<JsonElement>($"/api/v1/vehicles?limit=3&cursor={Uri.EscapeDataString($"0:{trucks[2]}")}", Stop);
        Assert.Empty(rest.GetProperty("items").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task A_cursor_goes_on_with_the_list_that_it_is_of_and_with_no_other()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var trucks = Enumerable.Range(0, 9).Select(i => new VehicleId($"苏E{i:D5}", PlateColour.Yellow)).ToList();
        await MoveAsync(silo.Host.App.Services.GetRequiredService<IHotState>(), trucks, ProvinceCode.Zhejiang);
        await Eventually.BecomesTrueAsync(async () => (await GetAsync(silo, "/api/v1/vehicles")).Status == HttpStatusCode.OK, "hot state is whole");
        foreach (var (list, others) in new[] { ("", (string[])["&province=330000"]), ("&province=330000", ["", "&province=310000"]) })
        {
            var cursor = Uri.EscapeDataString((await GetAsync(silo, $"/api/v1/vehicles?limit=2{list}")).Body.GetProperty("nextCursor").GetString()!);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(silo, $"/api/v1/vehicles?limit=2{list}&cursor={cursor}")).Status);
            foreach (var other in others)
            {
                var (status, problem) = await GetAsync(silo, $"/api/v1/vehicles?limit=2{other}&cursor={cursor}");
                Assert.Equal(HttpStatusCode.BadRequest, status);
                Assert.Equal("not-applicable", problem.GetProperty("errors").GetProperty("cursor")[0].GetProperty("code").GetString());
            }
        }
    }

    private static Task MoveAsync(IHotState hot, List<VehicleId> trucks, ProvinceCode to) => hot.WriteAsync(
        [.. trucks.Select(t => new HotStateEntry(t, new byte[] { 1 }, new(1_782_864_000_000), null, to, new IndexMembership()))], Stop);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(TestProgram.Silo silo, string address)
    {
        using var answer = await silo.Http.GetAsync(new Uri(address, UriKind.Relative), Stop);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement);
    }
}
