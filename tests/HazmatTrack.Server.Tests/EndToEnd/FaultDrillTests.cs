using HazmatTrack.FaultDrill;
using HazmatTrack.TestServers;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A short drill on servers of its own, which it may break. The long one is <c>loadtest/FaultDrill</c>.</summary>
public sealed class FaultDrillTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(24, 6)]
    public async Task Whatever_is_killed_under_load_nothing_is_lost_or_said_twice(int growTo, int seed)
    {
        Assert.SkipWhen(PrivateServers.WhyNot is not null, PrivateServers.WhyNot ?? "");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(6));
        var plan = new DrillPlan
        {
            Seed = seed,
            GrowTo = growTo,
            Faults = 8,
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
