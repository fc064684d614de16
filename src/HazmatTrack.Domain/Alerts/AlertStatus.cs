namespace HazmatTrack.Domain.Alerts;

/// <summary>The status of an alert. The numbers are stored.</summary>
public enum AlertStatus
{
    /// <summary>Nobody has acknowledged it yet (待确认).</summary>
    Open = 0,

    /// <summary>Seen by somebody (已确认).</summary>
    Acknowledged = 1,

    /// <summary>Assigned to somebody to deal with (已派发).</summary>
    Assigned = 2,

    /// <summary>Dealt with (已处置).</summary>
    Handled = 3,

    /// <summary>Filed (已归档); nothing more is to be done.</summary>
    Closed = 4,

    /// <summary>The finding no longer holds (已撤销): a late report showed otherwise.</summary>
    Retracted = 5,
}
