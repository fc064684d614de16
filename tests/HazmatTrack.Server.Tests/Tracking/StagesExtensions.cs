using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>What tests do with the stages of a partition: take a log, follow up what is noted, and compare with one fold over the reports.</summary>
internal static class StagesExtensions
{
    /// <summary>Evaluates and stores a log, some reports at a time.</summary>
    public static async Task TakeAsync(this Stages stages, (VehicleId Vehicle, PositionReport Report)[] log, int offset = 0, int atATime = 5)
    {
        foreach (var some in log.Chunk(atATime))
        {
            await stages.StoreAsync(await stages.JudgeAsync(offset, some));
            offset += some.Length;
        }
    }

    /// <summary>
    /// Evaluates and stores some reports at a time, until the process ends between the alerts of a batch and its history; none of the first sixty reports does.
    /// </summary>
    /// <returns>The offsets of that batch, the last excluded; null where no such batch had alerts.</returns>
    public static async Task<(int From, int To)?> StoreUntilCrashAsync(this Stages stages, (VehicleId Vehicle, PositionReport Report)[] log, int some)
    {
        for (var at = 0; at < log.Length; at += some)
        {
            stages.FailsAfterAlerts = at > 60;
            var end = Math.Min(log.Length, at + some);
            var batch = await stages.JudgeAsync(at, log[at..end]);
            try
            {
                await stages.StoreAsync(batch);
            }
            catch (Stages.CrashException)
            {
                stages.FailsAfterAlerts = false;
                return (at, end);
            }
        }

        stages.FailsAfterAlerts = false;
        return null;
    }

    /// <summary>Evaluates all vehicles again that were asked for.</summary>
    public static async Task JudgeAllAskedAsync(this Stages stages)
    {
        while (await stages.JudgeAskedAsync() is { } asked)
        {
            await stages.StoreAsync(asked);
        }
    }

    /// <summary>What is filed is noted, and what is noted is evaluated again.</summary>
    public static async Task FollowFilingsAsync(this Stages stages)
    {
        await stages.NoteFilingsAsync();
        await stages.JudgeAllAskedAsync();
    }

    /// <summary>Whom changed parameters concern is noted, and what is noted is evaluated again.</summary>
    public static async Task FollowParametersAsync(this Stages stages)
    {
        await stages.NoteParametersAsync();
        await stages.JudgeAllAskedAsync();
    }

    /// <summary>What is active of a vehicle is what one fold over its reports says, by the newest documents and by these rules.</summary>
    /// <param name="rules">Those of the product where it is null.</param>
    /// <param name="which">Says which case it is, for the message.</param>
    public static async Task AssertStandsAsync(
        this Stages stages, VehicleId vehicle, IEnumerable<PositionReport> reports, RuleSet? rules = null, string which = "")
    {
        var expected = SomeFleet.Judged(vehicle, SomeFleet.Distinct(reports), stages.Papers.For(vehicle), rules)
            .Where(c => c.Kind != FindingChangeKind.Retracted).Select(c => c.Finding).OrderBy(SomeFleet.Text, StringComparer.Ordinal).ToList();
        var found = await stages.StandingAsync(vehicle);
        var other = expected.Zip(found).Where(p => !FindingContent.Same(p.First, p.Second))
            .Select(p => $"\n{Whole(p.First)}\n{Whole(p.Second)}").FirstOrDefault();
        Assert.True(
            expected.Count == found.Count && other is null,
            $"{which} {vehicle}: expected [{Texts(expected)}], found [{Texts(found)}]{other}");
    }

    private static string Texts(IEnumerable<Finding> findings) => string.Join(", ", findings.Select(SomeFleet.Text));

    private static string Whole(Finding finding) =>
        $"{finding} documents [{string.Join(", ", finding.Documents)}] evidence [{string.Join(", ", finding.Evidence.Select(p => p.Time))}]";
}
