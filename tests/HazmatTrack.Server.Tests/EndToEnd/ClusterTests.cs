using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Several silos on real Kafka, Redis and PostgreSQL.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Partitions_move_between_silos_and_nothing_is_lost_or_said_twice()
    {
        await using var program = await TestProgram.RealAsync();
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(2), TimeSpan.FromSeconds(20), 11, TimeProvider.System);
        var parts = fleet.Arrivals.Chunk((fleet.Arrivals.Count / 4) + 1).ToArray();

        var first = await program.StartAsync();
        await program.SendAsync(parts[0]);
        var second = await program.StartAsync();
        await program.SendAsync(parts[1]);
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_partitions_owned") == 4, "the second silo has its half", 60);
        await program.SendAsync(parts[2]);
        await program.StopAsync(first);
        await program.SendAsync(parts[3]);

        await RoadTests.HasWhatItMustAsync(program, fleet);
        foreach (var (vehicle, _) in fleet.Trucks)
        {
            Assert.Equal((await program.AlertsOfAsync(vehicle)).Select(a => a.Id).Distinct().Count(), (await program.AlertsOfAsync(vehicle)).Count);
        }
    }

    [Fact]
    public async Task Partitions_that_move_while_reading_is_paused_are_read_on_by_whoever_has_them()
    {
        await using var program = await TestProgram.RealAsync();
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(2), TimeSpan.FromSeconds(20), 14, TimeProvider.System);
        var parts = fleet.Arrivals.Chunk((fleet.Arrivals.Count / 3) + 1).ToArray();
        var first = await program.StartAsync();

        // A partition that is not open yet waits by itself, and reading would not pause for it.
        await program.SendAsync(parts[0][..60]);
        await first.HasTakenAsync(60);
        Task<TestProgram.Silo> starting;
        await using (await program.HoldHistoryUpAsync())
        {
            await program.SendUntilPausedAsync(first, parts[0][60..]);
            starting = program.StartAsync();
            await Eventually.BecomesTrueAsync(() => Task.FromResult(first.Log.HasSaid("are revoked (rebalance)")), "the first silo hands over", 40);
        }

        // At once: what was read and waits for room is stored with the rest.
        var second = await starting;
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_partitions_owned") == 4, "the second silo has its half", 30);
        Assert.False(first.Log.HasSaid("are revoked before what was read of them is stored"));
        await program.SendAsync(parts[1]);
        await program.StopAsync(second);
        await program.SendAsync(parts[2]);
        await RoadTests.HasWhatItMustAsync(program, fleet);
    }

    [Fact]
    public async Task Any_silo_reads_all_of_history()
    {
        await using var program = await TestProgram.RealAsync();
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 12, TimeProvider.System);
        await program.StartAsync();
        var second = await program.StartAsync();
        await Eventually.BecomesTrueAsync(async () => await second.CountAsync("hazmattrack_partitions_owned") == 4, "the second silo has its half", 60);
        await program.SendAsync(fleet.Arrivals);

        // Asked of the first, which holds half of it.
        await RoadTests.HasWhatItMustAsync(program, fleet);
    }
}
