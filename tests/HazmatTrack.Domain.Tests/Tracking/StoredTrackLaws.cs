using CsCheck;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>
/// A tracker over a history with checkpoints, as the silo drives it: reports come in batches, some much later, what changes before the base is judged
/// again from the newest checkpoint, and now and then the state is packed, or built again from history.
/// </summary>
public sealed class StoredTrackLaws
{
    [Fact]
    public void However_reports_come_and_owners_change_the_alerts_end_as_if_they_had_come_in_order() =>
        Gen.Int[0, 1_000_000].Sample(seed => Drive(seed, Tracks.Random(seed)), iter: 150);

    [Fact]
    public void Nor_does_it_matter_for_two_vehicles_that_report_in_the_same_seconds() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var points = Tracks.Random(seed);
            var other = Tracks.Random(seed + 1_000_003).Take(points.Count).Select((p, i) => p with { Report = p.Report with { Time = points[i].Time } });
            Drive(seed, [.. points.Concat(other)]);
        },
        iter: 60);

    /// <summary>
    /// A seed where late reports move the onset of a crossing from after the base to half an hour before it, and another is found at the instant that
    /// the first has its identity from.
    /// </summary>
    [Fact]
    public void A_crossing_does_not_take_the_identity_of_an_earlier_one_that_late_reports_moved() => Drive(140, Tracks.Random(140));

    private static void Drive(int seed, List<TrackPoint> points)
    {
        var random = new Random(seed);
        var whole = new SortedDictionary<long, PositionReport>();
        foreach (var point in points)
        {
            Tracks.Store(whole, point.Report);
        }

        var (expected, book) = (new AlertBook(), new AlertBook());
        Tracks.Follow(whole.Values.Select((r, i) => new TrackPoint(r, i)), expected, trim: false);

        var arrivals = Tracks.Arrivals(points, random);
        var (tracker, history, checkpoints) = (VehicleTracker.New(Some.Truck), new SortedDictionary<long, PositionReport>(), new List<TrackCheckpoint>());
        for (var i = 0; i < arrivals.Count;)
        {
            var batch = arrivals.Skip(i).Take(random.Next(1, 12)).Select((p, k) => p with { Offset = i + k }).ToList();
            i += batch.Count;
            tracker.AdvanceBase(batch[0].Offset - 1, Journey.Context);
            var tailBase = tracker.BaseTime;
            if (tailBase is { } at && random.Next(4) == 0 && checkpoints.TrueForAll(c => c.At < at))
            {
                checkpoints.Add(new(at, tracker.EncodeBase()));
            }

            var changes = new List<FindingChange>();
            Instant? earliest = null;
            foreach (var point in batch)
            {
                tracker.Apply(point, Journey.Context, changes);
                earliest = Tracks.Store(history, point.Report) ? Instant.Earlier(point.Time, earliest ?? point.Time) : earliest;
            }

            book.Take(changes);
            if (earliest is { } changed)
            {
                checkpoints.RemoveAll(c => c.At >= changed);
                if (changed <= tailBase)
                {
                    var (checkpoint, stored, standing) = Newest(checkpoints, history, book);
                    changes.Clear();
                    var left = tracker.Rejudge(checkpoint, stored, standing, Journey.Context, ChangeCause.LateReport, changes);
                    book.Take(changes);
                    checkpoints.AddRange(left);
                }
            }

            switch (random.Next(12))
            {
                case 0:
                    tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
                    break;
                case 1:
                    var (checkpoint, stored, standing) = Newest(checkpoints, history, book);
                    tracker = VehicleTracker.Rebuild(Some.Truck, checkpoint, stored, standing, Journey.Context, []);
                    break;
            }
        }

        AlertBook.AssertSame(expected, book);
    }

    private static (TrackCheckpoint? From, List<PositionReport> Stored, List<ActiveFinding> Standing) Newest(
        List<TrackCheckpoint> checkpoints, SortedDictionary<long, PositionReport> history, AlertBook book)
    {
        var from = checkpoints.MaxBy(c => c.At.UnixMilliseconds);
        var since = from is null ? new(0) : VehicleTracker.ActiveSince(from, RuleList.All);
        return (from, [.. history.Values.Where(r => from is null || r.Time > from.At)],
            [.. book.Standing.Where(s => s.Finding.Onset >= since || s.Identity.FirstOnset >= since)]);
    }
}
