using CsCheck;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Testing.Rules;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>Programs with and without a rule that have a vehicle by turns end in the alerts of one fold.</summary>
public sealed class RuleTurnsLaws
{
    private static readonly RuleContext s_few = Journey.Context;

    /// <summary>
    /// The silo's way: reports in batches, some much later; the state packed, built again, taken over by a program with two rules more or without them;
    /// judged again where reports came late or a rule is behind. In the end the alerts are those of one fold by the program with all rules.
    /// </summary>
    [Fact]
    public void Programs_with_and_without_a_rule_by_turns_end_in_the_alerts_of_one_fold() =>
        Gen.Int[0, 1_000_000].Sample(Drive, iter: 400);

    /// <summary>A seed where a state is packed after late reports moved a crossing to before its base, and another is found where that one was first.</summary>
    [Fact]
    public void A_crossing_does_not_take_the_identity_of_one_that_was_let_go_before_the_state_was_packed() => Drive(290875);

    /// <summary>A seed where late reports moved an episode to before the checkpoint that a state is built from, and another is found where that one was
    /// first.</summary>
    [Fact]
    public void Nor_of_one_that_was_moved_to_before_the_checkpoint() => Drive(941320);

    /// <summary>Seeds where a checkpoint of a program without the rules lies after the place where they stopped, so that they are judged again twice.</summary>
    [Theory]
    [InlineData(252801)]
    [InlineData(188490)]
    [InlineData(656712)]
    public void Rules_that_a_checkpoint_lacks_are_judged_from_the_one_before(int seed) => Drive(seed);

    private static void Drive(int seed)
    {
        var random = new Random(seed);
        var points = Tracks.WithSilences(Tracks.Random(seed), random)
            .ConvertAll(p => random.Next(9) == 0 ? p with { Report = p.Report with { Alarms = 1 } } : p);
        Instant? effective = random.Next(3) switch
        {
            0 => null,
            1 => points[points.Count / 3].Time,
            _ => points[points.Count / 2].Time + TimeSpan.FromSeconds(3),
        };
        var many = Journey.Context with
        {
            Rules =
            [
                .. RuleList.All, new SpeedingRule { EffectiveFrom = effective }, new AlarmRule { EffectiveFrom = effective }, SampleRules.Silent(effective),
            ],
        };
        var end = points.Max(p => p.Time.UnixMilliseconds) is var newest ? new Instant(newest) + TimeSpan.FromMinutes(random.Next(30)) : default;
        var (expected, book) = (new AlertBook(), new AlertBook());
        var fold = VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        foreach (var (i, report) in points.Select(p => p.Report).OrderBy(r => r.Time.UnixMilliseconds).Index())
        {
            fold.Apply(new(report, i), many, changes);
        }

        fold.Tick(end, -1, many, changes);
        expected.Take(changes);

        var arrivals = Tracks.Shuffled([.. points.OrderBy(p => p.Time.UnixMilliseconds)], random.Next(3) == 0 ? 20 : 2, random);
        for (var k = random.Next(3); k >= 0; k--)
        {
            var at = random.Next(arrivals.Count);
            var late = arrivals.GetRange(at, Math.Min(random.Next(1, 50), arrivals.Count - at));
            arrivals.RemoveRange(at, late.Count);
            arrivals.InsertRange(Math.Min(arrivals.Count, at + random.Next(200)), late);
        }

        var (tracker, history, checkpoints) = (VehicleTracker.New(Some.Truck), new SortedDictionary<long, PositionReport>(), new List<TrackCheckpoint>());
        var context = random.Next(2) == 0 ? s_few : many;
        Instant? noted = null;
        for (var i = 0; i < arrivals.Count;)
        {
            var batch = arrivals.Skip(i).Take(random.Next(1, 12)).Select((p, k) => p with { Offset = i + k }).ToList();
            i += batch.Count;
            if (i >= arrivals.Count)
            {
                context = many;
            }

            tracker.AdvanceBase(batch[0].Offset - 1, context);
            var tailBase = tracker.BaseTime;
            if (tailBase is { } settled && noted is null && random.Next(4) == 0 && checkpoints.TrueForAll(c => c.At < settled))
            {
                checkpoints.Add(new(settled, tracker.EncodeBase()));
            }

            changes.Clear();
            Instant? earliest = null;
            foreach (var point in batch)
            {
                tracker.Take(point, context, changes);
                var known = history.TryGetValue(point.Time.UnixMilliseconds, out var other);
                history[point.Time.UnixMilliseconds] = known ? SameSecond.Merge(other, point.Report) : point.Report;
                earliest = known ? earliest : Instant.Earlier(point.Time, earliest ?? point.Time);
            }

            tracker.JudgeInserted(context, changes);
            book.Take(changes);
            if (earliest is { } first)
            {
                checkpoints.RemoveAll(c => c.At >= first);
            }

            var from = earliest <= tailBase ? earliest : null;
            var isLast = i >= arrivals.Count;
            if (isLast || random.Next(3) == 0)
            {
                // Time may have passed far beyond what has come, or lie behind it.
                var now = isLast ? end : Instant.Earlier(end, tracker.Newest!.Value.Time + TimeSpan.FromSeconds(random.Next(-300, 1800)));
                changes.Clear();
                tracker.Tick(now, batch[^1].Offset, context, changes);
                book.Take(changes);
            }

            if (tracker.TakeJudgeFrom() is { } behind)
            {
                from = Instant.Earlier(behind.From, from ?? behind.From);
            }

            if (from is { } judgeFrom)
            {
                // Until it is worked off, none of the checkpoints that it reaches serves.
                noted = Instant.Earlier(judgeFrom, noted ?? judgeFrom);
                checkpoints.RemoveAll(c => c.At >= noted);
            }

            if (noted is { } note && (isLast || random.Next(3) > 0))
            {
                noted = null;
                JudgeAgain(note);
            }

            switch (random.Next(12))
            {
                case 3 or 4 when !isLast:
                    // As the next owner loads it: it knows what history has, and has nothing to say.
                    context = random.Next(2) == 0 ? s_few : many;
                    var packed = VehicleTracker.Decode(Some.Truck, tracker.Encode());
                    var since = history.Values.Where(r => packed.BaseTime is null || r.Time > packed.BaseTime);
                    Assert.True(packed.TryCatchUp([.. since], default(Instant), context));
                    tracker = VehicleTracker.Decode(Some.Truck, packed.Encode());
                    break;
                case 0 or 1:
                    context = context == s_few ? many : s_few;
                    tracker = random.Next(3) == 0 ? tracker : VehicleTracker.Decode(Some.Truck, tracker.Encode());
                    break;
                case 2:
                    var (checkpoint, stored, standing) = Before(Instant.From(DateTimeOffset.MaxValue));
                    changes.Clear();
                    tracker = VehicleTracker.Rebuild(Some.Truck, checkpoint, stored, standing, context, changes);
                    tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
                    book.Take(changes);
                    break;
            }
        }

        // The program with all rules has it in the end. A checkpoint may be of a program without them, and tell only then how far they are behind.
        context = many;
        do
        {
            changes.Clear();
            tracker.Tick(end, -1, context, changes);
            book.Take(changes);
        }
        while (JudgedWhatIsBehind());

        AlertBook.AssertSame(expected, book, $"{seed}:");

        bool JudgedWhatIsBehind()
        {
            if (tracker.TakeJudgeFrom() is not { } behind)
            {
                return false;
            }

            JudgeAgain(behind.From);
            return true;
        }

        void JudgeAgain(Instant from)
        {
            var (checkpoint, stored, standing) = Before(from);
            changes.Clear();
            var left = tracker.Rejudge(checkpoint, stored, standing, context, ChangeCause.LateReport, changes);
            book.Take(changes);
            checkpoints.RemoveAll(c => checkpoint is null || c.At > checkpoint.At);
            checkpoints.AddRange(left);
        }

        (TrackCheckpoint? From, List<PositionReport> Stored, List<ActiveFinding> Standing) Before(Instant time)
        {
            var from = checkpoints.Where(c => c.At < time).MaxBy(c => c.At.UnixMilliseconds);
            var since = from is null ? new(0) : VehicleTracker.ActiveSince(from, context.Rules);
            return (from, [.. history.Values.Where(r => from is null || r.Time > from.At)],
                [.. book.Standing.Where(s => s.Finding.Onset >= since || s.Identity.FirstOnset >= since)]);
        }
    }
}
