using System.Net.Http.Json;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>Processes that are killed, stopped and started again lose no event and keep the order.</summary>
public sealed class WebhookRestartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_that_is_killed_while_it_sends_sends_the_rest_in_order_once_it_runs_again()
    {
        const int Events = 60, Trucks = 6;
        var folder = Directory.CreateTempSubdirectory("hazmat-killed-").FullName;
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = async (_, context) =>
        {
            // Slow enough for the program to be killed on its way.
            await Task.Delay(30, context.RequestAborted);
            return 204;
        };
        await using (var first = await ServerProcess.StartAsync(folder, WebhookServer.Settings))
        {
            await first.SignInAsync("administrator");
            using var created = await first.Http.PostAsJsonAsync(
                "/api/v1/subscriptions",
                new { name = "a", channel = "webhook", role = "inspector", provinces = new[] { "310000" }, url = receiver.Address() }, Stop);
            Assert.Equal(201, (int)created.StatusCode);
            await using (var alerts = await AlertStore.OpenSqliteAsync(Path.Combine(folder, "alerts.db"), Stop))
            {
                for (var i = 0; i < Events; i++)
                {
                    await WebhookServer.RaiseAsync(alerts, 1000 + i, WebhookServer.Truck(i % Trucks));
                }
            }

            await Eventually.BecomesTrueAsync(() => receiver.Taken.Count >= 10, "some were sent", 40);
            await first.KillAsync();
        }

        var before = receiver.Taken.Count;
        Assert.InRange(before, 10, Events - 1);
        await using var second = await ServerProcess.StartAsync(folder, WebhookServer.Settings);
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(receiver.Taken.Select(r => r.Id).Distinct().Count() == Events), () => $"{receiver.Taken.Count} taken", 60);

        // At least once: those that were under way when it was killed may come twice, with the same id. Without these each vehicle's are in order.
        Assert.InRange(receiver.Taken.Count, Events, Events + 8);
        foreach (var vehicle in receiver.Taken.GroupBy(r => r.Vehicle))
        {
            var once = vehicle.DistinctBy(r => r.Id).Select(r => r.Sequence).ToList();
            Assert.Equal(once.Order(), once);
            Assert.Equal(Events / Trucks, once.Count);
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task A_subscription_that_a_dead_process_holds_is_taken_over_when_its_lease_ends()
    {
        await using var server = await WebhookServer.StartRealAsync();
        var store = server.Silo.Host.App.Services.GetRequiredService<SubscriptionStore>();
        var (id, _) = await server.RegisterAsync();

        // As if the lease of this process had ended long ago: from now on what it does is refused.
        var until = Instant.From(TimeProvider.System.GetUtcNow()) + TimeSpan.FromSeconds(4);
        Assert.True(await store.TakeAsync(id, "dead", until + TimeSpan.FromHours(1), until, Stop));
        await server.RaiseAsync(WebhookServer.Truck(1));
        await server.HasTakenAsync(1, 40);
        Assert.True(Instant.From(TimeProvider.System.GetUtcNow()) >= until);
    }

    [Fact]
    public async Task Of_several_processes_one_sends_and_another_goes_on_when_it_stops()
    {
        await using var server = await WebhookServer.StartRealAsync();
        await server.StartSiloAsync();
        var (first, second) = (server.Program.Silos[0], server.Program.Silos[1]);
        await server.RegisterAsync();
        for (var i = 0; i < 40; i++)
        {
            await server.RaiseAsync(WebhookServer.Truck(i % 4));
        }

        await server.HasTakenAsync(40);
        Assert.Equal(40, server.Receiver.All.Select(r => r.Id).Distinct().Count());
        Assert.Equal(40, server.Receiver.All.Count);
        var holder = await first.CountAsync("hazmattrack_deliveries_total", "delivered") > 0 ? first : second;
        await Eventually.BecomesTrueAsync(async () => await holder.CountAsync("hazmattrack_deliveries_total", "delivered") == 40, "one has sent them all");

        await server.Program.StopAsync(holder);
        for (var i = 0; i < 20; i++)
        {
            await server.RaiseAsync(WebhookServer.Truck(i % 4));
        }

        await server.HasTakenAsync(60);
        Assert.Equal(60, server.Receiver.All.Count);
        Assert.All(server.Receiver.Taken.GroupBy(r => r.Vehicle), one => Assert.Equal(one.OrderBy(r => r.Sequence), one));
    }
}
