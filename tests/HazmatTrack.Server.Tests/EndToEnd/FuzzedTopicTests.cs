using HazmatTrack.BadInput;
using HazmatTrack.Domain;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A small version of <c>loadtest/BadInput</c>, which sends a million.</summary>
public sealed class FuzzedTopicTests
{
    [Fact]
    public async Task Whatever_is_on_the_topic_is_judged_or_dead_lettered_byte_by_byte_and_all_of_it_is_counted()
    {
        await using var program = await TestProgram.RealAsync();
        var silo = await program.StartAsync();
        var fuzz = new Fuzz(40_000, 1, Instant.From(TimeProvider.System.GetUtcNow()));
        var run = new FuzzedTopic(silo.Host.App.Services, silo.Registry, fuzz);
        await run.RunAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        Assert.True(run.Faults.Count == 0, string.Join(Environment.NewLine, run.Faults));
        Assert.True(run.Unsure < 5, $"{run.Unsure} records could be either.");
        Assert.True(await silo.IsReadyAsync());
        var crossings = 0;
        foreach (var truck in fuzz.Trucks)
        {
            var expected = SomeFleet.Expected(truck, run.Reports(truck));
            Assert.Equal(expected, await program.StandingAsync(truck));
            crossings += expected.Count(e => e.StartsWith("crossing", StringComparison.Ordinal));
        }

        Assert.NotEqual(0, crossings);
    }
}
