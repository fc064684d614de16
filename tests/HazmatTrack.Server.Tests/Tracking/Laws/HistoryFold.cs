using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>What must be active in the end: one fold over the set of reports, with the documents and rules as they are then, and time that passes after
/// it.</summary>
internal static class HistoryFold
{
    /// <summary>Compares what is active of a vehicle, ended or not, with one fold; and that everybody was told of it.</summary>
    /// <param name="stages">Where alerts are stored.</param>
    /// <param name="vehicle">Which vehicle.</param>
    /// <param name="reports">All of its reports, in any order.</param>
    /// <param name="rules">The rules of the program.</param>
    /// <param name="until">Up to when time has passed.</param>
    /// <param name="isJudged">Whether the program answers for a rule: what it does not stays as it is.</param>
    /// <param name="isOfReportsAlone">Whether nothing but reports and time was an input: then nothing is corrected.</param>
    /// <param name="told">What was told is counted here.</param>
    public static async Task CompareAsync(
        Stages stages, VehicleId vehicle, IEnumerable<PositionReport> reports, RuleSet rules, Instant until, Func<string, bool> isJudged,
        bool isOfReportsAlone, HistoryCounts told)
    {
        var alerts = await stages.AlertsAsync(vehicle);
        foreach (var alert in alerts.Where(told.IsOfInterest))
        {
            var events = await stages.EventsAsync(alert.Id);
            AssertTold(alert, events);
            told.Add(alert, events);
            if (isOfReportsAlone
                && events.FirstOrDefault(e => e.Cause is ChangeCause.Correction or ChangeCause.Document or ChangeCause.RuleVersion) is { } other)
            {
                throw new HistoryLawException(
                    $"Nothing was filed and no rule is another, and yet {alert.Identity} is {other.Kind} by {other.Cause}: {string.Join("\n  ", events.Select(EventText))}");
            }
        }

        var expected = Sorted(Fold(stages, vehicle, reports, rules, until).Findings);
        var found = Sorted(alerts.Where(a => a.Status != AlertStatus.Retracted && isJudged(a.Finding.Rule)).Select(a => a.Finding));
        if (expected.Count != found.Count || expected.Zip(found).Any(p => !FindingContent.Same(p.First, p.Second)))
        {
            var other = expected.Concat(found).Where(f => !expected.Exists(e => FindingContent.Same(e, f)) || !found.Exists(e => FindingContent.Same(e, f)));
            var about = new List<string>();
            foreach (var alert in alerts.Where(a => other.Any(f => f.Rule == a.Finding.Rule && f.Key == a.Finding.Key && f.Onset == a.Finding.Onset)))
            {
                about.AddRange((await stages.EventsAsync(alert.Id)).Select(EventText).Prepend($"{alert.Identity}"));
            }

            throw new HistoryLawException(
                $"{vehicle} by {string.Join(", ", rules.Select(r => r.Id))}, time passed until {until}:\n"
                + $"lacking: {Texts(expected.Where(e => !found.Exists(f => FindingContent.Same(e, f))))}\n"
                + $"too many: {Texts(found.Where(f => !expected.Exists(e => FindingContent.Same(e, f))))}\n"
                + $"told of these: {string.Join("\n  ", about)}\n"
                + $"right: {Texts(found.Where(f => expected.Exists(e => FindingContent.Same(e, f))))}");
        }
    }

    /// <summary>
    /// The owner of the partition looks at a vehicle when its next deadline passes, or before.
    /// </summary>
    public static void AssertLookedAt(Stages stages, VehicleId vehicle, IEnumerable<PositionReport> reports, RuleSet rules, Instant? until)
    {
        var due = stages.DueOf(vehicle);
        if (Fold(stages, vehicle, reports, rules, until).Deadline is { } deadline && (due is not { } looked || looked.OwnTimeAt(looked.At) > deadline))
        {
            throw new HistoryLawException($"{vehicle} has a deadline at {deadline}, and is looked at {due?.OwnTimeAt(due.Value.At).ToString() ?? "never"}.");
        }
    }

    private static (List<Finding> Findings, Instant? Deadline) Fold(
        Stages stages, VehicleId vehicle, IEnumerable<PositionReport> reports, RuleSet rules, Instant? until)
    {
        var context = new RuleContext(ShippedBorders.Map, rules, stages.Papers.For(vehicle));
        var changes = new List<FindingChange>();
        var tracker = VehicleTracker.Rebuild(vehicle, null, SomeFleet.Distinct(reports), [], context, changes);
        if (until is { } passed)
        {
            tracker.Tick(passed, TrackPoint.UnknownOffset, context, changes);
        }

        return ([.. changes.GroupBy(c => c.Identity).Select(of => of.Last().Finding)], tracker.NextDeadline(context));
    }

    /// <summary>Each revision has one event, each says why it happened and changes something, and the last says what is stored.</summary>
    private static void AssertTold(Alert alert, IReadOnlyList<AlertEvent> events)
    {
        if (events.Count != alert.Revision || events.Any(e => e.Cause is null) || !FindingContent.Same(events[^1].Alert.Finding, alert.Finding)
            || events[^1].Alert.Status != alert.Status
            || events.Zip(events.Skip(1))
                .Any(p => p.First.Alert.Status == p.Second.Alert.Status && FindingContent.Same(p.First.Alert.Finding, p.Second.Alert.Finding)))
        {
            throw new HistoryLawException($"{alert.Identity} is stored otherwise than it was told: {string.Join("\n  ", events.Select(EventText))}");
        }
    }

    private static List<Finding> Sorted(IEnumerable<Finding> findings) => [.. findings.OrderBy(SomeFleet.Text, StringComparer.Ordinal)];

    private static string Texts(IEnumerable<Finding> findings) => string.Join("\n  ", findings.Select(Text).Prepend(""));

    private static string EventText(AlertEvent e) => $"{e.Alert.Revision} {e.Kind} {e.Cause} at {e.Alert.Cause} {e.Alert.Status} {Text(e.Alert.Finding)}";

    private static string Text(Finding f) => $"{SomeFleet.Text(f)} to {f.End} {f.Severity} {f.Reason} {f.Province}>{f.OtherProvince} {f.Measured} {f.Limit} [{string.Join(' ', f.Documents)}]"
        + $" evidence {string.Join(' ', f.Evidence.Select(p => p.Time))}{(f.Crossing is { } c ? $" {c.Before.Time} {c.After.Time} {c.ConfirmedBy.Time} {c.Time} ± {c.TimeUncertainty}" : "")}";
}
