using HazmatTrack.FaultDrill;
using HazmatTrack.TestServers;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A short drill on servers of its own, which it may break. The long one is <c>loadtest/FaultDrill</c>.</summary>
public sealed class FaultDrillTests(ITestOutputHelper output)
{
    /// <summary>Two trackers, a web and a gateway, each of its role alone, a Redis Cluster, and a topic that gets more partitions on the way.</summary>
    [Fact]
    public Task Whatever_is_killed_under_load_nothing_is_lost_or_said_twice() =>
        RunAsync(new() { Seed = 6, GrowTo = 24, RedisReplicas = 3, Webs = 1, Faults = 8 });

    /// <summary>The next build has a rule, a kind of document and a field of the packed state more.</summary>
    [Fact]
    public Task A_cluster_rolls_to_the_next_build_and_back_and_forward_again_under_load_and_ends_as_if_that_build_had_run_all_along() =>
        RunAsync(new() { Seed = 7, IsRolling = true, Silos = 2, Faults = 12 });

    private async Task RunAsync(DrillPlan plan)
    {
        Assert.SkipWhen(PrivateServers.WhyNot is not null, PrivateServers.WhyNot ?? "");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(12));
        plan = plan with
        {
            Brokers = 1,
            Trucks = 24,
            Driving = TimeSpan.FromMinutes(90),
            Partitions = 8,
            LongestOutage = TimeSpan.FromSeconds(4),
            FirstPort = 29_000,
        };
        await using var told = new StringWriter();
        try
        {
            await using var drill = await Drill.StartAsync(plan, told, limit.Token);
            var verdict = await drill.RunAsync(limit.Token);
            verdict.Print(told);
            Assert.True(verdict.IsGood, "The drill ended otherwise than without faults; see the output.");
        }
        finally
        {
            output.WriteLine(told.ToString());
        }
    }
}
