using CsCheck;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Testing.Rules;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>What holds of every rule of a list, in time that passes between the reports and after the last of them.</summary>
public sealed class RuleLaws
{
    private static readonly Gen<int> s_seeds = Gen.Int[0, 1_000_000];

    [Fact]
    public void Any_order_and_repetition_of_reports_and_any_steps_of_time_end_in_the_same_findings() => s_seeds.Sample(
        seed =>
        {
            var (random, context, points, end) = Case(seed);
            var (sorted, shuffled) = (new AlertBook(), new AlertBook());
            var a = Follow(points, sorted, context, end, null);
            var b = Follow(Tracks.Shuffled(points, Tracks.WithinTail, random), shuffled, context, end, random);
            AlertBook.AssertSame(sorted, shuffled, $"{seed}:");
            Assert.Equal((a.NextDeadline(context), a.Reports, a.LastFix, a.Province), (b.NextDeadline(context), b.Reports, b.LastFix, b.Province));
        },
        iter: 300);

    [Fact]
    public void Time_that_passes_in_steps_says_what_it_says_at_once() => s_seeds.Sample(
        seed =>
        {
            var (random, context, points, end) = Case(seed);
            var (once, steps) = (new AlertBook(), new AlertBook());
            Follow(points, once, context, end, null);
            var tracker = Follow(points, steps, context, points[^1].Time, null);
            var changes = new List<FindingChange>();
            for (var now = points[^1].Time; now < end;)
            {
                now = Instant.Earlier(end, now + TimeSpan.FromSeconds(random.Next(1, 600)));
                changes.Clear();
                tracker.Tick(now, 0, context, changes);
                steps.Take(changes);
            }

            AlertBook.AssertSame(once, steps, $"{seed}:");
        },
        iter: 100);

    [Fact]
    public void A_vehicle_judged_again_from_any_checkpoint_says_nothing_new_whatever_time_has_told() => s_seeds.Sample(
        seed =>
        {
            var (random, context, points, end) = Case(seed);
            var (book, checkpoints, changes) = (new AlertBook(), new List<TrackCheckpoint?> { null }, new List<FindingChange>());
            var tracker = VehicleTracker.New(Some.Truck);
            foreach (var block in points.Chunk(40))
            {
                changes.Clear();
                foreach (var point in block)
                {
                    tracker.Apply(point, context, changes);
                }

                book.Take(changes);
                tracker.Trim(long.MaxValue, context);
                if (tracker.BaseTime is { } at && checkpoints[^1]?.At != at)
                {
                    checkpoints.Add(new(at, tracker.EncodeBase()));
                }
            }

            changes.Clear();
            tracker.Tick(end, 0, context, changes);
            book.Take(changes);
            var checkpoint = checkpoints[random.Next(checkpoints.Count)];
            var since = checkpoint is null ? new(0) : VehicleTracker.ActiveSince(checkpoint, context.Rules);
            List<PositionReport> stored = [.. points.Select(p => p.Report).Where(r => checkpoint is null || r.Time > checkpoint.At)];
            List<ActiveFinding> standing = [.. book.Standing.Where(s => s.Finding.Onset >= since || s.Identity.FirstOnset >= since)];
            changes.Clear();
            var built = VehicleTracker.Rebuild(Some.Truck, checkpoint, stored, standing, context, changes);
            built.Tick(end, 0, context, changes);
            tracker = random.Next(2) == 0 ? tracker : VehicleTracker.Decode(Some.Truck, tracker.Encode());
            tracker.Rejudge(checkpoint, stored, standing, context, ChangeCause.Correction, changes);
            Assert.Empty(changes);
            Assert.Equal(tracker.NextDeadline(context), built.NextDeadline(context));
        },
        iter: 200);

    [Fact]
    public void No_rule_throws_or_breaks_its_contract() => s_seeds.Sample(
        seed =>
        {
            var (random, context, points, end) = Case(seed);
            context = context with { Rules = [.. context.Rules.Select(rule => new WatchedRule(rule))] };
            var tracker = Follow(Tracks.Shuffled(points, 10, random), new(), context, end, random);
            Assert.Empty(tracker.Faults.Select(f => $"{f.Rule}: {f.Reason}"));
        },
        iter: 100);

    [Fact]
    public void A_report_of_which_a_rule_finds_nothing_allocates_nothing()
    {
        var (_, context, points, end) = Case(7);
        var watched = context.Rules.Select(rule => new WatchedRule(rule)).ToList();
        context = context with { Rules = [.. watched], Documents = VehicleDocuments.None };
        Follow(points, new(), context, end, null);
        watched.ForEach(rule => rule.CountsAllocations = true);
        Follow(points, new(), context, end, null);
        Assert.All(watched, rule => Assert.True(rule.Allocated == 0, $"{rule.Id} has allocated {rule.Allocated} bytes."));
    }

    /// <summary>A journey with silences, alarms and a permit that runs out, and up to when time passes after it.</summary>
    private static (Random Random, RuleContext Context, List<TrackPoint> Points, Instant End) Case(int seed)
    {
        var random = new Random(seed);
        var points = Tracks.WithSilences(Tracks.Random(seed), random)
            .ConvertAll(p => random.Next(9) == 0 ? p with { Report = p.Report with { Alarms = 1 } } : p);
        var permit = Some.Permit("P1", "08:00", "09:00", ProvinceCode.Jiangsu, ProvinceCode.Shanghai);
        var context = Journey.Context with
        {
            Rules = [.. SampleRules.All.With(_ => []), new AlarmRule()],
            Documents = VehicleDocuments.From(permit),
        };
        return (random, context, points, points[^1].Time + TimeSpan.FromMinutes(random.Next(30)));
    }

    /// <summary>Applies points; where there is chance, time is looked at now and then, and the state packed, the base moved on.</summary>
    private static VehicleTracker Follow(List<TrackPoint> points, AlertBook book, RuleContext context, Instant end, Random? random)
    {
        var (tracker, changes) = (VehicleTracker.New(Some.Truck), new List<FindingChange>());
        foreach (var point in points)
        {
            changes.Clear();
            tracker.Apply(point, context, changes);
            if (random?.Next(5) == 0)
            {
                tracker.Tick(Instant.Earlier(end, point.Time + TimeSpan.FromSeconds(random.Next(-300, 1800))), point.Offset, context, changes);
            }

            book.Take(changes);
            if (random?.Next(5) == 0)
            {
                tracker.AdvanceBase(long.MaxValue, context);
            }

            if (random?.Next(15) == 0)
            {
                tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
            }
        }

        changes.Clear();
        tracker.Tick(end, points[^1].Offset, context, changes);
        book.Take(changes);
        return tracker;
    }
}
