using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A topic that was deleted and created again between two runs: its offsets begin at 0, and the stores know greater ones.</summary>
public sealed class OtherLogTests : IDisposable
{
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly VehicleId s_truck = new("苏E10001", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-log-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_parked_trucks_state_stays_small_after_the_topic_was_created_again(bool trustsHotState)
    {
        await using var stages = await Stages.OpenAsync(_folder.FullName, s_clock);
        await ReportAsync(stages, 0, 200, firstOffset: 5_000_000);
        stages.RecreateTopic();
        Assert.Equal(0, await stages.StartAsync(trustsHotState));
        await ReportAsync(stages, 200, 600, firstOffset: 0);
        var packed = await stages.PackedAsync(s_truck);
        Assert.InRange(packed.TailCount, 1, 80);
        Assert.InRange(packed.Encode().Length, 1, 1000);

        // The state is packed once in 32 reports.
        Assert.InRange(packed.Reports, 800 - 31, 800);
    }

    private static async Task ReportAsync(Stages stages, int from, int count, long firstOffset)
    {
        var place = SomeFleet.WayOf(0)[0];
        var begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromDays(1);
        for (var i = 0; i < count; i += 8)
        {
            var reports = Enumerable.Range(from + i, 8).Select(n => (s_truck, new PositionReport
            {
                Time = begin + TimeSpan.FromSeconds(10 * n),
                Position = place,
                SpeedDeciKmh = 0,
                Status = ReportStatus.Fixed,
            }));
            await stages.StoreAsync(await stages.JudgeAsync(firstOffset + i, reports));
        }
    }
}
