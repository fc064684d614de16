using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Server.Alerts;

/// <summary>How alerts are shown: instants at +08:00, degrees, codes; null where something is not known.</summary>
internal static class AlertViews
{
    private const string PositionsTopic = "positions";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static AlertView Of(Alert alert, RuleCatalog rules)
    {
        var finding = alert.Finding;
        return new()
        {
            Id = alert.Id.ToString(),
            Rule = finding.Rule,
            RuleVersion = finding.RuleVersion,
            Parameters = finding.Parameters is { } applied
                ? new(applied.Version, applied.From is { } from ? Of(from) : null, Of(applied.Province), applied.Values)
                : null,
            Severity = AlertNames.Of(finding.Severity),
            Status = AlertNames.Of(alert.Status),
            Title = TitleOf(alert, rules),
            Vehicle = alert.Vehicle.ToString(),
            Plate = alert.Vehicle.Plate,
            Onset = Of(finding.Onset),
            End = finding.End is { } end ? Of(end) : null,
            DetectedAt = Of(alert.DetectedAt),
            ChangedAt = Of(alert.ChangedAt),
            Position = Of(finding.Position),
            Province = Of(finding.Province),
            OtherProvince = finding.OtherProvince is { } other ? Of(other) : null,
            FromProvince = finding.Crossing is { } left ? Of(left.From) : null,
            ToProvince = finding.Crossing is { } entered ? Of(entered.To) : null,
            Reason = finding.Reason,
            Measured = finding.Measured,
            Limit = finding.Limit,
            Late = alert.Late,
            AmendedLate = alert.AmendedLate,
            Revision = alert.Revision,
            Assignee = alert.Assignee,
            Handling = [.. alert.Handling.Select(s => new HandlingView(AlertNames.Of(s.Action), s.By, Of(s.At), s.Assignee, s.Note))],
            Documents = finding.Documents,
            Crossing = finding.Crossing is { } crossing ? Of(crossing, alert.Cause) : null,
            Evidence = [.. finding.Evidence.Select(point => Of(point, alert.Cause))],
        };
    }

    public static AlertEventView Of(AlertEvent told, RuleCatalog rules) => new(
        told.Id, told.Sequence, AlertNames.Of(told.Kind), Of(told.At), told.Late, CauseOf(told), told.Step?.By, told.Step?.Note, Of(told.Alert, rules));

    public static AlertView Of(Alert alert, IReadOnlyList<AlertEvent> history, RuleCatalog rules) => Of(alert, rules) with
    {
        History = [.. history.Select(e => new AlertHistoryView(
            e.Id, e.Sequence, AlertNames.Of(e.Kind), Of(e.At), e.Late, CauseOf(e), e.Step?.By, e.Step?.Assignee, e.Step?.Note, e.Alert.Revision,
            AlertNames.Of(e.Alert.Status), AlertNames.Of(e.Alert.Finding.Severity), Of(e.Alert.Finding.Onset), TitleOf(e.Alert, rules)))],
    };

    /// <summary>Null for a person's step, and where a report that came in order was the cause.</summary>
    private static string? CauseOf(AlertEvent told) => (told.Cause ?? (told.Late ? ChangeCause.LateReport : ChangeCause.Report)) switch
    {
        ChangeCause.LateReport => "late-report",
        ChangeCause.Document => "document",
        ChangeCause.RuleVersion => "rule-version",
        ChangeCause.Correction => "correction",
        ChangeCause.Time => "time",
        _ => null,
    };

    public static DateTimeOffset Of(Instant time) => time.ToDateTimeOffset().ToOffset(China);

    private static Dictionary<string, string> TitleOf(Alert alert, RuleCatalog rules)
    {
        var (chinese, english) = AlertTitle.Of(alert, rules);
        return new() { ["zh-CN"] = chinese, ["en"] = english };
    }

    private static CrossingView Of(Crossing crossing, LogPosition cause) => new(
        AlertNames.Of(crossing.Kind), crossing.Dark, Of(crossing.Time), crossing.TimeUncertainty.TotalSeconds, Of(crossing.Place),
        Math.Round(crossing.PlaceUncertainty.Metres, 1), Of(crossing.Before, cause), Of(crossing.After, cause), Of(crossing.ConfirmedBy, cause),
        crossing.Exit is { } exit ? new(Of(exit.Time), Of(exit.Place), Of(exit.Into)) : null);

    private static EvidenceView Of(TrackPoint point, LogPosition cause) => new(
        Of(point.Time), point.Report.IsPosition ? Of(point.Report.Position) : null, point.Report.SpeedDeciKmh / 10.0, point.Report.HeadingDegrees,
        PositionsTopic, cause.Incarnation, cause.Partition, point.Offset < 0 ? null : point.Offset);

    public static PlaceView Of(GeoPoint point) => new(point.LatitudeE6 / 1_000_000m, point.LongitudeE6 / 1_000_000m);

    public static string? Of(ProvinceCode code) => code.IsKnown ? code.ToString() : null;
}
