using System.Globalization;
using Confluent.Kafka;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.FaultDrill.Faults;
using HazmatTrack.FaultDrill.Watching;

namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>
/// For how long after each fault alerts came late: an alert is late that was stored more than two seconds after the log had the report that caused it.
/// </summary>
internal static class Lateness
{
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(2);

    /// <param name="started">When the load began; faults are counted from then.</param>
    /// <param name="faults">What struck, in order of time.</param>
    /// <param name="events">All events of alerts.</param>
    /// <param name="log">All records of the topic.</param>
    /// <param name="owners">Which partitions went to another owner.</param>
    public static IEnumerable<string> Lines(
        DateTimeOffset started, IReadOnlyList<FaultLine> faults, IReadOnlyList<AlertEvent> events, IEnumerable<ConsumeResult<byte[]?, byte[]?>> log,
        OwnerWatch owners)
    {
        var arrived = log.ToDictionary(r => (r.Partition.Value, r.Offset.Value), r => r.Message.Timestamp.UnixTimestampMs);
        var alerts = events.Where(e => e.Kind == AlertEventKind.Raised && arrived.ContainsKey((e.Alert.Cause.Partition, e.Alert.Cause.Offset)))
            .Select(e => (
                e.Alert.Cause.Partition,
                At: Time(e.At.UnixMilliseconds),
                Delay: Time(e.At.UnixMilliseconds) - Time(arrived[(e.Alert.Cause.Partition, e.Alert.Cause.Offset)])))
            .ToList();
        for (var i = 0; i < faults.Count; i++)
        {
            var (from, to) = (started + faults[i].At, i + 1 < faults.Count ? started + faults[i + 1].At : DateTimeOffset.MaxValue);
            var within = alerts.Where(a => a.At >= from && a.At < to).ToList();
            var late = within.Where(a => a.Delay > s_late).ToList();
            yield return $"{faults[i].What}: {within.Count} alerts until the next fault, {late.Count} of them late{Last()}.";

            // An alert is of a partition that moved if that did between the report and the alert.
            int Stayed() => late.Count(a => !owners.HasMoved(a.Partition, a.At - a.Delay, a.At));

            string Last() => late.Count == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $", the last {(late.Max(a => a.At) - from).TotalSeconds:0.0} s after it struck, the latest by {late.Max(a => a.Delay).TotalSeconds:0.0} s; {Stayed()} of them in partitions that stayed where they were");
        }

        static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
