using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Notes;

/// <summary>
/// Re-evaluates vehicles that were evaluated otherwise than this silo evaluates: a limit was corrected for the past, a version of the program with other
/// defaults was started, or one with a rule more. So a new rule reaches vehicles that sleep, and its timers those that never report again. When a partition is
/// opened, the parameters of this silo are recorded in addition to those recorded before, and nothing is evaluated by them sooner. Then vehicles with reports
/// from the first difference on are noted, and with the last of them the earlier parameters are removed. So a crash leaves either the record of both or the
/// notes.
/// </summary>
/// <remarks>
/// Two silos with different parameters do the same with every partition that moves from one to the other, and with none that stays: each take-over notes its
/// vehicles once, and the parameters of the silo that has the partition last prevail.
/// </remarks>
internal sealed partial class ParameterNotes(RuleSet rules, Retry retry, TrackingMetrics metrics, NoteTurns turns, ILogger<ParameterNotes> log)
{
    /// <summary>The number of vehicles noted in one transaction.</summary>
    private const int PerNote = 1000;

    /// <summary>Notes the vehicles of a partition once they are in it, and retries until that is done or the session ends.</summary>
    /// <param name="time">Clock for the pause after a failure that a retry does not solve.</param>
    public Task FollowAsync(PartitionSession session, TimeProvider time) => NoteFollowing.RunAsync(
        session,
        async () =>
        {
            await RunAsync(session);
            return false;
        },
        e => LogNotNoted(e, session.Partition),
        time);

    /// <summary>Notes the vehicles, and starts their re-evaluation.</summary>
    public async Task RunAsync(PartitionSession session)
    {
        var superseded = SupersededParameters.Of(session.History.JudgedBy, rules);
        if (superseded.Records.Count == 0)
        {
            return;
        }

        session.JudgedOtherwiseSince = superseded.From;

        // All vehicles are noted before the first is re-evaluated, so that a crash during the re-evaluation does not undo the noting.
        var notes = new List<PendingRejudge>();
        var vehicles = superseded.From is { } from
            ? await retry.RunAsync("Finding who reported since", c => session.History.SeenAsync(null, from, c), session.Gone) : [];
        var left = vehicles.Count;
        foreach (var some in vehicles.Chunk(PerNote).DefaultIfEmpty([]))
        {
            left -= some.Length;
            notes.AddRange(await retry.RunAsync(
                "Noting changed parameters",
                c => session.History.TakeParametersAsync(some, superseded.From ?? default, left == 0 ? superseded.Records : [], c),
                session.Gone));
        }

        session.JudgedOtherwiseSince = null;
        metrics.NotedForParameters(notes.Count);
        foreach (var change in superseded.Differences)
        {
            LogChanged(change.Rule, session.Partition, Where(change), When(change), notes.Count);
        }

        await turns.HandOnAsync(session, notes);
    }

    private static string Where(in ParameterDifference change) => change.Province.IsKnown ? change.Province.ToString() : "all provinces";

    private static string When(in ParameterDifference change) => change.From.UnixMilliseconds == long.MinValue ? "always" : change.From.ToString();

    [LoggerMessage(LogLevel.Information, "The rule {Rule} judges otherwise than vehicles of partition {Partition} were judged before, in {Where} from {From} on; {Vehicles} of them are evaluated again.")]
    private partial void LogChanged(string rule, int partition, string where, string from, int vehicles);

    [LoggerMessage(LogLevel.Error, "Changed parameters of rules cannot be noted for the vehicles of partition {Partition}: their alerts stay as they are. It is retried.")]
    private partial void LogNotNoted(Exception e, int partition);
}
