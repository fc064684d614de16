using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing.Rules;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A program that goes back to what a rule remembered in the version before.</summary>
public sealed class RuleStateStagesTests : IDisposable
{
    private static readonly VehicleId s_truck = VehicleId.Parse("苏A12345_2");
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly Instant s_start = Instant.From(s_clock.GetUtcNow() - TimeSpan.FromHours(6));
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_truck_that_speeds_while_the_program_goes_back_to_one_that_cannot_read_it_is_judged_again_with_its_next_report()
    {
        await using var stages = await Stages.OpenAsync(_folder, s_clock, rules: [.. RuleList.All, new SpeedingRule { StateVersion = 2 }]);
        for (var i = 0; i < 400; i += 10)
        {
            await stages.StoreAsync(await stages.JudgeAsync(i, Enumerable.Range(i, 10).Select(n => Report(n, 50))));
        }

        Assert.Null(Assert.Single(await stages.StandingAsync(s_truck), f => f.Rule == "sample-speeding").End);
        stages.Install([.. RuleList.All, new SpeedingRule()]);
        await stages.StartAsync(trustsHotState: true);
        await stages.StoreAsync(await stages.JudgeAsync(400, [Report(400, 20)]));
        while (await stages.JudgeAskedAsync() is { } asked)
        {
            await stages.StoreAsync(asked);
        }

        // The newest checkpoint has it speeding too, in words that this program cannot read.
        Assert.Equal(Report(400, 20).Report.Time, Assert.Single(await stages.StandingAsync(s_truck), f => f.Rule == "sample-speeding").End);
        Assert.Empty(await stages.NotedAsync());
    }

    private static (VehicleId Vehicle, PositionReport Report) Report(int number, int kmh) => (s_truck, new()
    {
        Time = s_start + TimeSpan.FromSeconds(30 * number),
        Position = new(31_900_000, 118_000_000 + (number * 4_400)),
        SpeedDeciKmh = (ushort)(kmh * 10),
        Status = ReportStatus.Fixed,
    });
}
