using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Web.Alerts;

/// <summary>Why a handling step was rejected, as a code and as text.</summary>
internal static class ConflictText
{
    public static ProblemCode CodeOf(HandlingConflict conflict) => conflict switch
    {
        HandlingConflict.AlertRetracted => ProblemCode.AlertRetracted,
        HandlingConflict.AlertClosed => ProblemCode.AlertClosed,
        HandlingConflict.AlreadyDone => ProblemCode.AlreadyDone,
        HandlingConflict.NotSeenYet => ProblemCode.NotSeenYet,
        _ => ProblemCode.NotHandledYet,
    };

    public static LocalText Describe(HandlingConflict conflict, Alert alert, HandlingAction action)
    {
        var last = alert.Handling.IsEmpty ? null : alert.Handling[^1];
        var by = last is null ? new("", "") : new LocalText(
            $"上一步：{last.By} 于 {ChinaTimeText.Format(last.At)} {Chinese(last.Action)}。",
            $" Last step: {AlertNames.ToName(last.Action)}, by {last.By} at {ChinaTimeText.Format(last.At)}.");
        var what = conflict switch
        {
            HandlingConflict.AlertRetracted => new("告警已撤销：后来的上报表明它不成立，无需处置。", "The alert was retracted: a later report showed that it does not hold. Nothing is left to handle."),
            HandlingConflict.AlertClosed => new("告警已办结。", "The alert is closed."),
            HandlingConflict.AlreadyDone => new($"告警已经{Chinese(action)}。", $"The alert is {AlertNames.ToName(alert.Status)} already."),
            HandlingConflict.NotSeenYet => new(
                $"还没有人看过该告警：请先签收或指派，再{Chinese(action)}。",
                $"Nobody has seen the alert yet: acknowledge or assign it before you {AlertNames.ToName(action)} it."),
            _ => new LocalText("违规告警须先处置再办结；只有提示类告警可在签收后直接办结。", "A violation is handled before it is closed; only a notice may be closed as soon as it was seen."),
        };
        return conflict is HandlingConflict.AlertRetracted or HandlingConflict.NotSeenYet ? what : new(what.Chinese + by.Chinese, what.English + by.English);
    }

    private static string Chinese(HandlingAction action) => action switch
    {
        HandlingAction.Acknowledge => "签收",
        HandlingAction.Assign => "指派",
        HandlingAction.Handle => "处置",
        _ => "办结",
    };
}
