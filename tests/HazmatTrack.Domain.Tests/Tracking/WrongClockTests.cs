using CsCheck;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>Reports whose time is whole hours behind their receipt: single ones, and those of a second terminal with a wrong clock.</summary>
public sealed class WrongClockTests
{
    private const int Hours = 8;

    /// <summary>Parked in Jiangsu at night without reports, into Shanghai in the morning and on.</summary>
    private static Journey Drive => new Journey(Squares.Border)
        .Fix(-9000, 0).To(-8000, 0).Fix(-8000, 0, 0, after: 11 * 3600).To(9000, 0).To(-3000, 0).To(3000, 0);

    /// <summary>Parked in Jiangsu; the terminal is off, and the next that it sends is from Shanghai, ten hours later.</summary>
    private static Journey Gap => new Journey(Squares.Border).Fix(-9000, 0).To(-8000, 0).Fix(9000, 0, after: 10 * 3600).To(12000, 0);

    [Fact]
    public void A_report_8_hours_behind_of_a_truck_that_was_off_then_raises_no_alert_then()
    {
        foreach (var drive in new[] { Drive, Gap })
        {
            var (expected, book) = (Judged(drive.Points), new AlertBook());
            var at = drive.Points.FindIndex(p => p.Report.Position.LongitudeE6 > 121_050_000);
            Arrive([.. drive.Points[..(at + 1)], Behind(drive.Points[at]), .. drive.Points[(at + 1)..]], book, out var tracker);
            AlertBook.AssertSame(expected, book);
            Assert.Equal(drive.Points.Count + 1, tracker.Reports);
        }
    }

    [Fact]
    public void A_second_terminal_8_hours_behind_raises_no_alert_at_its_false_times()
    {
        var drive = Drive;
        var (expected, book) = (Judged(drive.Points), new AlertBook());
        Arrive(drive.Points.SelectMany((p, i) => i > 20 ? [p, Behind(p, seconds: 7)] : (TrackPoint[])[p]), book, out _);
        AlertBook.AssertSame(expected, book);
    }

    [Fact]
    public void A_second_terminal_8_hours_behind_raises_no_alert_while_the_truck_stands_and_reports_rarely()
    {
        var drive = new Journey(Squares.Border).Fix(-9000, 0).To(-8000, 0).Fix(-8000, 0, 0, after: 11 * 3600).To(9000, 0);
        for (var i = 0; i < 4; i++)
        {
            drive.Fix(9000, i, 0, after: 1200);
        }

        var (expected, book) = (Judged(drive.Points), new AlertBook());
        var receipts = Enumerable.Range(0, 100)
            .Select(i => drive.Points[^1] with { Report = drive.Points[^1].Report with { Time = drive.Now - TimeSpan.FromSeconds(40 * i) } });
        Arrive(drive.Points.Select(p => (p.Time, Point: p)).Concat(
            receipts.Select(p => (p.Time, Point: Behind(p)))).OrderBy(p => p.Time.UnixMilliseconds).Select(p => p.Point), book, out _);
        AlertBook.AssertSame(expected, book);
    }

    [Fact]
    public void What_a_second_clock_raised_before_the_first_was_heard_is_withdrawn_when_that_is_heard()
    {
        var drive = Gap;
        var (expected, book) = (Judged(drive.Points), new AlertBook());
        var first = drive.Points.FindIndex(p => p.Report.Position.LongitudeE6 > 121_000_000);
        var before = Enumerable.Range(1, 3).Select(i => Behind(drive.Points[first], -40 * i)).Reverse().ToList();
        Arrive([.. drive.Points[..first], .. before], book, out _);
        Assert.NotEmpty(book.Standing);
        book = new();
        Arrive([.. drive.Points[..first], .. before, .. drive.Points[first..]], book, out _);
        AlertBook.AssertSame(expected, book);
    }

    [Fact]
    public void A_first_report_after_a_silence_that_is_8_hours_behind_raises_no_alert_then()
    {
        // Off all night; in the morning through Jiangsu, then silent for 11 minutes, in which it drives into Shanghai.
        var drive = new Journey(Squares.Border).Fix(-61000, 0)
            .To(-60000, 0).Fix(-60000, 0, 0, after: 11 * 3600).To(-3000, 0).Fix(8000, 0, after: 660).To(12000, 0);
        var first = drive.Points.FindIndex(p => p.Report.Position.LongitudeE6 > 121_000_000);
        var (expected, book) = (Judged(drive.Points), new AlertBook());
        Arrive([.. drive.Points[..first], Behind(drive.Points[first], -15), .. drive.Points[first..]], book, out var tracker);
        AlertBook.AssertSame(expected, book);

        // The same where the state is built again before the next report.
        var history = drive.Points[..first].Append(Behind(drive.Points[first], -15)).Select(p => p.Report).OrderBy(r => r.Time.UnixMilliseconds).ToList();
        tracker = VehicleTracker.Rebuild(Some.Truck, null, history, [], Journey.Context, []);
        tracker.Apply(drive.Points[first], Journey.Context, []);
        Assert.Equal(new JudgeAgain(Behind(drive.Points[first], -15).Time, ChangeCause.LateReport), tracker.TakeJudgeFrom());
        Assert.Null(tracker.TakeJudgeFrom());
    }

    [Fact]
    public void A_back_fill_keeps_the_fixes_that_happen_to_come_whole_hours_late()
    {
        var drive = new Journey(Squares.Border).Fix(-9000, 0).To(9000, 0).To(-9000, 0).To(9000, 0).To(-9000, 0).To(9000, 0);
        var (expected, book) = (Judged(drive.Points), new AlertBook());
        var back = drive.Now;
        var arrivals = drive.Points.Select(p => p with { Report = p.Report.WithHoursBehind(WholeHours.Behind(p.Time, back)) }).ToList();
        Assert.Contains(arrivals, p => p.Report.HoursBehind > 0);

        // Live again, about where it was an hour before.
        Arrive([new(drive.Points[^1].Report with { Time = back }, 1000), .. arrivals[..^1]], book, out _);
        AlertBook.AssertSame(expected, book);
    }

    [Fact]
    public void A_report_that_comes_whole_hours_late_from_where_the_truck_no_longer_is_is_judged()
    {
        // Every ten minutes; of the two fixes in Shanghai one comes an hour late, when the truck is 45 km away.
        var drive = new Journey(Squares.Border).Fix(-12000, 0)
            .To(-5000, 0, every: 600).Fix(5000, 0, after: 600).Fix(6000, 0, after: 600).Fix(-5000, 0, after: 600)
            .To(-60000, 0, every: 600);
        var at = drive.Points.FindIndex(p => p.Report.Position.LongitudeE6 > 121_000_000) + 1;
        var (all, without, book) = (Judged(drive.Points), Judged(drive.Points.Where((_, i) => i != at)), new AlertBook());
        Assert.NotEqual(all.Contents.Count(f => f.Rule == "crossing"), without.Contents.Count(f => f.Rule == "crossing"));
        var late = drive.Points[at] with { Report = drive.Points[at].Report.WithHoursBehind(1) };
        Arrive(drive.Points.Where((_, i) => i != at).Append(late), book, out _);
        Assert.Equal(all.Standing.Select(s => s.Identity), book.Standing.Select(s => s.Identity));
    }

    [Fact]
    public void A_truck_whose_only_clock_is_8_hours_behind_keeps_its_crossings_at_its_own_times()
    {
        var drive = Drive;
        var (expected, book) = (Judged(drive.Points), new AlertBook());
        Arrive(drive.Points.Select(p => p with { Report = p.Report.WithHoursBehind(Hours) }), book, out _);
        Assert.Equal(expected.Standing.Select(s => s.Identity), book.Standing.Select(s => s.Identity));
    }

    [Fact]
    public void In_any_order_of_arrival_the_same_reports_of_two_clocks_end_in_the_same_findings() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var points = Mixed(Tracks.Random(seed), random);
            var (sorted, shuffled) = (new AlertBook(), new AlertBook());
            var a = Tracks.Follow(points, sorted, trim: false);
            var b = Tracks.Follow(Tracks.Shuffled(points, 1000, random), shuffled, trim: false);
            AlertBook.AssertSame(sorted, shuffled);
            Assert.Equal(a.EncodeTrack(withOffsets: true), b.EncodeTrack(withOffsets: true));

            // And built again from history, whichever way it came to be.
            var built = VehicleTracker.Rebuild(Some.Truck, null, [.. points.Select(p => p.Report)], sorted.Standing, Journey.Context, []);
            a.Trim(long.MaxValue, Journey.Context);
            Assert.Equal(a.EncodeTrack(withOffsets: false), built.EncodeTrack(withOffsets: false));
        },
        iter: 60);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3_000, 0)]
    [InlineData(28_800, 8)]
    [InlineData(28_829, 8)]
    [InlineData(28_796, 8)]
    [InlineData(28_840, 0)]
    [InlineData(28_790, 0)]
    [InlineData(3_600, 1)]
    [InlineData(86_400, 24)]
    [InlineData(90_000, 0)]
    [InlineData(-28_800, 0)]
    public void Only_a_delay_of_whole_hours_is_noted(int seconds, int hours) =>
        Assert.Equal(hours, WholeHours.Behind(Some.At("08:00:00"), Some.At("08:00:00") + TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Of_two_reports_of_one_second_the_one_that_came_in_time_prevails()
    {
        var live = Drive.Points[3].Report;
        var behind = (live with { Position = Squares.Off(Squares.Border, 5000, 5000), Alarms = 2 }).WithHoursBehind(Hours);
        Assert.Equal(live with { Alarms = 2 }, SameSecond.Merge(live, behind));
        Assert.Equal(live with { Alarms = 2 }, SameSecond.Merge(behind, live));
        Assert.Equal((Hours, ReportStatus.Fixed | ReportStatus.AccOn),
            (behind.HoursBehind, (behind with { Status = ReportStatus.Fixed | ReportStatus.AccOn }).WithHoursBehind(Hours).TerminalStatus));
    }

    private static TrackPoint Behind(TrackPoint point, int seconds = 2) =>
        new((point.Report with { Time = point.Time - TimeSpan.FromHours(Hours) + TimeSpan.FromSeconds(seconds) }).WithHoursBehind(Hours), point.Offset);

    private static AlertBook Judged(IEnumerable<TrackPoint> points)
    {
        var book = new AlertBook();
        Arrive(points, book, out _);
        return book;
    }

    /// <summary>Gives the reports as they arrive; what is too late for the tail goes through history.</summary>
    private static void Arrive(IEnumerable<TrackPoint> arrivals, AlertBook book, out VehicleTracker tracker)
    {
        tracker = VehicleTracker.New(Some.Truck);
        var history = new SortedDictionary<long, PositionReport>();
        var offset = 0;
        foreach (var arrival in arrivals)
        {
            var point = arrival with { Offset = offset++ };
            var changes = new List<FindingChange>();
            history[point.Time.UnixMilliseconds] =
                history.TryGetValue(point.Time.UnixMilliseconds, out var other) ? SameSecond.Merge(point.Report, other) : point.Report;
            if (tracker.Apply(point, Journey.Context, changes) == ApplyOutcome.BeyondTail || tracker.TakeJudgeFrom() is not null)
            {
                tracker.Rejudge(null, [.. history.Values], book.Standing, Journey.Context, ChangeCause.LateReport, changes);
            }

            book.Take(changes);
            tracker.AdvanceBase(offset, Journey.Context);
        }
    }

    /// <summary>Some of the reports once more by a clock that is behind by an hour, and some marked so by chance.</summary>
    private static List<TrackPoint> Mixed(List<TrackPoint> points, Random random)
    {
        var behind = points.Where(_ => random.Next(4) == 0)
            .Select(p => p with { Report = (p.Report with { Time = p.Time - TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1) }).WithHoursBehind(1) });
        return [.. points.Select(p => random.Next(20) == 0 ? p with { Report = p.Report.WithHoursBehind(1) } : p).Concat(behind)
            .OrderBy(p => p.Time.UnixMilliseconds).DistinctBy(p => p.Time).Select((p, i) => p with { Offset = i })];
    }
}
