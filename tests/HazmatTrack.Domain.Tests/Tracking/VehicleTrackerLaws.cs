using CsCheck;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>All that is said is a function of the set of reports.</summary>
public sealed class VehicleTrackerLaws
{
    private static readonly Gen<int> s_seeds = Gen.Int[0, 1_000_000];

    [Fact]
    public void Any_order_and_any_repetition_of_reports_in_the_tail_end_in_the_same_findings_and_state() => s_seeds.Sample(
        seed =>
        {
            var points = Tracks.Random(seed);
            var (sorted, shuffled) = (new AlertBook(), new AlertBook());
            var a = Tracks.Follow(points, sorted, trim: false);
            var b = Tracks.Follow(Tracks.Shuffled(points, 1000, new(seed)), shuffled, trim: false);
            AlertBook.AssertSame(sorted, shuffled);
            Assert.Equal(StateOf(a), StateOf(b));
        },
        iter: 60);

    [Fact]
    public void The_same_holds_while_the_base_moves_on_behind_them() => s_seeds.Sample(
        seed =>
        {
            var points = Tracks.Random(seed);
            var fates = new Dictionary<ApplyOutcome, int>();
            var (sorted, shuffled) = (new AlertBook(), new AlertBook());
            var a = Tracks.Follow(points, sorted, trim: true);
            var b = Tracks.Follow(Tracks.Shuffled(points, Tracks.WithinTail, new(seed)), shuffled, trim: true, fates);
            Assert.Equal(points.Count, fates.GetValueOrDefault(ApplyOutcome.Applied) + fates.GetValueOrDefault(ApplyOutcome.AppliedLate));
            AlertBook.AssertSame(sorted, shuffled);
            Assert.Equal(StateOf(a), StateOf(b));
            Assert.True(a.BaseTime == b.BaseTime && a.EncodeBase().Span.SequenceEqual(b.EncodeBase().Span));
        },
        iter: 150);

    [Fact]
    public void A_base_that_moves_to_a_state_kept_is_the_base_judged_again() => s_seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var points = Tracks.Random(seed);
            var (sorted, settled) = (new AlertBook(), new AlertBook());
            var a = Tracks.Follow(points, sorted, trim: true);
            var b = VehicleTracker.New(Some.Truck);

            // Mostly in order, now and then a stretch that is not; and packed and unpacked in between.
            for (var i = 0; i < points.Count;)
            {
                var block = points.Skip(i).Take(random.Next(1, 120)).ToList();
                i += block.Count;
                Tracks.Follow(Tracks.Shuffled(block, random.Next(3) == 0 ? Tracks.WithinTail : 1, random), settled, trim: false, tracker: b, settle: true);
                Assert.InRange(b.TailCount, 0, VehicleTracker.TailLength * 5 / 2);
                if (random.Next(4) == 0)
                {
                    b = VehicleTracker.Decode(Some.Truck, b.Encode());
                }
            }

            AlertBook.AssertSame(sorted, settled);
            b.Trim(long.MaxValue, Journey.Context);
            Assert.Equal(StateOf(a), StateOf(b));
            Assert.True(a.BaseTime == b.BaseTime && a.EncodeBase().Span.SequenceEqual(b.EncodeBase().Span));
        },
        iter: 150);

    [Fact]
    public void Encoding_and_decoding_anywhere_changes_nothing() => s_seeds.Sample(
        seed =>
        {
            var points = Tracks.Shuffled(Tracks.Random(seed), Tracks.WithinTail, new(seed));
            var (straight, broken) = (new AlertBook(), new AlertBook());
            var a = Tracks.Follow(points, straight, trim: true);
            var random = new Random(seed);
            var b = VehicleTracker.New(Some.Truck);
            for (var i = 0; i < points.Count;)
            {
                // Blocks of five, as the base moves on after five reports.
                var block = points.Skip(i).Take(5 * random.Next(1, 8)).ToList();
                i += block.Count;
                Tracks.Follow(block, broken, trim: true, tracker: b);
                var blob = b.Encode();
                b = VehicleTracker.Decode(Some.Truck, blob);
                Assert.Equal(blob, b.Encode());
            }

            AlertBook.AssertSame(straight, broken);
            Assert.Equal(a.Encode(), b.Encode());
        },
        iter: 80);

    [Fact]
    public void Applying_again_what_is_in_the_tail_changes_nothing() => s_seeds.Sample(
        seed =>
        {
            var points = Tracks.Random(seed);
            var book = new AlertBook();
            var tracker = Tracks.Follow(points, book, trim: true);
            var state = tracker.Encode();
            var changes = new List<FindingChange>();
            foreach (var point in Tracks.Shuffled(points, 100, new(seed)))
            {
                var fate = tracker.Apply(point, Journey.Context, changes);
                Assert.Equal(point.Time <= tracker.BaseTime ? ApplyOutcome.BeyondTail : ApplyOutcome.Duplicate, fate);
            }

            Assert.Empty(changes);
            Assert.Equal(state, tracker.Encode());
        },
        iter: 60);

    [Fact]
    public void Judging_again_after_deep_late_reports_ends_as_if_they_had_come_in_order() => s_seeds.Sample(JudgeDeepLate, iter: 150);

    /// <summary>A seed where the second track begins with the fix that the main one believed last, before the first stray.</summary>
    [Fact]
    public void A_second_vehicle_is_told_once_when_its_track_begins_where_the_first_was_last_believed() => JudgeDeepLate(373_368);

    /// <summary>A seed where the last fix before the checkpoint is taken back by the next ones, and a crossing begins before it.</summary>
    [Fact]
    public void A_crossing_is_told_once_when_the_fix_that_hid_it_turns_out_to_be_drift() => JudgeDeepLate(777_477);

    [Fact]
    public void Judging_again_knows_what_was_said_and_is_not_stored_yet() => s_seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var points = Tracks.Random(seed);
            var sorted = new AlertBook();
            Tracks.Follow(points, sorted, trim: true);

            // The others come in some disorder; the stores are behind by the last some of them.
            var (late, others) = Tracks.Apart(points, random.Next(points.Count), random);
            var arrivals = Tracks.Shuffled(others, Tracks.WithinTail, random).Select((p, i) => p with { Offset = i }).ToList();
            var stored = arrivals.Count - Math.Min(arrivals.Count, random.Next(0, 60));
            var (book, pending) = (new AlertBook(), new List<FindingChange>());
            var tracker = VehicleTracker.New(Some.Truck);
            foreach (var point in arrivals)
            {
                var changes = new List<FindingChange>();
                tracker.Apply(point, Journey.Context, changes);
                if (point.Offset < stored)
                {
                    book.Take(changes);
                }
                else
                {
                    pending.AddRange(changes);
                }

                if (random.Next(5) == 0)
                {
                    tracker.AdvanceBase(Math.Min(point.Offset, stored - 1), Journey.Context);
                }
            }

            var deep = late.Where(p => tracker.Apply(p, Journey.Context, pending) == ApplyOutcome.BeyondTail).ToList();
            var again = new List<FindingChange>();
            if (deep.Count > 0)
            {
                var history = new SortedDictionary<long, PositionReport>();
                foreach (var point in arrivals.Take(stored).Concat(deep))
                {
                    history[point.Time.UnixMilliseconds] = point.Report;
                }

                tracker.Rejudge(null, [.. history.Values], book.Standing, Journey.Context, ChangeCause.LateReport, again);
            }

            book.Take(pending);
            book.Take(again);
            AlertBook.AssertSame(sorted, book, $"{deep.Count} deep late:");
        },
        iter: 400);

    [Fact]
    public void Judging_again_tells_what_a_state_built_from_history_has_in_it_and_nobody_was_told() => s_seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var points = Tracks.Random(seed);
            var sorted = new AlertBook();
            Tracks.Follow(points, sorted, trim: true);

            // The stretch goes into history, and then the process ends: the next one builds the state with it.
            var (late, others) = Tracks.Apart(points, Math.Max(0, points.Count - random.Next(30, 120)), random);
            var book = new AlertBook();
            var before = Tracks.Follow(others, book, trim: true);
            var told = new List<FindingChange>();
            var deep = late.Where(p => before.Apply(p, Journey.Context, told) == ApplyOutcome.BeyondTail).ToList();
            if (deep.Count > 0)
            {
                book.Take(told);
                var history = points.ConvertAll(p => p.Report);
                var tracker = VehicleTracker.Rebuild(Some.Truck, null, history, book.Standing, Journey.Context, []);
                tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
                var again = new List<FindingChange>();
                tracker.Rejudge(null, history, book.Standing, Journey.Context, ChangeCause.LateReport, again);
                book.Take(again);
                AlertBook.AssertSame(sorted, book);
            }
        },
        iter: 300);

    [Fact]
    public void A_state_built_from_history_is_the_live_state() => s_seeds.Sample(
        seed =>
        {
            var points = Tracks.Random(seed);
            var book = new AlertBook();
            var live = Tracks.Follow(Tracks.Shuffled(points, Tracks.WithinTail, new(seed)), book, trim: true);
            var built = VehicleTracker.Rebuild(Some.Truck, null, [.. points.Select(p => p.Report)], book.Standing, Journey.Context, []);
            Assert.Equal(Known(live), Known(built));
            Assert.Equal(live.Findings.Select(f => f.Identity), built.Findings.Select(f => f.Identity));

            // The same from any checkpoint far enough back.
            var half = Tracks.Follow(points.Take(points.Count / 2), new(), trim: true);
            if (half.BaseTime is { } at)
            {
                var checkpoint = new TrackCheckpoint(at, half.EncodeBase());
                var from = VehicleTracker.Rebuild(
                    Some.Truck, checkpoint, [.. points.Where(p => p.Time > at).Select(p => p.Report)], book.Standing, Journey.Context, []);
                Assert.Equal(Known(live), Known(from));
            }
        },
        iter: 80);

    [Fact]
    public void A_stored_state_brought_up_to_history_is_the_live_state_or_says_that_it_is_of_no_use() => s_seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var points = Tracks.Random(seed);
            var arrivals = Tracks.Shuffled(points, Tracks.WithinTail, random);
            var cut = random.Next(arrivals.Count);
            var live = VehicleTracker.New(Some.Truck);
            var book = new AlertBook();
            Tracks.Follow(arrivals[..cut], book, trim: true, tracker: live);
            var (blob, said) = (live.Encode(), book.Changes);
            Tracks.Follow(arrivals[cut..], book, trim: true, tracker: live);

            var stored = VehicleTracker.Decode(Some.Truck, blob);
            var history = points.Select(p => p.Report).Where(r => stored.BaseTime is not { } at || r.Time > at).ToList();
            if (stored.TryCatchUp(history, default(Instant), Journey.Context))
            {
                live.Trim(long.MaxValue, Journey.Context);
                stored.Trim(long.MaxValue, Journey.Context);
                Assert.Equal(Known(live), Known(stored));
                Assert.Equal(live.Findings.Select(f => f.Identity), stored.Findings.Select(f => f.Identity));
            }
            else
            {
                Assert.True(book.Changes > said, "nothing was said since, and yet the state was refused");
            }
        },
        iter: 150);

    [Fact]
    public void A_stored_state_with_a_report_that_history_lacks_is_of_no_use() => s_seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var points = Tracks.Random(seed);
            var arrivals = Tracks.Shuffled(points, Tracks.WithinTail, random);
            var live = VehicleTracker.New(Some.Truck);
            Tracks.Follow(arrivals, new AlertBook(), trim: true, tracker: live);
            var stored = VehicleTracker.Decode(Some.Truck, live.Encode());

            // History was restored to somewhere before the last arrivals, of which some may have come before as well.
            var kept = arrivals[..random.Next(Math.Max(0, arrivals.Count - 5), arrivals.Count)].Select(p => p.Report).ToHashSet();
            var inTail = points.Select(p => p.Report).Where(r => stored.BaseTime is not { } at || r.Time > at).ToList();
            var history = inTail.Where(kept.Contains).ToList();
            if (history.Count < inTail.Count)
            {
                Assert.False(stored.TryCatchUp(history, default(Instant), Journey.Context));
            }
        },
        iter: 150);

    private static void JudgeDeepLate(int seed)
    {
        var random = new Random(seed);
        var points = Tracks.Random(seed);
        var sorted = new AlertBook();
        var expected = Tracks.Follow(points, sorted, trim: true);

        var (late, others) = Tracks.Apart(points, random.Next(points.Count), random);
        var book = new AlertBook();
        var tracker = VehicleTracker.New(Some.Truck);
        var history = new SortedDictionary<long, PositionReport>();
        var checkpoints = new List<TrackCheckpoint>();
        foreach (var block in others.Chunk(40))
        {
            Tracks.Follow(block, book, trim: true, tracker: tracker);
            if (tracker.BaseTime is { } at)
            {
                checkpoints.Add(new(at, tracker.EncodeBase()));
            }
        }

        foreach (var point in points)
        {
            history[point.Time.UnixMilliseconds] = point.Report;
        }

        var changes = new List<FindingChange>();
        var deep = late.Where(p => tracker.Apply(p, Journey.Context, changes) == ApplyOutcome.BeyondTail).ToList();
        book.Take(changes);
        if (deep.Count > 0)
        {
            var valid = checkpoints.Where(c => c.At < deep.Min(d => d.Time)).ToList();
            var checkpoint = valid.Count > 0 && random.Next(4) > 0 ? valid[random.Next(valid.Count)] : null;
            var stored = history.Values.Where(r => checkpoint is null || r.Time > checkpoint.At).ToList();
            var since = checkpoint is null ? new(0) : VehicleTracker.ActiveSince(checkpoint, RuleList.All);
            changes.Clear();
            tracker.Rejudge(checkpoint, stored, [.. book.Standing.Where(s => s.Finding.Onset >= since)], Journey.Context, ChangeCause.LateReport, changes);
            book.Take(changes);
        }

        AlertBook.AssertSame(sorted, book, $"{deep.Count} deep late:");
        tracker.Trim(long.MaxValue, Journey.Context);
        Assert.Equal(Known(expected), Known(tracker));
    }

    /// <summary>The whole state but for the identities, which tell how things came to be known.</summary>
    private static string StateOf(VehicleTracker tracker) => Convert.ToHexString(tracker.EncodeTrack(withOffsets: true));

    /// <summary>The same without the places in the log, which history does not keep.</summary>
    private static string Known(VehicleTracker tracker) => Convert.ToHexString(tracker.EncodeTrack(withOffsets: false));
}
