using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Web.Alerts;

/// <summary>Why a handling step was rejected, as a stable code and as text.</summary>
internal static class ConflictText
{
    public static string CodeOf(HandlingConflict conflict) => conflict switch
    {
        HandlingConflict.AlertRetracted => "alert-retracted",
        HandlingConflict.AlertClosed => "alert-closed",
        HandlingConflict.AlreadyDone => "already-done",
        HandlingConflict.NotSeenYet => "not-seen-yet",
        _ => "not-handled-yet",
    };

    public static string Describe(HandlingConflict conflict, Alert alert, HandlingAction action)
    {
        var last = alert.Handling.IsEmpty ? null : alert.Handling[^1];
        var by = last is null ? "" : $" Last step: {AlertNames.ToName(last.Action)}, by {last.By} at {AlertViews.ToChinaTime(last.At):yyyy-MM-dd HH:mm:ss zzz}.";
        return conflict switch
        {
            HandlingConflict.AlertRetracted => "The alert was retracted: a later report showed that it does not hold. Nothing is left to handle.",
            HandlingConflict.AlertClosed => "The alert is closed." + by,
            HandlingConflict.AlreadyDone => $"The alert is {AlertNames.ToName(alert.Status)} already." + by,
            HandlingConflict.NotSeenYet => $"Nobody has seen the alert yet: acknowledge or assign it before you {AlertNames.ToName(action)} it.",
            _ => "A violation is handled before it is closed; only a notice may be closed as soon as it was seen." + by,
        };
    }
}
