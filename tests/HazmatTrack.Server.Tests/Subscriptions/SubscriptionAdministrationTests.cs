using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>Administrators register and change subscriptions; what they do is on record.</summary>
public sealed class SubscriptionAdministrationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_wrong_with_a_subscription_is_said_at_once_and_nothing_is_stored()
    {
        await using var server = await WebhookServer.StartAsync();
        await AssertFaultsAsync(new { channel = "fax", role = "boss", colour = 1 }, "channel", "colour", "name", "role", "url");
        await AssertFaultsAsync(
            new { name = "a", channel = "webhook", role = "inspector", provinces = new[] { "990000" }, url = "https://10.0.0.1/" }, "provinces", "url");
        await AssertFaultsAsync(
            new { name = "a", channel = "webhook", role = "operator", @operator = "91330000MA0000004K", url = "https://receiver.example/" }, "operator");
        await AssertFaultsAsync(
            new { name = "a", channel = "webhook", role = "auditor", provinces = new[] { "310000" }, url = "https://receiver.example/" }, "role");
        await AssertFaultsAsync(
            new
            {
                name = "a",
                channel = "webhook",
                role = "inspector",
                provinces = new[] { "310000" },
                url = "https://receiver.example/",
                rules = new[] { "x" },
                severities = new[] { "y" },
            },
            "rules", "severities");

        // No mail server is set.
        await AssertFaultsAsync(
            new { name = "a", channel = "mail", role = "inspector", provinces = new[] { "310000" }, addresses = new[] { "a@example.cn" } }, "channel");
        Assert.Equal(0, (await server.GetAsync("")).GetProperty("items").GetArrayLength());

        async Task AssertFaultsAsync(object body, params string[] fields)
        {
            using var answer = await server.Administrator.PostAsJsonAsync("/api/v1/subscriptions", body, Stop);
            var text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True((int)answer.StatusCode == 400, text);
            var errors = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("errors").EnumerateObject();
            Assert.Equal(fields, errors.Select(e => e.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_subscription_is_changed_disabled_enabled_and_deleted_and_each_step_is_on_record()
    {
        await using var server = await WebhookServer.StartAsync();
        var (id, _) = await server.RegisterAsync("310000", "first");
        using var changed = await server.Administrator.PutAsJsonAsync(
            $"/api/v1/subscriptions/{id}",
            new { name = "b", channel = "webhook", role = "inspector", provinces = new[] { "320000" }, url = server.Receiver.Address("second") }, Stop);
        Assert.True(changed.IsSuccessStatusCode);
        await server.PostAsync($"/{id}/disable");
        await server.PostAsync($"/{id}/disable");
        await server.RaiseAsync(WebhookServer.Truck(1));
        await server.PostAsync($"/{id}/enable", new { skipMissed = true });
        await server.PostAsync($"/{id}/enable", new { });
        await server.PostAsync($"/{id}/rotate", new { });
        await server.PostAsync($"/{id}/dead-letters/drop", new { all = true });
        await server.RaiseAsync(WebhookServer.Truck(2));
        await server.HasTakenAsync(1);
        Assert.Equal(("/second", WebhookServer.Truck(2).ToString()), (server.Receiver.Taken[0].Path, server.Receiver.Taken[0].Vehicle));
        using var deleted = await server.Administrator.DeleteAsync(new Uri($"/api/v1/subscriptions/{id}", UriKind.Relative), Stop);
        Assert.Equal(204, (int)deleted.StatusCode);
        await server.RaiseAsync(WebhookServer.Truck(3));
        using var unknown = await server.Administrator.GetAsync(new Uri($"/api/v1/subscriptions/{id}", UriKind.Relative), Stop);
        Assert.Equal(404, (int)unknown.StatusCode);

        var record = server.Silo.Host.App.Services.GetRequiredService<IAuditStore>();
        var entries = (await record.ReadAsync(1, 100, Stop)).Select(r => AuditCodec.Decode(r.Body.Span).Entry)
            .Where(e => e.Action == AuditAction.ChangeSubscription && e.ObjectId!.StartsWith(id, StringComparison.Ordinal)).ToList();
        Assert.All(entries, e => Assert.Equal((DemoPeople.Issuer, "administrator", "subscription"), (e.Actor.Issuer, e.Actor.Subject, e.ObjectKind)));
        Assert.Single(server.Receiver.All);

        // What was done, and to whom alerts went, and whose, though nothing else remembers it by now. What changed nothing reads as that.
        Assert.Equal(
            [
                $"{id} created webhook {server.Receiver.Address("first")} inspector 310000",
                $"{id} changed webhook {server.Receiver.Address("second")} inspector 320000",
                $"{id} disabled", $"{id} unchanged", $"{id} enabled, missed skipped", $"{id} unchanged", $"{id} secret rotated", $"{id} unchanged",
                $"{id} deleted",
            ],
            entries.Select(e => e.ObjectId));
    }

    [Fact]
    public async Task A_test_is_on_record_as_a_test()
    {
        await using var server = await WebhookServer.StartAsync();
        var (id, _) = await server.RegisterAsync();
        await server.PostAsync($"/{id}/ping");
        var record = server.Silo.Host.App.Services.GetRequiredService<IAuditStore>();
        var last = (await record.ReadAsync(1, 100, Stop)).Select(r => AuditCodec.Decode(r.Body.Span).Entry).Last(e => e.ObjectKind == "subscription");
        Assert.Equal($"{id} pinged", last.ObjectId);
    }

    [Theory]
    [InlineData("inspector-sh")]
    [InlineData("officer-sh")]
    [InlineData("operator-a")]
    [InlineData("auditor")]
    public async Task Nobody_else_sees_or_changes_them(string person)
    {
        await using var server = await WebhookServer.StartAsync();
        var (id, _) = await server.RegisterAsync();
        using var other = await server.ClientAsync(person);
        foreach (var path in new[] { "", $"/{id}", $"/{id}/dead-letters" })
        {
            using var answer = await other.GetAsync(new Uri($"/api/v1/subscriptions{path}", UriKind.Relative), Stop);
            Assert.Equal(403, (int)answer.StatusCode);
        }

        using var rotated = await other.PostAsJsonAsync($"/api/v1/subscriptions/{id}/rotate", new { }, Stop);
        Assert.Equal(403, (int)rotated.StatusCode);
    }
}
