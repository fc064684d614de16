using HazmatTrack.Access.Demo;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>Whether somebody may change a document is decided about the version that is changed, also where another is filed meanwhile.</summary>
public sealed class OvertakenFilingTests
{
    private const string Address = "/api/v1/permits/P1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PUT", false)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", false)]
    [InlineData("DELETE", true)]
    public async Task A_document_that_another_authority_files_meanwhile_is_neither_replaced_nor_withdrawn(string method, bool isThere)
    {
        HookedRegistry hooked = null!;
        await using var server = await RegistryServer.StartAsync(
            store => hooked = new(store), DemoPeople.Usual.People.First(p => p.Id == "officer-sh"));
        var own = new
        {
            vehicle = "沪A12345_2",
            provinces = new[] { "310000" },
            validFrom = "2026-07-01T00:00:00+08:00",
            validTo = "2026-08-01T00:00:00+08:00",
        };
        if (isThere)
        {
            Assert.Equal(201, (await server.SendAsync("PUT", Address, own with { provinces = ["310000", "320000"] })).Status);
        }

        hooked.AfterGet = async () =>
        {
            hooked.AfterGet = null;
            await server.Store.FileAsync(DocumentKinds.Permit, Foreign(), "another authority", Stop);
        };
        Assert.Equal(403, (await server.SendAsync(method, Address, method == "PUT" ? own : null)).Status);
        var newest = await server.Store.GetAsync(DocumentKinds.Permit, "P1", null, Stop);
        Assert.Equal(Foreign(), newest!.Document);
    }

    [Fact]
    public async Task A_document_that_its_own_authority_files_meanwhile_is_followed_by_the_next_version()
    {
        HookedRegistry hooked = null!;
        await using var server = await RegistryServer.StartAsync(
            store => hooked = new(store), DemoPeople.Usual.People.First(p => p.Id == "officer-sh"));
        var mine = Foreign() with { Vehicle = new("沪A12345", PlateColour.Yellow) };
        hooked.AfterGet = async () =>
        {
            hooked.AfterGet = null;
            await server.Store.FileAsync(DocumentKinds.Permit, mine, "a colleague", Stop);
        };
        var (status, filed) = await server.SendAsync("PUT", Address, new
        {
            vehicle = "沪A12345_2",
            provinces = new[] { "310000" },
            validFrom = "2026-07-01T00:00:00+08:00",
            validTo = "2026-08-01T00:00:00+08:00",
        });
        Assert.Equal((200, 2), (status, filed.GetProperty("version").GetInt32()));
    }

    /// <summary>A permit of a truck of Beijing, which Shanghai sees and does not govern.</summary>
    private static Permit Foreign() => new()
    {
        Number = "P1",
        Vehicle = new("京A12345", PlateColour.Yellow),
        Provinces = [new ProvinceCode(110000), ProvinceCode.Shanghai],
        ValidFrom = Instant.From(new(2026, 7, 1, 0, 0, 0, TimeSpan.FromHours(8))),
        ValidTo = Instant.From(new(2026, 8, 1, 0, 0, 0, TimeSpan.FromHours(8))),
    };
}
