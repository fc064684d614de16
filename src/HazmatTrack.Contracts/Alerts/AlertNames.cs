using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>The names of states and kinds in the API and the topic; they must never change.</summary>
internal static class AlertNames
{
    public static readonly IReadOnlyDictionary<string, AlertStatus> Statuses =
        Enum.GetValues<AlertStatus>().ToDictionary(ToName, StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, Severity> Severities =
        Enum.GetValues<Severity>().ToDictionary(ToName, StringComparer.Ordinal);

    public static string ToName(AlertStatus status) => status switch
    {
        AlertStatus.Open => "open",
        AlertStatus.Acknowledged => "acknowledged",
        AlertStatus.Assigned => "assigned",
        AlertStatus.Handled => "handled",
        AlertStatus.Closed => "closed",
        _ => "retracted",
    };

    public static string ToName(AlertEventKind kind) => kind switch
    {
        AlertEventKind.Raised => "raised",
        AlertEventKind.Amended => "amended",
        AlertEventKind.Retracted => "retracted",
        AlertEventKind.Acknowledged => "acknowledged",
        AlertEventKind.Assigned => "assigned",
        AlertEventKind.Handled => "handled",
        _ => "closed",
    };

    /// <summary>Returns null where a report that came in order was the cause.</summary>
    public static string? ToName(ChangeCause cause) => cause switch
    {
        ChangeCause.LateReport => "late-report",
        ChangeCause.Document => "document",
        ChangeCause.RuleVersion => "rule-version",
        ChangeCause.Correction => "correction",
        ChangeCause.Time => "time",
        _ => null,
    };

    public static string ToName(HandlingAction action) => action switch
    {
        HandlingAction.Acknowledge => "acknowledge",
        HandlingAction.Assign => "assign",
        HandlingAction.Handle => "handle",
        _ => "close",
    };

    public static string ToName(Severity severity) => severity switch
    {
        Severity.Notice => "notice",
        Severity.Yellow => "yellow",
        Severity.Orange => "orange",
        _ => "red",
    };

    public static string ToName(CrossingKind kind) => kind switch
    {
        CrossingKind.BetweenProvinces => "betweenProvinces",
        CrossingKind.EnteringDelta => "enteringDelta",
        CrossingKind.LeavingDelta => "leavingDelta",
        CrossingKind.Transit => "transit",
        _ => "outsideDelta",
    };
}
