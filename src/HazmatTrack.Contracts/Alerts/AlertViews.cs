using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>Builds the views of alerts: degrees, codes; null for values that are not known.</summary>
internal static class AlertViews
{
    private const string PositionsTopic = "positions";

    public static AlertView ToView(Alert alert, RuleCatalog rules)
    {
        var finding = alert.Finding;
        return new()
        {
            Id = alert.Id.ToString(),
            Rule = finding.Rule,
            RuleVersion = finding.RuleVersion,
            Parameters = finding.Parameters is { } applied
                ? new(applied.Version, applied.From is { } from ? from : null, ToCode(applied.Province), applied.Values)
                : null,
            Severity = AlertNames.ToName(finding.Severity),
            Status = AlertNames.ToName(alert.Status),
            Title = TitleOf(alert, rules),
            Vehicle = alert.Vehicle.ToString(),
            Plate = alert.Vehicle.Plate,
            Onset = finding.Onset,
            End = finding.End is { } end ? end : null,
            DetectedAt = alert.DetectedAt,
            ChangedAt = alert.ChangedAt,
            Position = ToView(finding.Position),
            Province = ToCode(finding.Province),
            OtherProvince = finding.OtherProvince is { } other ? ToCode(other) : null,
            FromProvince = finding.Crossing is { } left ? ToCode(left.From) : null,
            ToProvince = finding.Crossing is { } entered ? ToCode(entered.To) : null,
            Reason = finding.Reason,
            Measured = finding.Measured,
            Limit = finding.Limit,
            Late = alert.Late,
            AmendedLate = alert.AmendedLate,
            Revision = alert.Revision,
            Assignee = alert.Assignee,
            Handling = [.. alert.Handling.Select(s => new HandlingView(AlertNames.ToName(s.Action), s.By, s.At, s.Assignee, s.Note))],
            Documents = finding.Documents,
            Crossing = finding.Crossing is { } crossing ? ToView(crossing, alert.Cause) : null,
            Evidence = [.. finding.Evidence.Select(point => ToView(point, alert.Cause))],
        };
    }

    public static AlertEventView ToView(AlertEvent e, RuleCatalog rules) => new(
        e.Id, e.Sequence, AlertNames.ToName(e.Kind), e.At, e.Late, CauseOf(e), e.Step?.By, e.Step?.Note, ToView(e.Alert, rules));

    public static AlertView ToView(Alert alert, IReadOnlyList<AlertEvent> history, RuleCatalog rules) => ToView(alert, rules) with
    {
        History = [.. history.Select(e => new AlertHistoryView(
            e.Id, e.Sequence, AlertNames.ToName(e.Kind), e.At, e.Late, CauseOf(e), e.Step?.By, e.Step?.Assignee, e.Step?.Note, e.Alert.Revision,
            AlertNames.ToName(e.Alert.Status), AlertNames.ToName(e.Alert.Finding.Severity), e.Alert.Finding.Onset, TitleOf(e.Alert, rules)))],
    };

    /// <summary>Returns null for a person's step, and where a report that came in order was the cause.</summary>
    private static string? CauseOf(AlertEvent e) => AlertNames.ToName(e.Cause ?? (e.Late ? ChangeCause.LateReport : ChangeCause.Report));

    private static Dictionary<string, string> TitleOf(Alert alert, RuleCatalog rules)
    {
        var (chinese, english) = AlertTitleMarks.Describe(alert, rules);
        return new() { ["zh-CN"] = chinese, ["en"] = english };
    }

    private static CrossingView ToView(Crossing crossing, LogPosition cause) => new(
        AlertNames.ToName(crossing.Kind), crossing.Dark, crossing.Time, crossing.TimeUncertainty.TotalSeconds, ToView(crossing.Place),
        Math.Round(crossing.PlaceUncertainty.Metres, 1), ToView(crossing.Before, cause), ToView(crossing.After, cause), ToView(crossing.ConfirmedBy, cause),
        crossing.Exit is { } exit ? new(exit.Time, ToView(exit.Place), ToCode(exit.Into)) : null);

    private static EvidenceView ToView(TrackPoint point, LogPosition cause) => new(
        point.Time, point.Report.IsPosition ? ToView(point.Report.Position) : null, point.Report.SpeedDeciKmh / 10.0, point.Report.HeadingDegrees,
        PositionsTopic, cause.Incarnation, cause.Partition, point.Offset < 0 ? null : point.Offset);

    public static PlaceView ToView(GeoPoint point) => new(point.LatitudeE6 / 1_000_000m, point.LongitudeE6 / 1_000_000m);

    public static string? ToCode(ProvinceCode code) => code.IsKnown ? code.ToString() : null;
}
