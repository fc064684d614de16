using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Silos know each other by a table in PostgreSQL: Redis is a cache to them, and PostgreSQL may restart.</summary>
public sealed class MembershipTests
{
    [Fact]
    public async Task While_Redis_is_stopped_silos_stay_members_and_alerts_are_stored_and_when_it_is_back_empty_all_trucks_are_listed()
    {
        Assert.SkipWhen(PrivateServers.WhyNot is not null, PrivateServers.WhyNot ?? "");
        await using var servers = await PrivateServers.StartAsync(1);
        await using var program = await TestProgram.OnAsync(servers);
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 13, TimeProvider.System);
        var first = await program.StartAsync();
        var second = await program.StartAsync();
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_partitions_owned") == 4, "the second silo has its half", 60);
        await program.SendAsync(fleet.Arrivals.Take(fleet.Arrivals.Count / 2));
        await TakenAsync(program, fleet.Arrivals.Count / 2);
        var before = await AlertsAsync(program, fleet);

        await servers.DoAsync("kill", "redis");
        await program.SendAsync(fleet.Arrivals.Skip(fleet.Arrivals.Count / 2));
        await Eventually.BecomesTrueAsync(async () => await AlertsAsync(program, fleet) > before, "alerts of reports that came since are stored", 60);
        await Eventually.BecomesTrueAsync(
            async () => (await Task.WhenAll(program.Silos.Select(SaysWhyAsync))).All(s => s), "both silos say what they wait for", 60);
        Assert.All(program.Silos, s => Assert.Equal(2, s.KnownSilos));
        Assert.Equal((2, 2), await program.InTableAsync());

        await servers.DoAsync("start", "redis");
        await RoadTests.HasWhatItMustAsync(program, fleet, 60);
        Assert.All(program.Silos, s => Assert.Equal(2, s.KnownSilos));
        Assert.Equal((2, 2), await program.InTableAsync());
        await Eventually.BecomesTrueAsync(async () => await ListedAsync(first) == 12 && await ListedAsync(second) == 12, "all are listed by both", 60);
    }

    [Fact]
    public async Task Silos_live_on_when_PostgreSQL_is_restarted()
    {
        Assert.SkipWhen(PrivateServers.WhyNot is not null, PrivateServers.WhyNot ?? "");
        await using var servers = await PrivateServers.StartAsync(1);
        await using var program = await TestProgram.OnAsync(servers);
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 14, TimeProvider.System);
        await program.StartAsync();
        var second = await program.StartAsync();
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_partitions_owned") == 4, "the second silo has its half", 60);
        await program.SendAsync(fleet.Arrivals.Take(fleet.Arrivals.Count / 2));

        await servers.DoAsync("kill", "postgres");
        await program.SendAsync(fleet.Arrivals.Skip(fleet.Arrivals.Count / 2));
        await Eventually.BecomesTrueAsync(
            async () => (await Task.WhenAll(program.Silos.Select(SaysWhyAsync))).All(s => s), "both silos say what they wait for", 60);
        Assert.All(program.Silos, s => Assert.Equal(2, s.KnownSilos));
        await servers.DoAsync("start", "postgres");

        await RoadTests.HasWhatItMustAsync(program, fleet, 60);
        Assert.All(program.Silos, s => Assert.Equal(2, s.KnownSilos));
        Assert.Equal((2, 2), await program.InTableAsync());
    }

    [Fact]
    public async Task What_is_left_of_a_silo_that_has_ended_is_removed_from_the_table()
    {
        await using var program = await TestProgram.RealAsync();
        var lasting = await program.StartAsync();
        await program.StopAsync(await program.StartAsync());
        Assert.Equal((2, 1), await program.InTableAsync());
        var options = lasting.Host.App.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value;
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromMinutes(10)), (options.DefunctSiloExpiration, options.DefunctSiloCleanupPeriod!.Value));

        await lasting.Host.App.Services.GetRequiredService<IMembershipTable>().CleanupDefunctSiloEntriesAsync(
            TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), await program.InTableAsync());
    }

    private static async Task<bool> SaysWhyAsync(TestProgram.Silo silo) =>
        (await silo.Http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), TestContext.Current.CancellationToken))
            .Contains("fails", StringComparison.Ordinal);

    private static async Task<int> AlertsAsync(TestProgram program, SomeFleet fleet)
    {
        var alerts = 0;
        foreach (var (vehicle, _) in fleet.Trucks)
        {
            alerts += (await program.AlertsOfAsync(vehicle)).Count;
        }

        return alerts;
    }

    private static Task TakenAsync(TestProgram program, int reports) => Eventually.BecomesTrueAsync(
        async () =>
        {
            var taken = 0.0;
            foreach (var silo in program.Silos)
            {
                taken += await silo.CountAsync("hazmattrack_reports_applied_total") + await silo.CountAsync("hazmattrack_reports_duplicate_total");
            }

            return taken >= reports;
        },
        $"{reports} reports taken",
        60);

    private static async Task<int> ListedAsync(TestProgram.Silo silo)
    {
        using var answer = await silo.Http.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), TestContext.Current.CancellationToken);
        return !answer.IsSuccessStatusCode ? -1
            : System.Text.Json.JsonDocument.Parse(
                await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("items").GetArrayLength();
    }
}
