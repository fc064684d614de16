using System.Collections.Concurrent;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing.Alerts;
using Microsoft.Playwright;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>Two trucks without permits, each in another province, for tests of who sees which.</summary>
internal static class SomePage
{
    public static readonly VehicleId InShanghai = VehicleId.Parse("沪A88001_2");
    public static readonly VehicleId InJiangsu = VehicleId.Parse("苏E88002_2");

    /// <summary>Gathers what the page gets from the API from now on, apart from the borders and the stream, which never ends.</summary>
    public static ConcurrentBag<string> Gather(IPage page)
    {
        var got = new ConcurrentBag<string>();
        page.Response += async (_, answer) =>
        {
            if (!answer.Url.Contains("/api/", StringComparison.Ordinal) || answer.Url.EndsWith("/borders", StringComparison.Ordinal)
                || answer.Url.Contains("/stream", StringComparison.Ordinal))
            {
                return;
            }

            try
            {
                got.Add(await answer.TextAsync());
            }
            catch (PlaywrightException)
            {
                // The page has gone elsewhere meanwhile and has not got it either.
            }
        };
        return got;
    }

    /// <summary>A red alert of the truck in Jiangsu.</summary>
    public static Task RaiseAsync(TestProgram program)
    {
        var finding = SomeAlerts.Finding(Instant.From(DateTimeOffset.UtcNow), "permit", severity: Severity.Red) with
        {
            Reason = "permit-none",
            Province = ProvinceCode.Jiangsu,
        };
        return program.Alerts.ApplyAsync([SomeAlerts.Change(FindingChangeKind.Raised, finding, 1, InJiangsu)], [], TestContext.Current.CancellationToken);
    }

    /// <summary>Sends where the trucks are, and waits until it is stored.</summary>
    public static async Task SendTwoTrucksAsync(TestProgram program, TestProgram.Silo silo)
    {
        var begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromMinutes(10));
        await program.SendAsync(Enumerable.Range(0, 8).SelectMany(i => new[]
        {
            (InShanghai, At(31_230_000, 121_400_000, i)), (InJiangsu, At(31_400_000, 120_600_000, i)),
        }));
        await silo.HasTakenAsync(16);

        PositionReport At(int latitudeE6, int longitudeE6, int number) => new()
        {
            Time = begin + TimeSpan.FromSeconds(30 * number),
            Position = new(latitudeE6, longitudeE6 + (number * 2_000)),
            SpeedDeciKmh = 300,
            HeadingDegrees = 90,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        };
    }
}
