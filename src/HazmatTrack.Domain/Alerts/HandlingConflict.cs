namespace HazmatTrack.Domain.Alerts;

/// <summary>Why a step cannot be taken with an alert in its present status.</summary>
public enum HandlingConflict
{
    /// <summary>The finding no longer holds: there is nothing to handle.</summary>
    AlertRetracted,

    /// <summary>The alert is closed.</summary>
    AlertClosed,

    /// <summary>Somebody has taken this step, or one beyond it, before.</summary>
    AlreadyDone,

    /// <summary>It must be acknowledged or assigned first.</summary>
    NotSeenYet,

    /// <summary>A violation must be handled before it is closed; only a notice may be closed unhandled.</summary>
    NotHandledYet,
}
