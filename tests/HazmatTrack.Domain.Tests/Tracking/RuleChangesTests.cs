using CsCheck;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Testing.Rules;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>Programs with more rules and with fewer take the same vehicles over from each other.</summary>
public sealed class RuleChangesTests
{
    private static readonly RuleContext s_few = Journey.Context;

    [Fact]
    public void A_program_without_a_rule_leaves_its_alerts_as_they_stand()
    {
        var journey = new Journey(Squares.Border).Fix(-3000, 0).To(3000, 0).To(9000, 0).Judge();
        var standing = journey.Tracker.Findings.ToList();
        Assert.Contains(standing, s => s.Identity.Rule == "permit");

        var less = Journey.Context with { Rules = [.. RuleList.All.Where(rule => rule.Id != "permit")] };
        var changes = new List<FindingChange>();
        var tracker = VehicleTracker.Decode(Some.Truck, journey.Tracker.Encode());
        tracker.Rejudge(null, [.. journey.Points.Select(p => p.Report)], standing, less, ChangeCause.LateReport, changes);
        Assert.Empty(changes);

        // Nor does a late report in its tail, nor a state that it builds.
        tracker = VehicleTracker.Decode(Some.Truck, journey.Tracker.Encode());
        tracker.Apply(journey.Points[1] with { Report = journey.Points[1].Report with { Time = journey.Points[1].Time + TimeSpan.FromSeconds(1) } },
            less, changes);
        VehicleTracker.Rebuild(Some.Truck, null, [.. journey.Points.Select(p => p.Report)], standing, less, changes);
        Assert.DoesNotContain(changes, c => c.Identity.Rule == "permit");
    }

    [Fact]
    public void An_alert_older_than_history_survives_judging_again_from_the_first_stored_report()
    {
        var standing = new Journey(Squares.Border).Fix(-3000, 0).To(3000, 0).To(9000, 0).Judge().Tracker.Findings.ToList();
        Assert.Contains(standing, s => s.Identity.Rule == "crossing");
        var later = Journey.Start + TimeSpan.FromDays(300);
        List<PositionReport> stored =
        [
            .. Enumerable.Range(0, 200).Select(i => new PositionReport
            {
                Time = later + TimeSpan.FromSeconds(10 * i), Position = Squares.Off(Squares.Border, 20_000, 0), Status = ReportStatus.Fixed,
            }),
        ];
        var changes = new List<FindingChange>();
        var tracker = VehicleTracker.Rebuild(Some.Truck, null, stored, standing, Journey.Context, changes);
        tracker.Rejudge(null, stored, standing, Journey.Context, ChangeCause.LateReport, changes);
        Assert.Empty(changes);
    }

    [Fact]
    public void Building_a_state_again_tells_what_a_withdrawn_permit_changes()
    {
        var permit = Some.Permit("P1", "00:00", "23:00", ProvinceCode.Jiangsu, ProvinceCode.Shanghai);
        var journey = new Journey(Squares.Border).Fix(-3000, 0)
            .To(3000, 0).Judge(Journey.Context with { Documents = VehicleDocuments.From(permit) });
        Assert.DoesNotContain(journey.Changes, c => c.Identity.Rule == "permit");

        var changes = new List<FindingChange>();
        var built = VehicleTracker.Rebuild(
            Some.Truck, null, [.. journey.Points.Select(p => p.Report)], [.. journey.Tracker.Findings], Journey.Context, changes);
        Assert.Equal((FindingChangeKind.Raised, "permit", ChangeCause.Correction), Assert.Single(changes) is var c
            ? (c.Kind, c.Identity.Rule, c.Cause) : default);
        Assert.Contains(built.Findings, f => f.Identity.Rule == "permit");
    }

    [Fact]
    public void Two_episodes_of_one_rule_are_open_at_once_and_survive_packing()
    {
        var context = Journey.Context with { Rules = [new SpeedingRule()] };
        var journey = new Journey(Squares.Off(Squares.Border, -30_000, 0)).Fix(0, 0, kmh: 50).To(5000, 0, kmh: 50).Fix(5300, 0, kmh: 70, after: 30)
            .Fix(5900, 0, kmh: 72, after: 30).Fix(6400, 0, kmh: 70, after: 30).Judge(context);
        Assert.Equal(["45", "60"], journey.Tracker.Findings.Select(f => f.Identity.Key));

        var tracker = VehicleTracker.Decode(Some.Truck, journey.Tracker.Encode());
        journey.Fix(6700, 0, kmh: 50, after: 30).Fix(7000, 0, kmh: 20, after: 60);
        var changes = new List<FindingChange>();
        foreach (var point in journey.Points[^2..])
        {
            tracker.Apply(point, context, changes);
        }

        Assert.Equal([("60", "72.0 km/h"), ("45", "72.0 km/h")], changes.Select(c => (c.Identity.Key, c.Finding.Measured!)));
        Assert.All(changes, c => Assert.Equal((FindingChangeKind.Amended, true), (c.Kind, c.Finding.End is not null)));
    }

    [Fact]
    public void An_alarm_on_a_report_without_a_position_is_judged()
    {
        var context = Journey.Context with { Rules = [new AlarmRule()] };
        var tracker = VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        var report = new PositionReport { Time = Journey.Start, Alarms = 1 };
        Assert.False(report.IsPosition);
        tracker.Apply(new(report, 0), context, changes);
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        tracker.Apply(new(new PositionReport { Time = Journey.Start + TimeSpan.FromSeconds(30) }, 1), context, changes);
        Assert.Equal([FindingChangeKind.Raised, FindingChangeKind.Amended], changes.Select(c => c.Kind));
        Assert.Equal(Journey.Start, changes[1].Finding.Onset);
        Assert.Equal(Journey.Start + TimeSpan.FromSeconds(30), changes[1].Finding.End);
    }

    [Fact]
    public void A_truck_without_a_base_whose_state_is_brought_up_to_history_is_still_judged_by_a_rule_that_is_new()
    {
        PositionReport[] reports =
            [.. Enumerable.Range(0, 3).Select(i => new PositionReport { Time = Journey.Start + TimeSpan.FromSeconds(30 * i), Alarms = 1 })];
        var tracker = VehicleTracker.New(Some.Truck);
        tracker.Apply(new(reports[0], 0), s_few, []);

        // The process ends before what history has by now is in the packed state; the next one has the rule.
        var more = s_few with { Rules = [.. RuleList.All, new AlarmRule()] };
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        Assert.True(tracker.TryCatchUp(reports[..2], default(Instant), more));
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        tracker.Apply(new(reports[2], 2), more, []);
        Assert.Equal(ChangeCause.RuleVersion, tracker.TakeJudgeFrom()?.Cause);

        var changes = new List<FindingChange>();
        tracker.Rejudge(null, reports, [], more, ChangeCause.RuleVersion, changes);
        Assert.Equal(("alarm", Journey.Start), Assert.Single(changes) is var c ? (c.Identity.Key, c.Finding.Onset) : default);
    }

    [Fact]
    public void A_truck_whose_alert_is_ahead_of_history_has_it_raised_under_its_own_name_when_the_report_is_read_again()
    {
        PositionReport[] reports =
            [.. Enumerable.Range(0, 3).Select(i => new PositionReport { Time = Journey.Start + TimeSpan.FromSeconds(30 * i), Alarms = i == 0 ? 1u : 0 })];
        var context = s_few with { Rules = [new AlarmRule()] };
        var (tracker, told) = (VehicleTracker.New(Some.Truck), new List<FindingChange>());
        tracker.Apply(new(reports[1], 0), context, told);
        tracker.Apply(new(reports[2], 1), context, told);
        tracker.Apply(new(reports[0], 2), context, told);
        var alert = Assert.Single(told);

        // The process ends when its alert is stored and the report, which is older than all that history has, is not.
        var again = new List<FindingChange>();
        var built = VehicleTracker.Rebuild(Some.Truck, null, reports[1..], [new(alert.Identity, alert.Finding)], context, again);
        built.Apply(new(reports[0], 2), context, again);
        Assert.Equal(alert.Identity, Assert.Single(again).Identity);
    }

    [Fact]
    public void A_truck_with_an_episode_open_at_its_base_that_the_program_cannot_read_is_judged_again_for_the_rule()
    {
        // It speeds when its base was, and no more at its newest report: the state of now holds nothing that could not be read.
        var (newer, older) = (s_few with { Rules = [new SpeedingRule { StateVersion = 2 }] }, s_few with { Rules = [new SpeedingRule()] });
        var (tracker, metres) = (VehicleTracker.New(Some.Truck), 0.0);
        TrackPoint Next(int i)
        {
            var kmh = i < 80 - (VehicleTracker.TailLength * 3 / 4) ? 50 : 20;
            metres += kmh / 3.6 * 30;
            return new(
                new PositionReport
                {
                    Time = Journey.Start + TimeSpan.FromSeconds(30 * i),
                    Position = Squares.Off(Squares.Border, -60_000 + metres, 0),
                    SpeedDeciKmh = (ushort)(kmh * 10),
                    Status = ReportStatus.Fixed,
                },
                i);
        }

        for (var i = 0; i < 80; i++)
        {
            tracker.Apply(Next(i), newer, []);
        }

        tracker.Trim(long.MaxValue, newer);
        var checkpoint = new TrackCheckpoint(tracker.BaseTime!.Value, tracker.EncodeBase());
        VehicleTracker.ActiveSince(checkpoint, newer.Rules, out var lacks);
        Assert.False(lacks);
        VehicleTracker.ActiveSince(checkpoint, older.Rules, out lacks);
        Assert.True(lacks);

        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        tracker.Apply(Next(80), older, []);
        Assert.Equal(new JudgeAgain(checkpoint.At, ChangeCause.RuleVersion), tracker.TakeJudgeFrom());
    }

    [Fact]
    public void Late_reports_taken_together_end_as_if_taken_one_by_one() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var points = Tracks.Shuffled(Tracks.Random(seed), 40, new(seed));
            var (one, together) = (new AlertBook(), new AlertBook());
            var a = Tracks.Follow(points, one, trim: false);
            var b = VehicleTracker.New(Some.Truck);
            var random = new Random(seed);
            for (var i = 0; i < points.Count;)
            {
                var changes = new List<FindingChange>();
                for (var end = Math.Min(points.Count, i + random.Next(1, 60)); i < end; i++)
                {
                    b.Take(points[i], Journey.Context, changes);
                }

                b.JudgeInserted(Journey.Context, changes);
                together.Take(changes);
            }

            AlertBook.AssertSame(one, together);
            Assert.Equal(a.EncodeTrack(withOffsets: false), b.EncodeTrack(withOffsets: false));
        },
        iter: 100);

    [Fact]
    public void A_state_that_a_newer_program_wrote_with_a_field_more_is_read()
    {
        var tracker = new Journey(Squares.Border).Fix(-3000, 0).To(3000, 0).To(9000, 0).Judge().Tracker;
        var bytes = tracker.Encode();
        var newer = new BlobWriter();
        newer.Byte(4);
        foreach (var b in bytes[1..^4])
        {
            newer.Byte(b);
        }

        newer.Text("a field that this program does not know");
        newer.Seal();
        Assert.Equal(bytes, VehicleTracker.Decode(Some.Truck, newer.Written).Encode());
    }

    [Fact]
    public void Episodes_of_a_rule_that_a_newer_program_wrote_are_carried_on_unread_and_the_rule_is_not_judged_by()
    {
        var newer = Journey.Context with { Rules = [.. RuleList.All, new SpeedingRule { StateVersion = 3 }] };
        var older = Journey.Context with { Rules = [.. RuleList.All, new SpeedingRule()] };
        var journey = new Journey(Squares.Off(Squares.Border, -30_000, 0)).Fix(0, 0, kmh: 70).To(25_000, 0, kmh: 70).Judge(newer);
        journey.Tracker.Trim(long.MaxValue, newer);
        var tracker = VehicleTracker.Decode(Some.Truck, journey.Tracker.Encode());
        var changes = new List<FindingChange>();
        var count = journey.Points.Count;
        journey.To(26_000, 0, kmh: 20);
        foreach (var point in journey.Points[count..])
        {
            tracker.Apply(point, older, changes);
        }

        Assert.Empty(changes);
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        tracker.Rejudge(null, [.. journey.Points.Select(p => p.Report)], [.. journey.Tracker.Findings], newer, ChangeCause.RuleVersion, changes);
        Assert.Equal(["45", "60"], changes.Select(c => c.Identity.Key).Order());
        Assert.All(changes, c => Assert.NotNull(c.Finding.End));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(120)]
    public void A_state_that_has_no_base_yet_does_not_take_a_rule_for_judged_when_a_newer_program_brings_it_up_to_history(int reports)
    {
        var newer = Journey.Context with { Rules = [.. RuleList.All, new SpeedingRule()] };
        var journey = new Journey(Squares.Off(Squares.Border, -60_000, 0)).Fix(0, 0, kmh: 70);
        for (var turn = 0; journey.Points.Count < reports + 10; turn++)
        {
            journey.To(turn % 2 == 0 ? 25_000 : 0, 0, kmh: 70);
        }

        // Nothing is in history yet: all of it is in the tail.
        var tracker = VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        foreach (var point in journey.Points.Take(reports))
        {
            tracker.AdvanceBase(-1, Journey.Context);
            tracker.Apply(point, Journey.Context, changes);
        }

        Assert.Null(tracker.BaseTime);
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        Assert.True(tracker.TryCatchUp([.. journey.Points.Take(reports + 5).Select(p => p.Report)], default(Instant), newer));
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        foreach (var point in journey.Points.Skip(reports + 5).Take(5))
        {
            tracker.AdvanceBase(long.MaxValue, newer);
            tracker.Apply(point, newer, changes);
        }

        Assert.DoesNotContain(changes, c => c.Identity.Rule == "sample-speeding");
        Assert.Equal(default, Assert.NotNull(tracker.TakeJudgeFrom()).From);
    }
}
