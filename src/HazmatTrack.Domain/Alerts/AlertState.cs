using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Alerts;

/// <summary>The status and severity of an alert.</summary>
public readonly record struct AlertState(AlertStatus Status, Severity Severity)
{
    /// <summary>The statuses in which something is still to be done.</summary>
    public static readonly IReadOnlyList<AlertStatus> OpenStatuses =
        [AlertStatus.Open, AlertStatus.Acknowledged, AlertStatus.Assigned, AlertStatus.Handled];

    /// <summary>Whether it is neither closed nor retracted.</summary>
    public bool IsOpen => Status < AlertStatus.Closed;

    /// <summary>Whether it is more than a notice, and open: such alerts decide a vehicle's colour.</summary>
    public bool IsOpenViolation => IsOpen && Severity > Severity.Notice;
}
