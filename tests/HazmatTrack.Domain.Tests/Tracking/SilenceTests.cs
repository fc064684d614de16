using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Testing.Rules;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>What is found because nothing comes.</summary>
public sealed class SilenceTests
{
    private static readonly RuleContext s_context = Journey.Context with { Rules = [SampleRules.Silent()] };

    private readonly List<FindingChange> _changes = [];

    [Fact]
    public void A_truck_that_falls_silent_while_it_drives_is_found_when_the_deadline_passes_and_not_before()
    {
        var (tracker, last) = Driving();
        Assert.Equal(last + TimeSpan.FromMinutes(5), tracker.NextDeadline(s_context));
        Assert.False(tracker.Tick(last + TimeSpan.FromSeconds(299), 7, s_context, _changes));
        Assert.Empty(_changes);
        Assert.True(tracker.Tick(last + TimeSpan.FromSeconds(301), 7, s_context, _changes));
        var change = Assert.Single(_changes);
        Assert.Equal(
            (FindingChangeKind.Raised, "report", last, ChangeCause.Time, 7L, false),
            (change.Kind, change.Identity.Key, change.Finding.Onset, change.Cause, change.CauseOffset, change.Late));
    }

    [Fact]
    public void A_truck_that_stands_is_not_missed()
    {
        var (tracker, last) = Driving();
        Take(tracker, last + TimeSpan.FromSeconds(30), kmh: 0);
        Assert.Null(tracker.NextDeadline(s_context));
        Assert.False(tracker.Tick(last + TimeSpan.FromDays(1), 8, s_context, _changes));
        Assert.Empty(_changes);
    }

    [Fact]
    public void No_report_and_no_position_are_two_findings_and_the_first_grows_graver()
    {
        var (tracker, last) = Driving();
        tracker.Tick(last + TimeSpan.FromMinutes(5), 7, s_context, _changes);
        tracker.Tick(last + TimeSpan.FromMinutes(7), 7, s_context, _changes);
        Assert.Equal(last + TimeSpan.FromMinutes(15), tracker.NextDeadline(s_context));
        tracker.Tick(last + TimeSpan.FromMinutes(16), 7, s_context, _changes);
        Assert.Equal(
            [("report", Severity.Orange, FindingChangeKind.Raised), ("fix", Severity.Orange, FindingChangeKind.Raised),
                ("report", Severity.Red, FindingChangeKind.Amended)],
            _changes.Select(c => (c.Identity.Key, c.Finding.Severity, c.Kind)));
        Assert.Null(tracker.NextDeadline(s_context));
    }

    [Fact]
    public void The_next_report_in_order_ends_what_time_has_found()
    {
        var (tracker, last) = Driving();
        tracker.Tick(last + TimeSpan.FromMinutes(6), 7, s_context, _changes);
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        _changes.Clear();
        Take(tracker, last + TimeSpan.FromMinutes(10), kmh: 0);
        Assert.Equal(
            [(FindingChangeKind.Amended, "report", ChangeCause.Report), (FindingChangeKind.Raised, "fix", ChangeCause.Report)],
            _changes.Select(c => (c.Kind, c.Identity.Key, c.Cause)));
        Assert.All(_changes, c => Assert.Equal(last + TimeSpan.FromMinutes(10), c.Finding.End));
    }

    [Fact]
    public void A_late_report_that_fills_the_silence_takes_it_back_and_says_why()
    {
        var (tracker, last) = Driving();
        tracker.Tick(last + TimeSpan.FromMinutes(6), 7, s_context, _changes);
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        _changes.Clear();
        Assert.Equal(ApplyOutcome.AppliedLate, Take(tracker, last + TimeSpan.FromMinutes(3)));
        var change = Assert.Single(_changes);
        Assert.Equal((FindingChangeKind.Retracted, ChangeCause.LateReport, 8L), (change.Kind, change.Cause, change.CauseOffset));

        // Time has not passed as far as its new deadline.
        Assert.Equal(last + TimeSpan.FromMinutes(8), tracker.NextDeadline(s_context));
        _changes.Clear();
        tracker.Tick(last + TimeSpan.FromMinutes(8), 8, s_context, _changes);
        Assert.Equal(last + TimeSpan.FromMinutes(3), Assert.Single(_changes).Finding.Onset);
    }

    [Fact]
    public void A_silence_is_taken_back_however_many_reports_have_come_since()
    {
        var tracker = VehicleTracker.New(Some.Truck);
        var last = Journey.Start;
        for (var i = 0; i < 40; i++)
        {
            Take(tracker, last = Journey.Start + TimeSpan.FromSeconds(30 * i));
        }

        tracker.Tick(last + TimeSpan.FromMinutes(6), 8, s_context, _changes);
        Assert.Equal(last, Assert.Single(_changes).Finding.Onset);
        tracker.AdvanceBase(long.MaxValue, s_context);
        for (var i = 0; i < VehicleTracker.TailLength; i++)
        {
            Take(tracker, last + TimeSpan.FromSeconds(390 + (10 * i)));
        }

        tracker.AdvanceBase(long.MaxValue, s_context);
        _changes.Clear();
        Take(tracker, last + TimeSpan.FromMinutes(3));
        Assert.Equal((FindingChangeKind.Retracted, last), (Assert.Single(_changes).Kind, _changes[0].Finding.Onset));
    }

    [Fact]
    public void Time_that_is_looked_at_again_says_nothing_again()
    {
        var (tracker, last) = Driving();
        tracker.Tick(last + TimeSpan.FromMinutes(6), 7, s_context, _changes);
        tracker = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        Assert.False(tracker.Tick(last + TimeSpan.FromMinutes(6), 7, s_context, _changes));
        tracker.Tick(last + TimeSpan.FromMinutes(6.5), 7, s_context, _changes);
        Assert.Single(_changes);
    }

    [Fact]
    public void A_state_built_from_history_knows_that_the_truck_was_found_silent_and_asks_no_clock()
    {
        var (tracker, last) = Driving();
        tracker.Tick(last + TimeSpan.FromMinutes(16), 7, s_context, _changes);
        var active = tracker.Findings.ToList();
        Assert.Equal(2, active.Count);
        _changes.Clear();
        var built = VehicleTracker.Rebuild(Some.Truck, null, Reports(), active, s_context, _changes);
        built.Rejudge(null, Reports(), active, s_context, ChangeCause.Correction, _changes);
        Assert.Empty(_changes);
        Assert.Equal(active.Select(f => f.Identity), built.Findings.Select(f => f.Identity));
        Assert.Null(built.NextDeadline(s_context));
        built.Tick(last + TimeSpan.FromMinutes(20), 7, s_context, _changes);
        Assert.Empty(_changes);
    }

    [Fact]
    public void A_rule_that_throws_at_a_deadline_is_not_asked_again_and_the_others_go_on()
    {
        var (_, last) = Driving();
        var broken = SampleRules.Silent();
        broken.Throws = last + TimeSpan.FromMinutes(7);
        var context = Journey.Context with { Rules = [broken, new AlarmRule()] };
        var tracker = VehicleTracker.New(Some.Truck);
        foreach (var (i, report) in Reports().Index())
        {
            tracker.Take(new(report, i), context, _changes);
        }

        tracker.Tick(last + TimeSpan.FromMinutes(5), 7, context, _changes);
        Assert.Equal("report", Assert.Single(_changes).Identity.Key);
        Assert.False(tracker.HasFaults);
        tracker.Tick(last + TimeSpan.FromMinutes(7), 7, context, _changes);
        Assert.Equal(SilenceRule.RuleId, Assert.Single(tracker.Faults).Rule);
        Assert.Single(_changes);
        Assert.Null(tracker.NextDeadline(context));
        tracker.Take(new(new PositionReport { Time = last + TimeSpan.FromMinutes(8), Alarms = 1 }, 9), context, _changes);
        Assert.Equal("alarm", _changes[^1].Identity.Key);
    }

    [Fact]
    public void A_rule_that_leaves_a_passed_deadline_where_it_was_is_faulted_and_holds_nobody_up()
    {
        var context = Journey.Context with { Rules = [new StubbornRule()] };
        var tracker = VehicleTracker.New(Some.Truck);
        tracker.Apply(new(new PositionReport { Time = Journey.Start }, 0), context, _changes);
        tracker.Tick(Journey.Start + TimeSpan.FromHours(1), 0, context, _changes);
        Assert.Contains("deadline", Assert.Single(tracker.Faults).Reason, StringComparison.Ordinal);
    }

    private static List<PositionReport> Reports() => [.. Enumerable.Range(0, 8).Select(i => Report(Journey.Start + TimeSpan.FromSeconds(30 * i), 60))];

    private static PositionReport Report(Instant time, int kmh) => new()
    {
        Time = time,
        Position = Squares.Off(Squares.Border, -30_000 + ((time - Journey.Start).TotalSeconds * 16), 0),
        SpeedDeciKmh = (ushort)(kmh * 10),
        Status = ReportStatus.Fixed,
    };

    private (VehicleTracker Tracker, Instant Last) Driving()
    {
        var tracker = VehicleTracker.New(Some.Truck);
        foreach (var (i, report) in Reports().Index())
        {
            tracker.Apply(new(report, i), s_context, _changes);
        }

        Assert.Empty(_changes);
        return (tracker, tracker.Newest!.Value.Time);
    }

    private ApplyOutcome Take(VehicleTracker tracker, Instant time, int kmh = 60) => tracker.Apply(new(Report(time, kmh), 8), s_context, _changes);

    private sealed class StubbornRule : IRule
    {
        public string Id => "stubborn";

        public int Version => 1;

        public RuleInputs Inputs => RuleInputs.Reports | RuleInputs.Time;

        public void Observe(in RuleEpisodes episodes, in Observation report, FindingSet findings) => episodes.Set(new("waiting", report.Report.Time, 1));

        public Instant? DeadlineOf(in Episode episode) => episode.Since + TimeSpan.FromMinutes(1);
    }
}
