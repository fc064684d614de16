using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Simulation;

namespace HazmatTrack.Testing;

/// <summary>
/// Trucks that go to and fro over the borders, with what receivers and networks do to their reports; and what must be found of them: their
/// reports judged one after the other in order of time, by the same rules, without anything in between.
/// </summary>
public sealed class SomeFleet
{
    private static readonly GeoPoint[][] s_ways =
    [
        [new(31_290_000, 121_160_000), new(31_330_000, 121_080_000), new(31_360_000, 120_980_000), new(31_330_000, 120_800_000)],
        [new(30_930_000, 121_200_000), new(30_850_000, 121_000_000), new(30_780_000, 120_800_000), new(30_700_000, 120_650_000)],
        [new(31_050_000, 120_700_000), new(30_950_000, 120_600_000), new(30_880_000, 120_450_000), new(30_870_000, 120_100_000)],
        [new(31_000_000, 119_700_000), new(30_950_000, 119_550_000), new(30_900_000, 119_400_000), new(30_850_000, 119_200_000)],
    ];

    private SomeFleet(IReadOnlyList<(VehicleId Vehicle, List<Arrival> Arrivals)> trucks) => Trucks = trucks;

    public IReadOnlyList<(VehicleId Vehicle, List<Arrival> Arrivals)> Trucks { get; }

    /// <summary>A way in which every report comes in once and in order.</summary>
    public static UplinkSettings Punctual { get; } =
        new() { Interval = TimeSpan.FromSeconds(30), LossShare = 0, OutagesPerHour = 0, DuplicateShare = 0, StragglerShare = 0 };

    /// <summary>All reports in order of arrival.</summary>
    public IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> Arrivals =>
        [.. Trucks.SelectMany(t => t.Arrivals.Select(a => (t.Vehicle, a.Report, a.At))).OrderBy(a => a.At.UnixMilliseconds).Select(a => (a.Vehicle, a.Report))];

    /// <summary>The way that a truck goes to and fro.</summary>
    public static IReadOnlyList<GeoPoint> WayOf(int truck) => s_ways[truck % s_ways.Length];

    /// <summary>Trucks driving for some hours until an hour ago or less.</summary>
    /// <param name="uplink">How the reports of a truck come in, where it is not the usual: with outages of up to half an hour.</param>
    public static SomeFleet Drive(
        int trucks, TimeSpan time, TimeSpan interval, int seed, TimeProvider clock, Func<int, UplinkSettings?>? uplink = null)
    {
        // The last leg may take a while longer, and nothing may lie in the future.
        var begin = Instant.From(clock.GetUtcNow() - time - TimeSpan.FromHours(1));
        var fleet = new List<(VehicleId, List<Arrival>)>();
        for (var i = 0; i < trucks; i++)
        {
            var random = new Random((seed * 1009) + i);
            var way = s_ways[i % s_ways.Length];
            var legs = new List<GeoPoint>();
            for (var turn = 0; turn < 12; turn++)
            {
                legs.AddRange(turn % 2 == 0 ? way : way.Reverse());
            }

            // A turn repeats a point; a way has none twice in a row.
            var points = legs.Where((p, at) => at == 0 || legs[at - 1] != p);
            var track = new TrueTrack(new(points), new(begin.UnixMilliseconds + random.Next(60_000)));
            while (track.End - begin < time)
            {
                track.Drive(Distance.FromKilometres(5 + (20 * random.NextDouble())), Speed.FromKilometresPerHour(50 + (40 * random.NextDouble())));
                if (random.NextDouble() < 0.2)
                {
                    track.Stand(TimeSpan.FromMinutes(1 + (10 * random.NextDouble())));
                }
            }

            var settings = uplink?.Invoke(i)
                ?? new() { Interval = interval, OutagesPerHour = 1.5, LongestOutage = TimeSpan.FromMinutes(30), LongestBackfill = TimeSpan.FromMinutes(40) };
            var arrivals = new Uplink(settings, random).Send(track, new Receiver(new(), random));
            fleet.Add((new VehicleId(string.Create(CultureInfo.InvariantCulture, $"苏E{10000 + i}"), PlateColour.Yellow), arrivals));
        }

        return new(fleet);
    }

    /// <summary>The reports that count: of each time the prevailing one.</summary>
    public static List<PositionReport> Distinct(IEnumerable<PositionReport> reports)
    {
        var byTime = new SortedDictionary<Instant, PositionReport>();
        foreach (var report in reports)
        {
            byTime[report.Time] = byTime.TryGetValue(report.Time, out var other) ? SameSecond.Merge(report, other) : report;
        }

        return [.. byTime.Values];
    }

    /// <summary>What must stand in the end, as <see cref="Text"/> writes it.</summary>
    public static IReadOnlyList<string> Expected(VehicleId vehicle, IEnumerable<PositionReport> reports, VehicleDocuments? documents = null) =>
        [.. Judged(vehicle, Distinct(reports), documents ?? VehicleDocuments.None)
            .Where(c => c.Kind != FindingChangeKind.Retracted).Select(c => Text(c.Finding)).Order(StringComparer.Ordinal)];

    /// <summary>What was said last of every finding, when reports are judged one by one in the order given.</summary>
    /// <exception cref="InvalidOperationException">One came later than the tracker's tail reaches.</exception>
    public static IReadOnlyCollection<FindingChange> Judged(
        VehicleId vehicle, IEnumerable<PositionReport> reports, VehicleDocuments documents, RuleSet? rules = null) =>
        Folded(vehicle, reports, documents, rules).Said;

    /// <summary>The same, and the vehicle as it is in the end.</summary>
    /// <exception cref="InvalidOperationException">One came later than the tracker's tail reaches.</exception>
    public static (VehicleTracker Tracker, IReadOnlyCollection<FindingChange> Said) Folded(
        VehicleId vehicle, IEnumerable<PositionReport> reports, VehicleDocuments documents, RuleSet? rules = null)
    {
        var context = new RuleContext(ShippedBorders.Map, rules ?? RuleList.All, documents);
        var tracker = VehicleTracker.New(vehicle);
        var changes = new List<FindingChange>();
        var offset = 0;
        foreach (var report in reports)
        {
            if (tracker.Apply(new(report, offset), context, changes) == ApplyOutcome.BeyondTail)
            {
                throw new InvalidOperationException($"{vehicle}: the report of {report.Time} comes too late to be judged at once.");
            }

            tracker.Trim(offset++, context);
        }

        var last = new Dictionary<FindingIdentity, FindingChange>();
        foreach (var change in changes)
        {
            last[change.Identity] = change;
        }

        return (tracker, last.Values);
    }

    public static string Text(Finding finding) => $"{finding.Rule} {finding.Key} {finding.Onset}";
}
