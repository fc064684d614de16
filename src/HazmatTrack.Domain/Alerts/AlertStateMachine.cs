using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// The life cycle of an alert. Pure: an alert and what happens to it give the next alert and its event, or
/// nothing for a repetition.
/// <code>
///   open ──acknowledge──▶ acknowledged ──assign──▶ assigned ──handle──▶ handled ──close──▶ closed
///     └────────────────────assign─────────────────▲   └─ assign again
///   acknowledged ──handle──▶ handled      notices only: acknowledged, assigned ──close──▶ closed
///   any ──retracted──▶ retracted ──raised or amended again──▶ open
///   any ──amended to a graver severity──▶ open
/// </code>
/// </summary>
public static class AlertStateMachine
{
    /// <summary>Applies a change of a finding to its alert; null when it is a repetition and leaves everything as it is.</summary>
    /// <param name="alert">The present alert; null when none was raised yet.</param>
    /// <param name="sameReport">Whether the report that last changed the alert is still being applied and has further changes.</param>
    /// <remarks>
    /// A raise of an active alert is an amendment, and an amendment of an unknown one raises it. A retraction of an unknown one is
    /// kept as retracted, so that the raise, if it comes after all from an older report, is known to be overtaken. A retracted one
    /// that is raised or amended again, and one that became graver, is open again: the person who acknowledged it has not seen this.
    /// </remarks>
    public static AlertTransition? After(Alert? alert, AlertChange change, bool sameReport = false)
    {
        if (alert is null)
        {
            return First(change);
        }

        if (!change.Reconciled && !sameReport && IsRepetition(alert, change.Cause))
        {
            return null;
        }

        // The newest cause is kept even where the content is the same, so that a replay of earlier reports stays a repetition.
        var seen = alert with { Cause = Later(alert.Cause, change.Cause) };

        // The offsets of the evidence count in the log of the cause.
        var stored = alert.Finding;
        if (seen.Cause.Log != alert.Cause.Log)
        {
            stored = FindingContent.WithoutOffsets(stored);
            seen = seen with { Finding = stored };
        }

        AlertTransition? unchanged = seen.Cause == alert.Cause ? null : new(seen, null);
        var retraction = change.Change.Kind == FindingChangeKind.Retracted;
        if (retraction && alert.Status == AlertStatus.Retracted)
        {
            return unchanged;
        }

        var next = seen with { Revision = alert.Revision + 1, ChangedAt = change.DetectedAt };
        if (retraction)
        {
            return Event(AlertEventKind.Retracted, next with { Status = AlertStatus.Retracted }, alert, change.Change.Cause);
        }

        var finding = FindingContent.KeepOffsets(change.Change.Finding, stored);
        var reopened = alert.Status == AlertStatus.Retracted || finding.Severity > alert.Finding.Severity;
        if (!reopened && FindingContent.Same(finding, alert.Finding))
        {
            return unchanged is null || seen.Cause.Log == alert.Cause.Log ? unchanged : new(seen with { Finding = finding }, null);
        }

        next = next with
        {
            Finding = finding,
            AmendedLate = alert.AmendedLate || change.Change.Late,
            Status = reopened ? AlertStatus.Open : alert.Status,
            Handling = reopened ? [] : alert.Handling,
        };
        return Event(AlertEventKind.Amended, next, alert, change.Change.Cause);
    }

    /// <summary>
    /// Whether a report at this place has already been applied to the alert. Places in different partitions of one log do not compare, nor
    /// does an unknown one: there the content decides.
    /// </summary>
    public static bool IsRepetition(Alert alert, LogPosition cause) =>
        cause.Offset >= 0 && alert.Cause.Offset >= 0 && Compares(cause, alert.Cause) && !IsLater(cause, alert.Cause);

    /// <summary>Applies a person's step to an alert.</summary>
    public static HandlingOutcome After(Alert alert, HandlingStep step)
    {
        if (IsRepeated(alert, step))
        {
            return default;
        }

        if (ConflictOf(alert, step) is { } conflict)
        {
            return new(null, conflict);
        }

        var (status, kind) = step.Action switch
        {
            HandlingAction.Acknowledge => (AlertStatus.Acknowledged, AlertEventKind.Acknowledged),
            HandlingAction.Assign => (AlertStatus.Assigned, AlertEventKind.Assigned),
            HandlingAction.Handle => (AlertStatus.Handled, AlertEventKind.Handled),
            _ => (AlertStatus.Closed, AlertEventKind.Closed),
        };
        var next = alert with
        {
            Status = status,
            Revision = alert.Revision + 1,
            ChangedAt = step.At,
            Handling = alert.Handling.Add(step),
        };
        return new(new(0, kind, next.ChangedAt, step, next) { Before = alert.State }, null);
    }

    /// <summary>Whether a step was sent again, which is no conflict; for an assignment only as long as nobody else was assigned since.</summary>
    private static bool IsRepeated(Alert alert, HandlingStep step) => alert.Status != AlertStatus.Retracted
        && alert.Handling.LastOrDefault(taken => taken.Action == step.Action) is { } taken
        && step.Repeats(taken);

    private static HandlingConflict? ConflictOf(Alert alert, HandlingStep step) => (alert.Status, step.Action) switch
    {
        (AlertStatus.Retracted, _) => HandlingConflict.AlertRetracted,
        (AlertStatus.Closed, _) => HandlingConflict.AlertClosed,
        (AlertStatus.Open, HandlingAction.Acknowledge or HandlingAction.Assign) => null,
        (AlertStatus.Open, _) => HandlingConflict.NotSeenYet,
        (_, HandlingAction.Acknowledge) => HandlingConflict.AlreadyDone,
        (AlertStatus.Acknowledged or AlertStatus.Assigned, HandlingAction.Close) when alert.Finding.Severity != Severity.Notice =>
            HandlingConflict.NotHandledYet,
        (AlertStatus.Handled, HandlingAction.Assign or HandlingAction.Handle) => HandlingConflict.AlreadyDone,
        _ => null,
    };

    private static AlertTransition First(AlertChange change)
    {
        var retracted = change.Change.Kind == FindingChangeKind.Retracted;
        var alert = new Alert
        {
            Id = AlertId.From(change.Vehicle, change.Change.Identity),
            Vehicle = change.Vehicle,
            Identity = change.Change.Identity,
            Finding = change.Change.Finding,
            Status = retracted ? AlertStatus.Retracted : AlertStatus.Open,
            Late = change.Change.Late,
            DetectedAt = change.DetectedAt,
            Revision = 1,
            ChangedAt = change.DetectedAt,
            Cause = change.Cause,
        };
        return Event(retracted ? AlertEventKind.Retracted : AlertEventKind.Raised, alert, null, change.Change.Cause);
    }

    private static AlertTransition Event(AlertEventKind kind, Alert alert, Alert? before, ChangeCause cause) =>
        new(alert, new(0, kind, alert.ChangedAt, null, alert) { Before = before?.State, Late = cause.IsLate(), Cause = cause });

    private static LogPosition Later(LogPosition known, LogPosition cause) =>
        cause.Offset >= 0 && (known.Offset < 0 || !Compares(cause, known) || IsLater(cause, known)) ? cause : known;

    private static bool Compares(LogPosition a, LogPosition b) => a.Incarnation != b.Incarnation || a.Partition == b.Partition;

    private static bool IsLater(LogPosition a, LogPosition b) => (a.Incarnation, a.Offset).CompareTo((b.Incarnation, b.Offset)) > 0;
}

/// <summary>An alert's next state; <paramref name="Event"/> is null where only the newest cause was noted and nothing is to be published.</summary>
public sealed record AlertTransition(Alert Alert, AlertEvent? Event);

/// <summary>The outcome of a person's step: an event, or a conflict, or neither when it was a repetition.</summary>
public readonly record struct HandlingOutcome(AlertEvent? Event, HandlingConflict? Conflict);
