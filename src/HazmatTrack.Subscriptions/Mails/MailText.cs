using System.Globalization;
using System.Text;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;

namespace HazmatTrack.Subscriptions.Mails;

/// <summary>What a mail says, in both languages. The subject names no vehicle: it is shown on locked screens and in logs.</summary>
internal static class MailText
{
    private static readonly Dictionary<string, string> s_severities = new() { ["notice"] = "提示", ["yellow"] = "黄色", ["orange"] = "橙色", ["red"] = "红色" };

    private static readonly Dictionary<string, string> s_kinds = new()
    {
        ["raised"] = "发出",
        ["amended"] = "修正",
        ["retracted"] = "撤销",
        ["acknowledged"] = "签收",
        ["assigned"] = "指派",
        ["handled"] = "处置",
        ["closed"] = "办结",
    };

    public static string Subject(int events) => string.Create(
        CultureInfo.InvariantCulture, $"[HazmatTrack] {events} 条告警消息 / {events} alert event{(events == 1 ? "" : "s")}");

    public static string PingSubject => "[HazmatTrack] 测试邮件 / Test";

    /// <summary>The mail of some events, oldest first.</summary>
    /// <param name="name">The name of the subscription.</param>
    public static string Body(string name, IReadOnlyList<MailedEvent> events)
    {
        var text = new StringBuilder();
        text.AppendLine(OneLine(name)).AppendLine();
        foreach (var (i, one) in events.Index())
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{i + 1}. ");
            if (one.Event is not { } shown)
            {
                text.AppendLine($"{number}{one.Vehicle}  不再涉及 / concerns you no longer");
                text.AppendLine($"   {one.Alert}").AppendLine();
                continue;
            }

            var alert = shown.Alert;
            text.AppendLine(
                $"{number}{ChinaTimeText.Format(shown.At)}  {OneLine(alert.Vehicle)}  {s_severities[alert.Severity]} {alert.Severity}  {s_kinds[shown.Type]} {shown.Type}");
            text.AppendLine($"   {OneLine(alert.Title["zh-CN"])}");
            text.AppendLine($"   {OneLine(alert.Title["en"])}");
            text.AppendLine($"   {alert.Id}").AppendLine();
        }

        return text.ToString();
    }

    public static string PingBody(string name) => $"{OneLine(name)}\n\n此邮件确认订阅可以送达。\nThis mail shows that the subscription can be reached.\n";

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}

/// <summary>An event in a mail.</summary>
/// <param name="Event">What happened; null where the alert has left the subscription's sight.</param>
internal sealed record MailedEvent(string Vehicle, string Alert, AlertEventView? Event);
