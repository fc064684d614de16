using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>Random journeys about the corners of the squares, as their reports come in.</summary>
internal static class Tracks
{
    /// <summary>
    /// A journey of some two hours that wanders over the borders, seen by a poor receiver; in order of time. Of every third seed a second vehicle,
    /// or a third after it, reports under the same plate for a while.
    /// </summary>
    public static List<TrackPoint> Random(int seed, int most = 300)
    {
        var random = new Random(seed);
        var northern = random.Next(2) == 0;
        var points = One(random, northern ? Squares.NorthernCorner : Squares.Corner, Journey.Start, most);
        if (seed % 3 == 0)
        {
            var begin = Journey.Start + TimeSpan.FromSeconds(random.Next(0, 3000));
            points.AddRange(One(random, northern ? Squares.Corner : Squares.NorthernCorner, begin, random.Next(20, most)));
            if (random.Next(3) == 0)
            {
                points.AddRange(One(random, Squares.Border, begin + TimeSpan.FromSeconds(random.Next(3000, 9000)), random.Next(20, most)));
            }
        }

        return [.. points.OrderBy(p => p.Time.UnixMilliseconds).DistinctBy(p => p.Time).Select((p, i) => p with { Offset = i })];
    }

    private static List<TrackPoint> One(Random random, GeoPoint centre, Instant start, int most)
    {
        var way = new List<GeoPoint>();
        for (var i = 0; i < 12; i++)
        {
            way.Add(Squares.Off(centre, random.Next(-6000, 6000), random.Next(-6000, 6000)));
        }

        var truth = new TrueTrack(new(way), start);
        while (truth.Reached < truth.Way.Length)
        {
            truth.Drive(Distance.FromMetres(random.Next(500, 8000)), Speed.FromKilometresPerHour(random.Next(20, 90)));
            if (random.Next(4) == 0)
            {
                truth.Stand(TimeSpan.FromMinutes(random.Next(1, 15)));
            }
        }

        var receiver = new Receiver(new() { DriftShare = 0.05, NoFixShare = 0.05 }, random);
        var interval = TimeSpan.FromSeconds(random.Next(10, 61));
        var points = new List<TrackPoint>();
        for (var at = truth.Start; at <= truth.End && points.Count < most; at += interval)
        {
            if (random.Next(10) > 0)
            {
                points.Add(new(receiver.Take(truth.At(at)), points.Count));
            }
        }

        return points;
    }

    /// <summary>The points without up to three stretches in which the truck is silent.</summary>
    public static List<TrackPoint> WithSilences(List<TrackPoint> points, Random random)
    {
        for (var k = random.Next(4); k > 0 && points.Count > 60; k--)
        {
            points.RemoveRange(random.Next(points.Count - 30), random.Next(1, 30));
        }

        return points;
    }

    /// <summary>By how many places reports may come late so that all are still inserted in the tail.</summary>
    public const int WithinTail = VehicleTracker.TailLength * 3 / 4;

    /// <summary>The points with each moved at most so many places, some of them doubled.</summary>
    public static List<TrackPoint> Shuffled(IReadOnlyList<TrackPoint> points, int places, Random random)
    {
        var keyed = new List<(double Key, TrackPoint Point)>();
        for (var i = 0; i < points.Count; i++)
        {
            keyed.Add((i + (random.NextDouble() * places), points[i]));
            if (random.Next(8) == 0)
            {
                keyed.Add((i + (random.NextDouble() * places), points[i]));
            }
        }

        return [.. keyed.OrderBy(k => k.Key).Select(k => k.Point)];
    }

    /// <summary>In some disorder, and up to three stretches much later.</summary>
    public static List<TrackPoint> Arrivals(List<TrackPoint> points, Random random)
    {
        var arrivals = Shuffled([.. points.OrderBy(p => p.Time.UnixMilliseconds)], random.Next(3) == 0 ? 20 : 2, random);
        for (var k = random.Next(3); k >= 0; k--)
        {
            var at = random.Next(arrivals.Count);
            var late = arrivals.GetRange(at, Math.Min(random.Next(1, 50), arrivals.Count - at));
            arrivals.RemoveRange(at, late.Count);
            arrivals.InsertRange(Math.Min(arrivals.Count, at + random.Next(200)), late);
        }

        return arrivals;
    }

    /// <summary>Adds a report to a history. Whether that changed anything.</summary>
    public static bool Store(SortedDictionary<long, PositionReport> history, in PositionReport report)
    {
        var known = history.TryGetValue(report.Time.UnixMilliseconds, out var other);
        var merged = known ? SameSecond.Merge(other, report) : report;
        history[report.Time.UnixMilliseconds] = merged;
        return !known || merged != other;
    }

    /// <summary>Takes a stretch out of a track, from some place on, that is to come after all the others.</summary>
    public static (List<TrackPoint> Late, List<TrackPoint> Others) Apart(List<TrackPoint> points, int from, Random random)
    {
        var to = Math.Min(points.Count, from + random.Next(1, 60));
        return (points[from..to], [.. points[..from], .. points[to..]]);
    }

    /// <summary>Applies points with the base moved on as far as it may after every few; counts how often each fate fell.</summary>
    public static VehicleTracker Follow(
        IEnumerable<TrackPoint> points, AlertBook book, bool trim, Dictionary<ApplyOutcome, int>? fates = null, VehicleTracker? tracker = null,
        bool settle = false)
    {
        tracker ??= VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        var count = 0;
        foreach (var point in points)
        {
            changes.Clear();
            var fate = tracker.Apply(point, Journey.Context, changes);
            book.Take(changes);
            if (fates is not null)
            {
                fates[fate] = fates.GetValueOrDefault(fate) + 1;
            }

            if (trim && ++count % 5 == 0)
            {
                tracker.Trim(long.MaxValue, Journey.Context);
            }
            else if (settle && ++count % 5 == 0)
            {
                tracker.AdvanceBase(long.MaxValue, Journey.Context);
            }
        }

        if (trim)
        {
            tracker.Trim(long.MaxValue, Journey.Context);
        }
        else if (settle)
        {
            tracker.AdvanceBase(long.MaxValue, Journey.Context);
        }

        return tracker;
    }
}
