using HazmatTrack.Domain;

namespace HazmatTrack.Web.Alerts;

/// <summary>Why a stream cannot continue after the event that the client named.</summary>
internal sealed class GapReason
{
    public static readonly GapReason Unusable = new("unusable", new(
        "这不是本流的事件编号（应为整数）；流从下一个事件开始。请重新加载告警列表。",
        "This is not the id of an event of this stream, which is a whole number: the stream begins with the next event. Load the list of alerts again."));

    public static readonly GapReason Unknown = new("unknown", new(
        "没有该编号的事件：它来自另一个存储。请重新加载告警列表。", "No event has this id: it is from another store. Load the list of alerts again."));

    public static readonly GapReason Expired = new("expired", new(
        "该编号之后的事件已不再保存。请重新加载告警列表。", "The events after this id are no longer held. Load the list of alerts again."));

    private GapReason(string name, LocalText text) => (Name, Text) = (name, text);

    public static IReadOnlyList<GapReason> All { get; } = [Unusable, Unknown, Expired];

    /// <summary>The stable name in the event.</summary>
    public string Name { get; }

    public LocalText Text { get; }
}
