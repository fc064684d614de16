using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Speeds;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing;

namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>
/// The alerts and their events against the same reports judged in one go, without program or faults. Content is everything that a finding says.
/// </summary>
internal static class AlertAudit
{
    public const string StandingName = "alerts that stand, by content: late ones are the set's";

    public static async Task<List<Alert>> AlertsAsync(AlertStore store, Truck truck, CancellationToken cancellation)
    {
        var alerts = new List<Alert>();
        AlertCursor? after = null;
        do
        {
            var page = await store.ListAsync(new() { Vehicle = truck.Vehicle, Limit = 500, After = after }, cancellation);
            alerts.AddRange(page.Alerts);
            after = page.Next;
        }
        while (after is not null);
        return alerts;
    }

    public static async Task<List<AlertEvent>> EventsAsync(AlertStore store, CancellationToken cancellation)
    {
        var events = new List<AlertEvent>();
        while (await store.EventsAfterAsync(events.Count == 0 ? 0 : events[^1].Sequence, 500, cancellation) is { Count: > 0 } more)
        {
            events.AddRange(more);
        }

        return events;
    }

    /// <summary>What stands is what the set of reports says, every finding once.</summary>
    /// <param name="reports">What was sent.</param>
    /// <param name="alerts">What stands.</param>
    /// <param name="rules">The rules of the build that runs in the end.</param>
    public static Check Standing(
        IReadOnlyDictionary<Truck, IReadOnlyList<PositionReport>> reports, IReadOnlyDictionary<Truck, List<Alert>> alerts, RuleSet rules) => Check.Of(
        StandingName,
        reports.SelectMany(r => Standing(r.Key, SomeFleet.Distinct(r.Value), rules).Select(c => $"{r.Key.Vehicle} {Content(c.Finding)}")),
        alerts.SelectMany(a => a.Value.Where(x => x.Status != AlertStatus.Retracted).Select(x => $"{a.Key.Vehicle} {Content(x.Finding)}")));

    /// <summary>
    /// Of trucks whose reports come in order also the ids, and what was retracted on the way. Not of the rule that only the next build has: what that finds
    /// when it judges a stretch again was never found and taken back on the way.
    /// </summary>
    public static Check Ids(
        IReadOnlyDictionary<Truck, IReadOnlyList<PositionReport>> inOrder, IReadOnlyDictionary<Truck, List<Alert>> alerts) => Check.Of(
        "alerts of the prompt trucks, by id, status and content, retracted ones too",
        inOrder.Where(r => r.Key.InReach).SelectMany(r => SomeFleet.Judged(r.Key.Vehicle, r.Value, r.Key.Documents).Select(
            c => $"{AlertId.From(r.Key.Vehicle, c.Identity)} {c.Kind == FindingChangeKind.Retracted} {Content(c.Finding)}")),
        alerts.Where(a => a.Key.InReach).SelectMany(a => a.Value.Where(x => x.Finding.Rule != SpeedRule.RuleId).Select(x => $"{x.Id} {x.Status == AlertStatus.Retracted} {Content(x.Finding)}")));

    /// <summary>All that happened to the alerts of vehicles of which a check tells a difference, in order.</summary>
    public static IEnumerable<string> Lives(Check check, IReadOnlyList<AlertEvent> events) =>
        from told in events
        let vehicle = told.Alert.Vehicle.ToString()
        where check.Differences.Any(d => d.Contains($" {vehicle} ", StringComparison.Ordinal))
        let f = told.Alert.Finding
        orderby vehicle, told.Sequence
        select $"  {told.Sequence} {vehicle} {told.Kind} ({told.Cause}) at {told.At}: {SomeFleet.Text(f)} to {f.End}, {told.Id}, {told.Alert.Cause}";

    /// <summary>Every alert is called by what it is, and no two that stand say the same.</summary>
    public static Check Identities(IReadOnlyDictionary<Truck, List<Alert>> alerts) => Check.Of(
        "ids that are the hash of vehicle, rule, key and first onset",
        alerts.Values.SelectMany(a => a).Select(a => AlertId.From(a.Vehicle, a.Identity).ToString()).Distinct(),
        alerts.Values.SelectMany(a => a).Select(a => a.Id.ToString()));

    /// <summary>The events are numbered 1, 2, 3 …, and each alert's revisions are too; the last one is the alert.</summary>
    public static Check Events(IReadOnlyDictionary<Truck, List<Alert>> alerts, IReadOnlyList<AlertEvent> events) => Check.Of(
        "events in the store: one for each revision, numbered without a gap",
        alerts.Values.SelectMany(a => a).SelectMany(a => Enumerable.Range(1, a.Revision).Select(r => $"{a.Id}.{r}"))
            .Concat(Enumerable.Range(1, events.Count).Select(n => $"number {n}")),
        events.Select(e => e.Id).Concat(events.Select(e => $"number {e.Sequence}")));

    /// <summary>What a consumer of topic <c>alerts</c> has when it has dropped what it had seen, in its order for each vehicle.</summary>
    public static Check Topic(IReadOnlyList<AlertEvent> events, IEnumerable<ConsumeResult<byte[]?, byte[]?>> topic)
    {
        var seen = new HashSet<string>();
        var told = topic.Where(r => seen.Add(Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("event-id")))).ToList();
        return Check.Of(
            "events on the topic, after de-duplication, in order for each vehicle",
            events.GroupBy(e => e.Alert.Vehicle.ToString()).SelectMany(g => Numbered(g.Key, g.Select(Body))),
            told.GroupBy(r => Encoding.UTF8.GetString(r.Message.Key!)).SelectMany(g => Numbered(g.Key, g.Select(Body))));
    }

    /// <summary>What a client of the stream was told that went on elsewhere whenever its server was gone.</summary>
    public static Check Stream(IReadOnlyList<AlertEvent> events, IReadOnlyList<long> seen) => Check.Of(
        "events on a stream that was held through everything, each once and in order",
        events.Select(e => $"number {e.Sequence}"),
        seen.Select((number, i) => i > 0 && seen[i - 1] >= number ? $"number {number} behind {seen[i - 1]}" : $"number {number}"));

    /// <summary>Alerts of the rule that only the next build has: which of them stand, and in which revision.</summary>
    public static async Task<IReadOnlyList<string>> OfNextAsync(AlertStore store, IEnumerable<Truck> trucks, CancellationToken cancellation)
    {
        var found = new List<string>();
        foreach (var truck in trucks)
        {
            var alerts = await AlertsAsync(store, truck, cancellation);
            found.AddRange(alerts.Where(a => a.Finding.Rule == SpeedRule.RuleId).Select(a => $"{truck.Vehicle} {a.Id} {a.Status} {a.Revision}"));
        }

        return found;
    }

    private static IEnumerable<FindingChange> Standing(Truck truck, IEnumerable<PositionReport> reports, RuleSet rules) =>
        SomeFleet.Judged(truck.Vehicle, reports, truck.JudgedBy, rules).Where(c => c.Kind != FindingChangeKind.Retracted);

    private static IEnumerable<string> Numbered(string vehicle, IEnumerable<string> bodies) => bodies.Select((body, i) => $"{vehicle} {i:00000} {body}");

    /// <summary>
    /// What the topic has of an event. Of the rule that only the next build has, a silo of this build can send no title: of that the id.
    /// </summary>
    private static string Body(AlertEvent told) => told.Alert.Finding.Rule == SpeedRule.RuleId ? told.Id :
        Encoding.UTF8.GetString(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(AlertViews.ToView(told, RuleList.Catalog), AlertViewJson.Wire.AlertEventView));

    private static string Body(ConsumeResult<byte[]?, byte[]?> told) =>
        Encoding.UTF8.GetString(told.Message.Value!) is var body && body.Contains($"\"{SpeedRule.RuleId}\"", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(told.Message.Headers.GetLastBytes("event-id"))
            : body;

    /// <summary>Everything that a finding says but where in the log its reports stand, and how long after their event time they were received.</summary>
    private static string Content(Finding f) =>
        $"{SomeFleet.Text(f)} {f with { Crossing = null, Documents = [], Evidence = [], Parameters = null }}"
        + $" {(f.Crossing is { } c ? c with { Before = Placeless(c.Before), After = Placeless(c.After), ConfirmedBy = Placeless(c.ConfirmedBy) } : null)}"
        + $" {(f.Parameters is { } p ? $"{p.Version} {p.From} {p.Province} {string.Join(',', p.Values.OrderBy(v => v.Key, StringComparer.Ordinal))}" : "")}"
        + $" {string.Join(',', f.Documents)} {string.Join(',', f.Evidence.Select(e => Placeless(e).Report))}";

    private static TrackPoint Placeless(TrackPoint point) => new(point.Report.WithHoursBehind(0), TrackPoint.UnknownOffset);
}
