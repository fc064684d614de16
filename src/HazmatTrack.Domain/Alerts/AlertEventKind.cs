namespace HazmatTrack.Domain.Alerts;

/// <summary>What happened to an alert. The numbers are stored.</summary>
public enum AlertEventKind
{
    Raised = 0,
    Amended = 1,
    Retracted = 2,
    Acknowledged = 3,
    Assigned = 4,
    Handled = 5,
    Closed = 6,
}
