using System.Collections.Immutable;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Domain.Tests.Alerts;

public class AlertLifeTests
{
    [Fact]
    public void A_raised_finding_is_an_open_alert_of_revision_1()
    {
        var told = Told(null, SomeAlerts.Raise());
        Assert.Equal(AlertEventKind.Raised, told.Kind);
        Assert.Equal(AlertStatus.Open, told.Alert.Status);
        Assert.Equal(1, told.Alert.Revision);
        Assert.Equal($"{told.Alert.Id}.1", told.Id);
    }

    [Fact]
    public void An_amended_onset_keeps_the_identity_and_what_people_did()
    {
        var acknowledged = Taken(Raised(), HandlingAction.Acknowledge);
        var told = Told(acknowledged, SomeAlerts.Amend(200, SomeAlerts.Finding(SomeAlerts.Morning - TimeSpan.FromSeconds(12))));
        Assert.Equal(AlertEventKind.Amended, told.Kind);
        Assert.Equal(acknowledged.Id, told.Alert.Id);
        Assert.Equal(AlertStatus.Acknowledged, told.Alert.Status);
        Assert.Equal(3, told.Alert.Revision);
        Assert.Single(told.Alert.Handling);
    }

    [Theory]
    [InlineData(1, 3, 100)]
    [InlineData(1, 3, 99)]
    [InlineData(0, 3, 500)]
    [InlineData(0, 4, 500)]
    public void A_change_from_a_place_in_the_log_that_had_its_say_is_a_repetition(long incarnation, int partition, long offset)
    {
        var change = SomeAlerts.Change(FindingChangeKind.Retracted, SomeAlerts.Finding(), offset, incarnation: incarnation, partition: partition);
        Assert.Null(AlertStateMachine.After(Raised(), change));
    }

    [Theory]
    [InlineData(1, 3, 101)]
    [InlineData(2, 3, 0)]
    [InlineData(1, 4, 5)]
    [InlineData(1, 3, -1)]
    public void A_change_from_a_newer_or_unknown_place_counts(long incarnation, int partition, long offset)
    {
        var change = SomeAlerts.Change(FindingChangeKind.Retracted, SomeAlerts.Finding(), offset, incarnation: incarnation, partition: partition);
        Assert.Equal(AlertStatus.Retracted, Told(Raised(), change).Alert.Status);
    }

    [Theory]
    [InlineData(1, 3, true)]
    [InlineData(2, 3, false)]
    [InlineData(1, 19, false)]
    public void The_evidence_keeps_its_offsets_only_as_long_as_the_alert_is_told_from_the_same_log(long incarnation, int partition, bool keeps)
    {
        var finding = SomeAlerts.Finding();
        var evidence = finding.Evidence.IsEmpty ? [new TrackPoint(default, 90)] : finding.Evidence.Select(p => p with { Offset = 90 }).ToImmutableArray();
        var alert = Raised() with { Finding = finding with { Evidence = evidence } };
        var again = finding with { Evidence = evidence.Select(p => p with { Offset = -1 }).ToImmutableArray(), Measured = "2 km" };
        var next = Told(alert, SomeAlerts.Change(FindingChangeKind.Amended, again, 900, incarnation: incarnation, partition: partition)).Alert;
        Assert.All(next.Finding.Evidence, p => Assert.Equal(keeps ? 90 : -1, p.Offset));

        var retracted = Told(alert, SomeAlerts.Change(FindingChangeKind.Retracted, again, 900, incarnation: incarnation, partition: partition)).Alert;
        Assert.All(retracted.Finding.Evidence, p => Assert.Equal(keeps ? 90 : -1, p.Offset));
    }

    [Fact]
    public void An_alert_of_which_other_parameters_say_the_same_tells_nobody_and_keeps_those_that_judged_it_first()
    {
        var first = new AppliedParameters("0a1b2c3d", null, default, new Dictionary<string, double> { ["ConfirmFixes"] = 3 });
        var second = first with { Version = "4e5f6a7b", Values = new Dictionary<string, double> { ["ConfirmFixes"] = 2 } };
        var raised = Told(null, SomeAlerts.Raise(finding: SomeAlerts.Finding() with { Parameters = first })).Alert;
        Assert.Null(AlertStateMachine.After(
            raised, SomeAlerts.Change(FindingChangeKind.Amended, SomeAlerts.Finding() with { Parameters = second }, -1, reconciled: true)));

        var amended = Told(raised, SomeAlerts.Change(
            FindingChangeKind.Amended, SomeAlerts.Finding(measured: "2 km") with { Parameters = second }, -1, reconciled: true)).Alert;
        Assert.Equal(second, amended.Finding.Parameters);
        Assert.Equal(second, Told(amended, SomeAlerts.Change(FindingChangeKind.Retracted, SomeAlerts.Finding(), 900)).Alert.Finding.Parameters);
    }

    [Fact]
    public void What_ends_in_the_course_of_things_is_not_amended_by_late_data()
    {
        var ended = Told(Raised(), SomeAlerts.Amend(200, SomeAlerts.Finding() with { End = SomeAlerts.Morning + TimeSpan.FromMinutes(7) }));
        Assert.Equal((AlertEventKind.Amended, false, false, false), (ended.Kind, ended.Late, ended.Alert.Late, ended.Alert.AmendedLate));
        var corrected = Told(ended.Alert, SomeAlerts.Change(FindingChangeKind.Amended, SomeAlerts.Finding(measured: "1 km"), 300, late: true));
        Assert.Equal((true, false, true), (corrected.Late, corrected.Alert.Late, corrected.Alert.AmendedLate));
        var next = Told(corrected.Alert, SomeAlerts.Amend(400, SomeAlerts.Finding(measured: "2 km")));
        Assert.Equal((false, true), (next.Late, next.Alert.AmendedLate));
    }

    [Fact]
    public void An_event_says_how_the_alert_stood_before()
    {
        Assert.Null(Told(null, SomeAlerts.Raise()).Before);
        Assert.Equal(new AlertState(AlertStatus.Open, Severity.Notice),
            Told(Raised(), SomeAlerts.Amend(200, SomeAlerts.Finding(severity: Severity.Red))).Before);
        Assert.Equal(
            new AlertState(AlertStatus.Acknowledged, Severity.Notice),
            AlertStateMachine.After(Taken(Raised(), HandlingAction.Acknowledge), SomeAlerts.Step(HandlingAction.Close)).Event!.Before);
    }

    [Fact]
    public void The_same_content_from_a_newer_report_tells_nothing_but_is_noted()
    {
        var next = AlertStateMachine.After(Raised(), SomeAlerts.Raise(200))!;
        Assert.Null(next.Event);
        Assert.Equal(new(1, 3, 200), next.Alert.Cause);
        Assert.Equal(1, next.Alert.Revision);
    }

    [Fact]
    public void What_was_judged_again_counts_by_its_content_and_never_takes_the_cause_back()
    {
        var change = SomeAlerts.Change(FindingChangeKind.Retracted, SomeAlerts.Finding(), 40, reconciled: true);
        var told = Told(Raised(), change);
        Assert.Equal(AlertStatus.Retracted, told.Alert.Status);
        Assert.Equal(new(1, 3, 100), told.Alert.Cause);
    }

    [Fact]
    public void Offsets_that_history_has_forgotten_are_no_new_content_and_stay_known()
    {
        Assert.Null(AlertStateMachine.After(Raised(), Forgotten(SomeAlerts.Change(FindingChangeKind.Amended, SomeAlerts.Finding(), -1))));

        var amended = Told(Raised(), Forgotten(SomeAlerts.Change(FindingChangeKind.Amended, SomeAlerts.Finding(measured: "3 km"), -1)));
        Assert.Equal(100, amended.Alert.Finding.Crossing!.ConfirmedBy.Offset);
        Assert.Equal(100, amended.Alert.Finding.Evidence[0].Offset);

        static AlertChange Forgotten(AlertChange change)
        {
            var finding = change.Change.Finding;
            static TrackPoint Forget(TrackPoint point) => point with { Offset = TrackPoint.UnknownOffset };
            var crossing = finding.Crossing!;
            return change with
            {
                Change = change.Change with
                {
                    Finding = finding with
                    {
                        Crossing = crossing with
                        {
                            Before = Forget(crossing.Before),
                            After = Forget(crossing.After),
                            ConfirmedBy = Forget(crossing.ConfirmedBy),
                        },
                        Evidence = ImmutableArray.CreateRange(finding.Evidence, Forget),
                    },
                },
            };
        }
    }

    [Fact]
    public void A_retraction_before_the_raise_is_kept_and_overtakes_it()
    {
        var retracted = Told(null, SomeAlerts.Retract(120)).Alert;
        Assert.Equal(AlertStatus.Retracted, retracted.Status);
        Assert.Null(AlertStateMachine.After(retracted, SomeAlerts.Raise(100)));
        Assert.Equal(AlertStatus.Open, Told(retracted, SomeAlerts.Raise(130)).Alert.Status);
    }

    [Fact]
    public void An_amendment_of_an_alert_nobody_knows_raises_it() =>
        Assert.Equal(AlertEventKind.Raised, Told(null, SomeAlerts.Amend(100, SomeAlerts.Finding())).Kind);

    [Fact]
    public void A_retracted_alert_that_is_raised_again_is_open_for_everybody()
    {
        var retracted = Told(Taken(Raised(), HandlingAction.Acknowledge), SomeAlerts.Retract(200)).Alert;
        var again = Told(retracted, SomeAlerts.Raise(300));
        Assert.Equal(AlertEventKind.Amended, again.Kind);
        Assert.Equal(AlertStatus.Open, again.Alert.Status);
        Assert.Empty(again.Alert.Handling);
    }

    [Fact]
    public void An_alert_that_became_graver_is_open_again()
    {
        var closed = Taken(Taken(Raised(), HandlingAction.Acknowledge), HandlingAction.Close);
        var graver = Told(closed, SomeAlerts.Amend(200, SomeAlerts.Finding(severity: Severity.Red)));
        Assert.Equal(AlertStatus.Open, graver.Alert.Status);

        var milder = Told(Taken(graver.Alert, HandlingAction.Acknowledge), SomeAlerts.Amend(300, SomeAlerts.Finding()));
        Assert.Equal(AlertStatus.Acknowledged, milder.Alert.Status);
    }

    [Fact]
    public void An_inspector_takes_an_alert_from_seen_to_filed()
    {
        var alert = Raised(Severity.Red);
        alert = Taken(alert, HandlingAction.Acknowledge);
        Assert.Equal(AlertStatus.Acknowledged, alert.Status);
        alert = Taken(alert, HandlingAction.Assign, "王警官");
        Assert.Equal((AlertStatus.Assigned, "王警官"), (alert.Status, alert.Assignee));
        alert = Taken(alert, HandlingAction.Assign, "赵警官");
        Assert.Equal((AlertStatus.Assigned, "赵警官"), (alert.Status, alert.Assignee));
        alert = Taken(alert, HandlingAction.Handle);
        alert = Taken(alert, HandlingAction.Close);
        Assert.Equal((AlertStatus.Closed, 6), (alert.Status, alert.Revision));
    }

    [Theory]
    [InlineData(AlertStatus.Open, HandlingAction.Handle, HandlingConflict.NotSeenYet)]
    [InlineData(AlertStatus.Open, HandlingAction.Close, HandlingConflict.NotSeenYet)]
    [InlineData(AlertStatus.Acknowledged, HandlingAction.Acknowledge, HandlingConflict.AlreadyDone)]
    [InlineData(AlertStatus.Acknowledged, HandlingAction.Close, HandlingConflict.NotHandledYet)]
    [InlineData(AlertStatus.Assigned, HandlingAction.Acknowledge, HandlingConflict.AlreadyDone)]
    [InlineData(AlertStatus.Assigned, HandlingAction.Close, HandlingConflict.NotHandledYet)]
    [InlineData(AlertStatus.Handled, HandlingAction.Acknowledge, HandlingConflict.AlreadyDone)]
    [InlineData(AlertStatus.Handled, HandlingAction.Assign, HandlingConflict.AlreadyDone)]
    [InlineData(AlertStatus.Handled, HandlingAction.Handle, HandlingConflict.AlreadyDone)]
    [InlineData(AlertStatus.Closed, HandlingAction.Acknowledge, HandlingConflict.AlertClosed)]
    [InlineData(AlertStatus.Closed, HandlingAction.Close, HandlingConflict.AlertClosed)]
    [InlineData(AlertStatus.Retracted, HandlingAction.Acknowledge, HandlingConflict.AlertRetracted)]
    public void A_step_that_cannot_be_taken_is_refused_by_its_reason(AlertStatus status, HandlingAction action, HandlingConflict conflict)
    {
        var alert = Raised(Severity.Orange) with { Status = status };
        Assert.Equal(new(null, conflict), AlertStateMachine.After(alert, SomeAlerts.Step(action, "张警官")));
    }

    [Fact]
    public void A_notice_may_be_filed_as_soon_as_it_was_seen() =>
        Assert.Equal(AlertStatus.Closed, Taken(Taken(Raised(), HandlingAction.Acknowledge), HandlingAction.Close).Status);

    [Theory]
    [InlineData(HandlingAction.Acknowledge)]
    [InlineData(HandlingAction.Assign)]
    [InlineData(HandlingAction.Handle)]
    [InlineData(HandlingAction.Close)]
    public void A_step_sent_again_changes_nothing_even_when_others_followed(HandlingAction action)
    {
        var alert = Raised(Severity.Red);
        foreach (var taken in Enum.GetValues<HandlingAction>())
        {
            alert = Taken(alert, taken, taken == HandlingAction.Assign ? "王警官" : null);
        }

        var again = SomeAlerts.Step(action, assignee: action == HandlingAction.Assign ? "王警官" : null, minute: 59);
        Assert.Equal(default, AlertStateMachine.After(alert, again));
        Assert.NotNull(AlertStateMachine.After(alert, again with { By = "张警官" }).Conflict);
    }

    private static Alert Raised(Severity severity = Severity.Notice) => Told(null, SomeAlerts.Raise(100, SomeAlerts.Finding(severity: severity))).Alert;

    private static AlertEvent Told(Alert? alert, AlertChange change) => Assert.IsType<AlertEvent>(AlertStateMachine.After(alert, change)?.Event);

    private static Alert Taken(Alert alert, HandlingAction action, string? assignee = null) =>
        Assert.IsType<AlertEvent>(AlertStateMachine.After(alert, SomeAlerts.Step(action, assignee: assignee)).Event).Alert;
}
