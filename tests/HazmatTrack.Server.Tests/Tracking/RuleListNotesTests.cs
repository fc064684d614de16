using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Rules;
using HazmatTrack.TestServers;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A rule that joins the list, or comes back to it, reaches the trucks that sleep, over the real stores of either engine.</summary>
public abstract class RuleListNotesTests : StagesTests
{
    private static readonly RuleSet s_with = SampleRules.All.With(_ => []);
    private static readonly RuleSet s_without = RuleList.All;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_rule_reaches_a_truck_that_sleeps(bool keepsHotState)
    {
        var stores = await StoresAsync();
        var hot = keepsHotState ? new HotBlobs() : null;
        await using (var before = await OpenAsync(stores, s_without, hot: hot))
        {
            await before.TakeAsync(Straight(40), 0);
        }

        await using var after = await OpenAsync(stores, s_with, hot: hot);
        await after.StartAsync(keepsHotState);
        await after.FollowParametersAsync();
        await AssertSilentAsync(after);
        Assert.Equal(1, await after.CountAsync("hazmattrack_parameters_noted_total"));

        // And once only.
        await after.StartAsync(keepsHotState);
        await after.FollowParametersAsync();
        Assert.Equal(1, await after.CountAsync("hazmattrack_parameters_noted_total"));
        Assert.Equal(s_with.Parameters.Select(p => p.Version).Order(), after.History.JudgedBy.Select(j => j.Version).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rule_that_a_build_between_did_not_have_reaches_a_truck_that_reported_to_that_one_last(bool keepsHotState)
    {
        var stores = await StoresAsync();
        var hot = keepsHotState ? new HotBlobs() : null;
        var log = Straight(620);
        await using (var next = await OpenAsync(stores, s_with, hot: hot))
        {
            await next.TakeAsync(log[..200], 0);
        }

        await using (var earlier = await OpenAsync(stores, s_without, hot: hot))
        {
            await earlier.TakeAsync(log[200..], 200);
            await earlier.FollowParametersAsync();
        }

        await using var again = await OpenAsync(stores, s_with, hot: hot);
        await again.StartAsync(keepsHotState);
        await again.FollowParametersAsync();
        await AssertSilentAsync(again);
        Assert.Equal(s_with.Parameters.Select(p => p.Version).Order(), again.History.JudgedBy.Select(j => j.Version).Order());
    }

    /// <summary>What waited in the log while nothing ran is older than an hour when it is read.</summary>
    [Fact]
    public async Task A_rule_that_a_build_between_did_not_have_reaches_a_truck_that_this_one_read_after_an_outage()
    {
        var stores = await StoresAsync();
        var log = Straight(400);
        await using (var next = await OpenAsync(stores, s_with))
        {
            await next.TakeAsync(log[..200], 0);
        }

        await using (var earlier = await OpenAsync(stores, s_without))
        {
            await earlier.TakeAsync(log[200..], 200);
        }

        await using var again = await OpenAsync(stores, s_with);
        await again.FollowParametersAsync();
        Assert.Equal(1, await again.CountAsync("hazmattrack_parameters_noted_total"));
        await AssertSilentAsync(again);
    }

    [Fact]
    public async Task A_process_that_ends_before_all_are_noted_leaves_them_to_the_next()
    {
        var stores = await StoresAsync();
        await using (var before = await OpenAsync(stores, s_without))
        {
            await before.TakeAsync(Straight(40), 0);
        }

        await using var after = await OpenAsync(stores, s_with);
        after.FailsAfterNoting = true;
        await Assert.ThrowsAsync<Stages.CrashException>(after.NoteParametersAsync);
        await after.StartAsync(trustsHotState: false);
        await after.FollowParametersAsync();
        await after.JudgeAllAskedAsync();
        await AssertSilentAsync(after);
        Assert.Empty(await after.NotedAsync());
    }

    [Fact]
    public async Task A_partition_that_is_new_notes_nobody()
    {
        await using var stages = await OpenAsync(s_with);
        Assert.Equal(s_with.Parameters.Count, stages.History.JudgedBy.Count);
        await stages.TakeAsync(Straight(40), 0);
        await stages.FollowParametersAsync();
        Assert.Equal(0, await stages.CountAsync("hazmattrack_parameters_noted_total"));
    }

    /// <summary>The truck drove when it reported last, and nothing comes of it.</summary>
    private static async Task AssertSilentAsync(Stages stages)
    {
        await stages.StoreAsync(Assert.IsType<PositionBatch>(await stages.PassAsync(Begin + TimeSpan.FromHours(6))));
        var found = Assert.Single(await stages.StandingAsync(Truck), f => f.Rule == SilenceRule.RuleId && f.Key == "report");
        Assert.Null(found.End);
    }

    /// <summary>A truck far from any border that drives.</summary>
    private static (VehicleId Vehicle, PositionReport Report)[] Straight(int reports) =>
        Drive(reports, SomeFleet.WayOf(0)[2], SomeFleet.WayOf(0)[3], i => (0.2 + (0.001 * i), 60));

    public sealed class OnSqlite : RuleListNotesTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : RuleListNotesTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
