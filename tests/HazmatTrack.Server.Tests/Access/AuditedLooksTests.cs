using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Audit;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>A vehicle's entries are those of its alerts and documents as well.</summary>
public sealed class AuditedLooksTests(AccessServer server) : IClassFixture<AccessServer>
{
    private const string By = """{}""";

    [Fact]
    public async Task Entries_of_alerts_name_their_vehicles_and_a_list_that_is_read_again_is_one_look()
    {
        var alert = server.Alerts[AccessServer.East][0].Id;
        await CallAsync("inspector-sh", "GET", "/api/v1/vehicles");
        await CallAsync("inspector-sh", "GET", "/api/v1/alerts");
        await CallAsync("inspector-sh", "GET", "/api/v1/alerts");
        await CallAsync("inspector-sh", "GET", $"/api/v1/alerts/{alert}");
        await CallAsync("inspector-sh", "GET", $"/api/v1/alerts/{alert}");
        await CallAsync("inspector-sh", "POST", $"/api/v1/alerts/{alert}/acknowledge", By);
        await CallAsync("inspector-sh", "GET", "/api/v1/alerts/stream");

        var entries = await server.EntriesOfAsync("inspector-sh");
        var named = entries.Where(e => e.Vehicles.Contains(AccessServer.East)).Select(e => e.Action);
        Assert.Equal(
            [AuditAction.ReadVehicle, AuditAction.ReadAlerts, AuditAction.ReadAlerts, AuditAction.ReadAlerts, AuditAction.HandleAlert], named);
        Assert.Equal(AuditAction.OpenStream, entries[^1].Action);
    }

    [Fact]
    public async Task Entries_of_documents_name_their_vehicles()
    {
        const string Address = "/api/v1/permits/L-1";
        await CallAsync("everybody", "POST", "/api/v1/permits", Permit("\"number\":\"L-1\","));
        await CallAsync("everybody", "GET", Address);
        await CallAsync("everybody", "GET", Address + "/versions");
        await CallAsync("everybody", "PUT", Address, Permit(""));
        await CallAsync("everybody", "DELETE", Address);

        AuditAction[] expected =
        [
            AuditAction.FileDocument, AuditAction.ReadDocuments, AuditAction.ReadDocuments, AuditAction.FileDocument, AuditAction.WithdrawDocument,
        ];
        var named = (await server.EntriesOfAsync("everybody")).Where(e => e.Vehicles.SequenceEqual([AccessServer.East])).Select(e => e.Action);
        Assert.Equal(expected, named.Where(a => expected.Contains(a)));
    }

    [Fact]
    public async Task Entries_of_an_operators_vehicles_name_them()
    {
        await CallAsync("administrator", "GET", $"/api/v1/operators/{DemoPeople.OperatorA}/vehicles");
        var entry = (await server.EntriesOfAsync("administrator")).Single(e => e.Vehicles.Contains(AccessServer.East));
        Assert.Equal((AuditAction.ReadVehicle, DemoPeople.OperatorA), (entry.Action, entry.ObjectId));
    }

    private static string Permit(string number) =>
        $$"""
        {{{number}}"vehicle":"{{AccessServer.East}}","provinces":["370000"],"validFrom":"2026-01-01T00:00:00Z","validTo":"2090-01-01T00:00:00Z"}
        """;

    private async Task CallAsync(string person, string method, string address, string? body = null)
    {
        var answer = await server.SendAsync(person, method, address, body);
        Assert.True(answer.Status is 200 or 201, $"{method} {address}: {answer}");
    }
}
