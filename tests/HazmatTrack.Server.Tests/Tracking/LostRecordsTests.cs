using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Records which the topic's retention removed before history had them, and alerts that rest on them.</summary>
public sealed class LostRecordsTests : IDisposable
{
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-lost-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Fact]
    public async Task While_others_report_no_alert_is_retracted_for_want_of_a_report_that_is_gone()
    {
        var (retracted, crashes) = (new List<string>(), 0);
        for (var seed = 0; seed < 20; seed++)
        {
            var fleet = SomeFleet.Drive(2, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), seed, s_clock, _ => SomeFleet.Punctual);
            var log = fleet.Arrivals.ToArray();
            VehicleId[] trucks = [.. fleet.Trucks.Select(t => t.Vehicle)];
            await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory($"{seed}").FullName, s_clock);
            if (await stages.StoreUntilCrashAsync(log, some: 7 + seed) is not (_, var end))
            {
                continue;
            }

            // What the alerts rest on is gone; the truck that they are about sends nothing more, and the other one drives on.
            stages.RemoveBefore(end);
            await stages.StartAsync(trustsHotState: seed % 2 == 0);
            var before = await stages.AllEventsAsync(trucks);
            var ahead = before.MaxBy(e => e.Sequence)!.Alert.Vehicle;
            crashes++;
            for (var i = end; i < log.Length; i++)
            {
                if (log[i].Vehicle != ahead)
                {
                    await stages.StoreAsync(await stages.JudgeAsync(i, log[i..(i + 1)]));
                    await stages.JudgeAllAskedAsync();
                }
            }

            retracted.AddRange((await stages.AllEventsAsync(trucks)).Skip(before.Count)
                .Where(e => e.Kind == AlertEventKind.Retracted && e.Alert.Vehicle == ahead)
                .Select(e => $"seed {seed}: {SomeFleet.Text(e.Alert.Finding)}"));
        }

        Assert.InRange(crashes, 5, int.MaxValue);
        Assert.True(retracted.Count == 0, $"{crashes} crashes; {retracted.Count} events:\n{string.Join("\n", retracted)}");
    }
    [Fact]
    public async Task Records_that_are_gone_are_counted_once_however_often_their_partition_changes_hands()
    {
        var log = SomeFleet.Drive(1, TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(30), 3, s_clock, _ => SomeFleet.Punctual).Arrivals.ToArray();
        await using var stages = await Stages.OpenAsync(_folder.CreateSubdirectory("once").FullName, s_clock);
        await stages.StoreAsync(await stages.JudgeAsync(0, log[..5]));

        // Nothing is left that could be read and stored after what is gone.
        stages.RemoveBefore(25);
        for (var owner = 0; owner < 3; owner++)
        {
            Assert.Equal(25, await stages.StartAsync(trustsHotState: true));
            Assert.Equal(20, await stages.CountAsync("hazmattrack_records_lost_total"));
        }

        await stages.StoreAsync(await stages.JudgeAsync(25, log[25..30]));
        stages.RemoveBefore(40);
        Assert.Equal(40, await stages.StartAsync(trustsHotState: true));
        Assert.Equal(30, await stages.CountAsync("hazmattrack_records_lost_total"));
    }
}
