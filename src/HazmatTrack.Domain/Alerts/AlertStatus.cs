namespace HazmatTrack.Domain.Alerts;

/// <summary>The status of an alert. The numbers are stored.</summary>
public enum AlertStatus
{
    /// <summary>Nobody has acknowledged it yet (待处置).</summary>
    Open = 0,

    /// <summary>Seen by somebody (已签收).</summary>
    Acknowledged = 1,

    /// <summary>Assigned to somebody to deal with (已指派).</summary>
    Assigned = 2,

    /// <summary>Dealt with (已处置).</summary>
    Handled = 3,

    /// <summary>Closed (已办结); nothing more is to be done.</summary>
    Closed = 4,

    /// <summary>The finding no longer holds (已撤销): a late report showed otherwise.</summary>
    Retracted = 5,
}
